from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenants.needs.bands import (
    DEFAULTS,
    ENOUGH_RESIDUALS,
    LEAST_RESIDUALS,
    REMEMBERED_DAYS,
    Quantiles,
    Range,
    Residuals,
    from_stored,
    range_around,
    to_stored,
)
from tenants.needs.due import Bound

SINCE, SAID = date(2026, 1, 1), date(2026, 4, 11)  # a cycle of 100 days


def learned(late_days: list[int], known_on: date = SAID) -> Residuals:
    residuals = Residuals()
    for late in late_days:
        residuals.add(known_on, Bound.KM, SINCE, SAID, SAID + timedelta(late))
    return residuals


def test_a_shop_without_a_past_takes_the_table() -> None:
    residuals = learned([500] * (LEAST_RESIDUALS - 1))

    assert residuals.quantiles(Bound.KM) == DEFAULTS[Bound.KM]


def test_the_band_leaves_a_tenth_on_either_side() -> None:
    residuals = learned(list(range(-49, 50)))  # 99 residuals, each a day apart

    assert residuals.quantiles(Bound.KM) == Quantiles(-0.40, 0.0, 0.40)
    assert residuals.quantiles(Bound.MONTHS) == DEFAULTS[Bound.MONTHS]


def test_a_band_is_as_wide_as_the_cycle_is_long() -> None:
    shares = Quantiles(-0.1, 0.0, 0.2)

    assert range_around(shares, SINCE, SAID) == Range(date(2026, 4, 1), SAID, date(2026, 5, 1))
    assert range_around(shares, SAID - timedelta(10), SAID).p90_on == SAID + timedelta(6)  # of 30 days at least


def test_what_is_long_past_is_forgotten_once_there_is_enough_that_is_younger() -> None:
    residuals = learned([90] * ENOUGH_RESIDUALS)

    for day in range(ENOUGH_RESIDUALS):
        known_on = SAID + timedelta(REMEMBERED_DAYS + 1 + day)
        residuals.add(known_on, Bound.KM, SINCE, SAID, SAID)

    assert residuals.quantiles(Bound.KM) == Quantiles(0.0, 0.0, 0.0)


def test_a_given_day_has_no_range() -> None:
    band = range_around(DEFAULTS[Bound.DATE], SINCE, SAID)

    assert band == Range(SAID, SAID, SAID)


def test_bands_are_kept_as_plain_values() -> None:
    bands = learned(list(range(-49, 50))).bands()

    assert from_stored(to_stored(bands)) == bands


@given(st.lists(st.integers(-60, 400), min_size=LEAST_RESIDUALS, max_size=80))
def test_a_band_holds_at_least_what_it_promises_of_its_own_past(late_days: list[int]) -> None:
    band = range_around(learned(late_days).quantiles(Bound.KM), SINCE, SAID)

    held = sum(band.holds(SAID + timedelta(late)) for late in late_days)

    assert band.p10_on <= band.p50_on <= band.p90_on
    assert held >= 0.8 * len(late_days) - 1
