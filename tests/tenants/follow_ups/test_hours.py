from datetime import date, datetime, time

import pytest

from tenants.follow_ups.hours import Hours, Span, spans
from tenants.follow_ups.permission import Rules
from tenants.follow_ups.windows import OpenDays

WEDNESDAY, SATURDAY = date(2026, 7, 1), date(2026, 7, 4)
CALLS = Rules().call_hours


@pytest.mark.parametrize(
    ("day", "hour", "is_open"),
    [
        (WEDNESDAY, "09:29", False),
        (WEDNESDAY, "09:30", True),
        (WEDNESDAY, "11:59", True),
        (WEDNESDAY, "12:00", False),
        (WEDNESDAY, "14:00", True),
        (WEDNESDAY, "19:29", True),
        (WEDNESDAY, "19:30", False),
        (SATURDAY, "09:59", False),
        (SATURDAY, "10:00", True),
        (SATURDAY, "14:29", False),
        (SATURDAY, "18:59", True),
        (SATURDAY, "19:00", False),
    ],
)
def test_calls_have_their_hours(day: date, hour: str, is_open: bool) -> None:
    assert any(span.has(time.fromisoformat(hour)) for span in CALLS.on(day)) is is_open


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        ("2026-07-01T10:00", "2026-07-01T10:00"),
        ("2026-07-01T12:30", "2026-07-01T14:00"),
        ("2026-07-01T20:00", "2026-07-02T09:30"),
        ("2026-07-03T19:30", "2026-07-04T10:00"),
    ],
)
def test_what_comes_too_late_waits_for_the_next_opening(at: str, opens_at: str) -> None:
    assert CALLS.opens_after(datetime.fromisoformat(at)) == datetime.fromisoformat(opens_at)


def test_a_customer_is_called_in_his_own_hours_where_they_are_allowed() -> None:
    assert CALLS.on(WEDNESDAY, Span(time(18), time(21))) == (Span(time(18), time(19, 30)),)
    assert CALLS.on(WEDNESDAY, Span(time(21), time(22))) == CALLS.on(WEDNESDAY)


def test_quiet_and_closed_days_have_no_hours() -> None:
    day = spans(("09:00-20:00",))
    hours = Hours(day, day, OpenDays(closed_weekdays=frozenset({3})), quiet_days=frozenset({WEDNESDAY}))

    assert hours.on(WEDNESDAY) == ()
    assert hours.opens_after(datetime.fromisoformat("2026-07-01T10:00")) == datetime.fromisoformat("2026-07-03T09:00")


def test_hours_that_never_open_say_so() -> None:
    assert Hours((), ()).opens_after(datetime.fromisoformat("2026-07-01T10:00")) is None
