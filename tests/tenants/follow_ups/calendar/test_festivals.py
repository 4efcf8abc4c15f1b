from datetime import date

import pytest

from tenants.follow_ups.calendar import festivals
from tenants.follow_ups.calendar.festivals import Kind


def days(kind: Kind, year: int) -> dict[str, str]:
    found = festivals.between(kind, date(year, 1, 1), date(year, 12, 31))
    return {festival.code: day.isoformat() for festival, day in found}


def test_lunar_festivals_fall_on_another_day_every_year() -> None:
    found = [days(Kind.HOLIDAY, year) for year in (2025, 2026, 2027)]

    assert [year["spring_festival"] for year in found] == ["2025-01-29", "2026-02-17", "2027-02-06"]
    assert [year["mid_autumn"] for year in found] == ["2025-10-06", "2026-09-25", "2027-09-15"]
    assert [year["dragon_boat"] for year in found] == ["2025-05-31", "2026-06-19", "2027-06-09"]


@pytest.mark.parametrize(
    ("kind", "code", "on"),
    [
        (Kind.FAMILY, "mothers_day", "2026-05-10"),
        (Kind.FAMILY, "fathers_day", "2026-06-21"),
        (Kind.FAMILY, "double_ninth", "2026-10-18"),
        (Kind.OCCUPATION, "teachers_day", "2026-09-10"),
        (Kind.OCCUPATION, "nurses_day", "2026-05-12"),
        (Kind.OCCUPATION, "journalists_day", "2026-11-08"),
        (Kind.SOLAR_TERM, "start_of_winter", "2026-11-07"),
        (Kind.SOLAR_TERM, "great_snow", "2026-12-07"),
    ],
)
def test_other_days_are_those_of_their_year(kind: Kind, code: str, on: str) -> None:
    assert days(kind, 2026)[code] == on


def test_festivals_are_found_across_the_turn_of_the_year() -> None:
    found = festivals.between(Kind.HOLIDAY, date(2025, 12, 20), date(2026, 1, 5))

    assert [(festival.code, day.isoformat()) for festival, day in found] == [("new_year", "2026-01-01")]


def test_nobody_is_congratulated_on_the_day_of_mourning() -> None:
    assert "qingming" not in {festival.code for festival in festivals.FESTIVALS}


def test_no_day_of_families_asks_about_small_children() -> None:
    assert "childrens_day" not in {festival.code for festival in festivals.FESTIVALS}
