"""The lunar calendar and the 24 solar terms as Gregorian days, for the years 1900 to 2100."""

from datetime import date

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate, TermUtils


def on_or_before(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The Gregorian day of a day in a lunar year; a 30th that its month does not have is the 29th.

    A leap month that the year does not have is the plain month. Raises ValueError for years outside the tables.
    """
    for is_leap in (leap, False):
        for last in (day, day - 1):
            try:
                found: date = LunarDate(year, month, last, int(is_leap)).to_solar_date()
                return found
            except InvalidLunarDateError:
                continue
    raise ValueError(f"the lunar year {year} has no {month}-{day}")


def new_years_eve(year: int) -> date:
    """除夕 of the night before the lunar year begins, whether its month has 29 days or 30."""
    return date.fromordinal(on_or_before(year, 1, 1).toordinal() - 1)


def solar_term(year: int, name: str) -> date:
    """The day of a solar term (its Chinese name) in a Gregorian year."""
    found: date = TermUtils.nth_term_day(year, term_name=name)
    return found
