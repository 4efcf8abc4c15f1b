"""Found by the day of the year on which a customer first came, or his car was registered."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.triggers.trigger import Candidate

STILL_COMES_DAYS = 365  # to one who is gone a greeting says that nobody noticed


def has_anniversary(day: ShopDay) -> Iterator[Candidate]:
    since = day.today - timedelta(STILL_COMES_DAYS)
    present = {one.customer_id: one for one in day.standings if one.last_paid_on > since}
    for one in present.values():
        years, anchor_on = latest(one.first_paid_on, day.today)
        if years:
            yield Candidate(one.customer_id, None, anchor_on, {"years": years})
    for car in day.registered:
        years, anchor_on = latest(car.registered_on, day.today)
        if years and car.customer_id in present:
            yield Candidate(car.customer_id, car.vehicle_id, anchor_on, {"years": years, "wording": "car"})


def latest(since_on: date, today: date) -> tuple[int, date]:
    """How many years are over, and the day on which the last of them was; 02-29 is 02-28 in most years."""
    years = today.year - since_on.year
    on = _in_year(since_on, today.year)
    return (years, on) if on <= today else (years - 1, _in_year(since_on, today.year - 1))


def _in_year(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
