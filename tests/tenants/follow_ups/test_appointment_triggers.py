"""Appointments as reasons to call: confirmed on the working day before, asked after when missed."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from tenants.follow_ups.people import Person
from tenants.follow_ups.reasons import ended
from tenants.follow_ups.shop_day import Promised, ShopDay
from tenants.follow_ups.triggers import Fired, fired
from tenants.follow_ups.windows import EVERY_DAY, OpenDays, Window
from tests.tenants.follow_ups.examples import C1, CAR, reason

FRIDAY, SATURDAY, MONDAY = date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6)
NO_WEEKENDS = OpenDays(closed_weekdays=frozenset({5, 6}))


def found_on(day: date, due_on: date, open_days: OpenDays = EVERY_DAY, **values: Any) -> list[Fired]:
    values.setdefault("booked_on", date(2026, 6, 25))
    return fired(ShopDay(day, 180, promises=[Promised(C1, CAR, due_on, **values)], open_days=open_days))


def test_an_appointment_is_confirmed_the_day_before() -> None:
    (found,) = found_on(SATURDAY - timedelta(1), SATURDAY, due_time=time(9, 30))

    assert found.trigger.code == "APPT_CONFIRM"
    assert found.window == Window(FRIDAY, SATURDAY, 0)
    assert found.facts == {"due_on": "2026-07-04", "due_time": "09:30", "wording": "dated"}
    assert found_on(FRIDAY - timedelta(1), SATURDAY) == []


@pytest.mark.parametrize("due_on", [SATURDAY, SATURDAY + timedelta(1), MONDAY])
def test_friday_covers_the_weekend(due_on: date) -> None:
    assert found_on(FRIDAY, due_on, NO_WEEKENDS)
    assert not found_on(FRIDAY - timedelta(1), due_on, NO_WEEKENDS)


def test_who_has_confirmed_or_booked_just_now_is_not_asked() -> None:
    assert found_on(FRIDAY, SATURDAY, is_confirmed=True) == []
    assert found_on(FRIDAY, SATURDAY, booked_on=FRIDAY) == []


def test_who_did_not_come_is_called_the_same_day_and_for_four_days_more() -> None:
    (found,) = found_on(FRIDAY, FRIDAY, is_missed=True)

    assert found.trigger.code == "NO_SHOW"
    assert found_on(FRIDAY + timedelta(4), FRIDAY, is_missed=True)
    assert not found_on(FRIDAY + timedelta(5), FRIDAY, is_missed=True)


@pytest.mark.parametrize(
    ("person", "by"),
    [
        (Person(), None),
        (Person(next_appointment_on=MONDAY), "booked"),
        (Person(last_visit_on=MONDAY), "visit"),
    ],
)
def test_a_new_appointment_or_a_visit_makes_up_for_the_one_missed(person: Person, by: str | None) -> None:
    missed = reason("NO_SHOW", FRIDAY)

    assert ended([missed], {C1: person}, MONDAY) == ({missed.id: by} if by else {})
