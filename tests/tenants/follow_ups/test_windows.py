from datetime import date

import pytest

from tenants.follow_ups.windows import EVERY_DAY, OpenDays, Window

SUNDAY, MONDAY, TUESDAY = date(2026, 7, 19), date(2026, 7, 20), date(2026, 7, 21)


def test_a_closed_weekday_gives_way_to_the_next_open_day() -> None:
    assert OpenDays(closed_weekdays=frozenset({6})).on_or_after(SUNDAY) == MONDAY


def test_a_holiday_after_the_weekend_is_skipped_too() -> None:
    open_days = OpenDays(closed_weekdays=frozenset({6}), closed_days=frozenset({MONDAY}))

    assert open_days.on_or_after(SUNDAY) == TUESDAY


def test_an_open_day_stays() -> None:
    assert EVERY_DAY.on_or_after(SUNDAY) == SUNDAY


def test_a_shop_that_never_opens_keeps_the_day() -> None:
    assert OpenDays(closed_weekdays=frozenset(range(7))).on_or_after(SUNDAY) == SUNDAY


@pytest.mark.parametrize(
    ("day", "is_live"),
    [
        (date(2026, 7, 2), False),
        (date(2026, 7, 3), True),
        (date(2026, 7, 5), True),
        (date(2026, 7, 7), True),
        (date(2026, 7, 8), False),
    ],
)
def test_a_window_lives_from_opening_to_the_end_of_its_grace(day: date, is_live: bool) -> None:
    window = Window(date(2026, 7, 3), date(2026, 7, 5), grace_days=2)

    assert window.is_live(day) is is_live
