from datetime import date

import pytest

from tenants.follow_ups.calendar import lunar


def test_a_lunar_30th_is_the_29th_where_the_month_is_short() -> None:
    assert lunar.on_or_before(2026, 12, 30) == lunar.on_or_before(2026, 12, 29) == lunar.new_years_eve(2027)


def test_of_a_month_that_comes_twice_the_first_counts() -> None:
    assert lunar.on_or_before(2025, 6, 10) == date(2025, 7, 4)


def test_a_solar_term_has_its_day_of_the_year() -> None:
    assert lunar.solar_term(2026, "立冬") == date(2026, 11, 7)


def test_what_no_lunar_year_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="no 13-1"):
        lunar.on_or_before(2026, 13, 1)
