"""When a shop takes appointments, and whom Friday confirms."""

from datetime import date, time, timedelta

import pytest

from tenants.appointments.opening import Opening

FRIDAY = date(2026, 7, 3)
WEEKEND_OFF = Opening(closed_weekdays=frozenset({5, 6}))


def test_a_day_holds_so_many_an_hour_and_a_closed_one_none() -> None:
    opening = Opening(opens=9, closes=12, per_hour=2, closed_weekdays=frozenset({6}))

    assert opening.times == [time(9), time(10), time(11)]
    assert opening.capacity(FRIDAY) == 6
    assert opening.capacity(FRIDAY + timedelta(2)) == 0


@pytest.mark.parametrize(
    ("opening", "today", "last"),
    [
        (WEEKEND_OFF, FRIDAY, FRIDAY + timedelta(3)),
        (WEEKEND_OFF, FRIDAY - timedelta(1), FRIDAY),
        (Opening(), FRIDAY, FRIDAY + timedelta(1)),
        (Opening(closed_days=frozenset({FRIDAY + timedelta(1)})), FRIDAY, FRIDAY + timedelta(2)),
    ],
    ids=["Friday covers the weekend", "Thursday", "open at weekends", "a single day off"],
)
def test_what_comes_before_the_next_day_of_work_is_confirmed_today(opening: Opening, today: date, last: date) -> None:
    assert opening.to_confirm(today) == (today + timedelta(1), last)


def test_the_next_open_days_leave_out_the_closed_ones() -> None:
    assert WEEKEND_OFF.after(FRIDAY, 2) == [FRIDAY + timedelta(3), FRIDAY + timedelta(4)]
    assert Opening(closed_weekdays=frozenset(range(7))).after(FRIDAY, 2) == []
