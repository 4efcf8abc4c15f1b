"""Birthdays as files know them: with a year or without, by the sun or by the moon (domain.md 4.1, item 38)."""

from calendar import monthrange
from datetime import date

from tenants.follow_ups.calendar import lunar

MOON = "lunar "


def is_lunar(birthday: str) -> bool:
    return birthday.startswith(MOON)


def without_year(birthday: str) -> str:
    """What decides its days: "06-02" or "lunar 06-02"."""
    return MOON + birthday[-5:] if is_lunar(birthday) else birthday[-5:]


def celebrated_in(birthday: str, year: int) -> date:
    """The Gregorian day of a birthday ("1988-06-02", "06-02" or "lunar 06-02") in a year; for a lunar one the lunar
    year. A day that the month does not have is its last: 02-29 is 02-28 in most years.
    """
    month, day = (int(part) for part in birthday.removeprefix(MOON).split("-")[-2:])
    if is_lunar(birthday):
        return lunar.on_or_before(year, month, min(day, 30))
    return date(year, month, min(day, monthrange(year, month)[1]))


def nearest(birthday: str, today: date) -> date:
    """The celebration nearest to `today`, before it or after."""
    days = (celebrated_in(birthday, year) for year in (today.year - 1, today.year, today.year + 1))
    return min(days, key=lambda day: abs(day - today))
