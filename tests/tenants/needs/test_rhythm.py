from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.needs.rhythm import lapse_after, lapses_on, own_interval, visit_rhythm


def test_tv_n7_the_own_interval_leans_on_the_median_and_on_the_shop() -> None:
    gaps = [150, 170, 400]

    interval = own_interval(len(gaps), median(gaps), prior_days=185)

    assert interval == 176
    assert lapse_after(interval) == 264


def test_tv_n7_the_silence_exceeds_the_rhythm_on_the_day_after() -> None:
    interval = own_interval(3, 170, prior_days=185)

    assert lapses_on(date(2026, 1, 1), interval) == date(2026, 9, 23)  # 265 days later


def test_who_came_once_is_measured_by_the_prior() -> None:
    assert own_interval(0, 0) == 180


def test_half_a_day_in_the_median_is_kept() -> None:
    assert own_interval(2, 45.5, prior_days=180) == pytest.approx(112.75)


def test_a_short_rhythm_gets_at_least_two_months_of_patience() -> None:
    assert lapse_after(own_interval(100, 30, prior_days=30)) == 90


@given(st.integers(0, 50), st.integers(1, 1500), st.integers(30, 400))
def test_the_own_interval_lies_between_the_median_and_the_prior(gap_count: int, half_days: int, prior: int) -> None:
    interval = own_interval(gap_count, half_days / 2, prior)

    assert min(half_days / 2, prior) <= interval <= max(half_days / 2, prior)


def test_a_rhythm_says_how_steady_it_is_from_the_second_gap_on() -> None:
    days = [date(2025, 1, 1), date(2025, 7, 1), date(2025, 12, 28)]

    steady, young = visit_rhythm(days), visit_rhythm(days[:2])

    assert (steady.gaps, steady.cycle_days, steady.spread_days) == (2, Fraction(721, 4), Fraction(1, 2))
    assert (young.gaps, young.spread_days) == (1, None)
    assert visit_rhythm([]).expected_on is None
