from datetime import date

import pytest

from tenants.follow_ups.calendar import birthdays


@pytest.mark.parametrize(
    ("birthday", "year", "on"),
    [
        ("1988-06-02", 2026, "2026-06-02"),
        ("06-02", 2027, "2027-06-02"),
        ("2000-02-29", 2026, "2026-02-28"),
        ("2000-02-29", 2028, "2028-02-29"),
        ("lunar 08-15", 2026, "2026-09-25"),
        ("lunar 12-30", 2026, "2027-02-05"),  # the month has 29 days
        ("04-31", 2026, "2026-04-30"),  # as somebody typed it
        ("lunar 06-31", 2026, "2026-08-12"),
    ],
)
def test_a_birthday_has_its_day_in_every_year(birthday: str, year: int, on: str) -> None:
    assert birthdays.celebrated_in(birthday, year) == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("birthday", "today", "on"),
    [
        ("12-31", "2027-01-01", "2026-12-31"),
        ("01-01", "2026-12-30", "2027-01-01"),
        ("lunar 12-29", "2026-02-15", "2026-02-16"),  # of the lunar year 2025
        ("lunar 12-29", "2027-02-04", "2027-02-05"),
    ],
)
def test_the_nearest_birthday_may_lie_in_another_year(birthday: str, today: str, on: str) -> None:
    assert birthdays.nearest(birthday, date.fromisoformat(today)) == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("birthday", "yearly"), [("1988-06-02", "06-02"), ("06-02", "06-02"), ("lunar 06-02", "lunar 06-02")]
)
def test_people_of_different_age_share_a_day(birthday: str, yearly: str) -> None:
    assert birthdays.without_year(birthday) == yearly
