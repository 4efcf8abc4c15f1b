"""Found by appointments: those to confirm on the last open day before, and those who did not come (domain.md 4.1)."""

from collections.abc import Iterator
from datetime import timedelta

from tenants.follow_ups.shop_day import Promised, ShopDay
from tenants.follow_ups.triggers.trigger import Candidate, Facts

CONFIRMED_DAYS_AHEAD = 14  # no shop is closed longer between two open days without a wrong setting


def to_confirm(day: ShopDay) -> Iterator[Candidate]:
    """Friday covers the weekend. Who booked on that day or later has just said that he will come."""
    for one in day.promises:
        open_on = day.open_days.on_or_before(one.due_on - timedelta(1))
        if not (one.is_missed or one.is_confirmed) and one.booked_on < open_on:
            yield _candidate(one, {"wording": "dated"})


def did_not_come(day: ShopDay) -> Iterator[Candidate]:
    for one in day.promises:
        if one.is_missed:
            yield _candidate(one, {})


def _candidate(one: Promised, facts: Facts) -> Candidate:
    told: Facts = {"due_on": one.due_on.isoformat(), **facts}
    if one.due_time:
        told = {**told, "due_time": one.due_time.isoformat("minutes")}
    return Candidate(one.customer_id, one.vehicle_id, one.due_on, told, about_id=one.appointment_id)
