"""The lunar calendar and the 24 solar terms as Gregorian days, for the years 1900 to 2100."""

from datetime import date, timedelta

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate, TermUtils


def on_or_before(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day in a lunar year; a 30th that its month does not have is the 29th.

    Of a month that is there twice, the first. Raises ValueError for what no lunar year has.
    """
    for nearest in (day, day - 1):
        try:
            found: date = LunarDate(year, month, nearest).to_solar_date()
        except InvalidLunarDateError:
            continue
        return found
    raise ValueError(f"the lunar year {year} has no {month}-{day}")


def new_years_eve(year: int) -> date:
    """除夕, the night before the lunar year begins, whether its month has 29 days or 30."""
    return on_or_before(year, 1, 1) - timedelta(1)


def solar_term(year: int, name: str) -> date:
    """The day of a solar term (its Chinese name) in a Gregorian year."""
    found: date = TermUtils.nth_term_day(year, term_name=name)
    return found
