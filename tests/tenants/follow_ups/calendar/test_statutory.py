from datetime import date, timedelta

import pytest

from tenants.follow_ups.calendar import statutory


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_breaks_are_those_announced_with_their_bridge_days() -> None:
    spring = statutory.Break("spring_festival", day("2026-02-15"), day("2026-02-23"))

    assert spring in statutory.breaks(2026)
    assert statutory.is_announced(2026)


def test_a_year_not_announced_yet_has_the_days_of_the_law() -> None:
    codes = {one.code: one for one in statutory.breaks(2027)}

    assert not statutory.is_announced(2027)
    assert (codes["spring_festival"].first_on, codes["spring_festival"].last_on) == (
        day("2027-02-05"),
        day("2027-02-08"),
    )
    assert codes["mid_autumn"].first_on == day("2027-09-15")
    assert codes["qingming"].first_on == day("2027-04-05")


def test_two_holidays_that_meet_are_one_break() -> None:
    mid_autumn_2028 = day("2028-10-03")

    assert statutory.breaks(2028)[-1] == statutory.Break("national_day", day("2028-10-01"), mid_autumn_2028)


@pytest.mark.parametrize(("on", "is_first"), [("2026-10-01", True), ("2026-10-02", False), ("2026-09-25", True)])
def test_only_the_first_day_of_a_holiday_is_one(on: str, is_first: bool) -> None:
    assert statutory.is_first_day(day(on)) is is_first


@pytest.mark.parametrize("eve", ["2025-01-28", "2026-02-16", "2027-02-05", "2033-01-30"])
def test_the_spring_festival_lasts_from_the_eve_to_the_third_day(eve: str) -> None:
    days = [day(eve) + timedelta(later) for later in range(-1, 5)]

    assert [statutory.is_spring_festival(one) for one in days] == [False, True, True, True, True, False]
