from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import cuts
from tenants.settings import Settings
from tests.tenants.scoring import tv_rfm

SETTINGS = Settings()
TEN_DAYS_APART = {10: 100}


@pytest.mark.parametrize(
    ("gaps", "r_cut_days"),
    [
        ({140: 80, 300: 20}, 172),  # P80 = 172.0
        ({140: 80, 300: 19}, 180),  # the first 99 of them are too few
        ({100: 80, 101: 20}, 101),  # 100.2, and who is back after 101 days is still in time
        ({20: 100}, 90),
        ({700: 100}, 365),
    ],
)
def test_tv_cut_recency(gaps: dict[int, int], r_cut_days: int) -> None:
    assert cuts.r_cut(gaps, SETTINGS) == r_cut_days


def test_a_fixed_recency_cut_ignores_the_gaps() -> None:
    assert cuts.r_cut({20: 100}, Settings(r_cut_mode="fixed", r_cut_days=150)) == 150


def test_tv_rfm_cuts_are_the_means_of_the_population() -> None:
    computed = tv_rfm.computed_cuts(tv_rfm.VISITS)

    assert computed == cuts.Cuts(r_cut_days=180, f_cut=2.625, m_cut_fen=3517_50, population=8, small=False)


def test_fewer_than_twenty_customers_get_the_fall_back_cuts() -> None:
    computed = tv_rfm.computed_cuts(tv_rfm.VISITS, SETTINGS)

    assert computed == cuts.Cuts(r_cut_days=180, f_cut=3, m_cut_fen=3225_00, population=8, small=True)


def test_twenty_customers_are_a_population() -> None:
    frequency = np.arange(1, 21)

    assert cuts.compute(TEN_DAYS_APART, frequency[1:], frequency[1:], SETTINGS).small
    assert cuts.compute(TEN_DAYS_APART, frequency, frequency, SETTINGS) == cuts.Cuts(90, 10.5, 10.5, 20, small=False)


def test_a_small_population_does_not_set_the_recency_cut_however_often_it_came() -> None:
    nineteen = np.full(19, 30)

    assert cuts.compute(TEN_DAYS_APART, nineteen, nineteen, SETTINGS).r_cut_days == 180


def test_refunds_beyond_the_sales_count_as_no_money() -> None:
    frequency = np.ones(20, np.int64)
    monetary = np.array([-1000] * 10 + [1000] * 10)

    assert cuts.compute(TEN_DAYS_APART, frequency, monetary, SETTINGS).m_cut_fen == 500


def test_a_small_population_keeps_the_cuts_its_shop_fixed() -> None:
    by_hand = Settings(f_cut_mode="fixed", f_cut_value=2, m_cut_mode="fixed", m_cut_value=1000_00)

    computed = tv_rfm.computed_cuts(tv_rfm.VISITS, by_hand)

    assert (computed.f_cut, computed.m_cut_fen, computed.small) == (2, 1000_00, True)


def test_a_shop_without_customers_has_cuts_all_the_same() -> None:
    nobody = np.array([], np.int64)

    assert cuts.compute({}, nobody, nobody, Settings(min_population=0)) == cuts.Cuts(180, 3, 0, 0, small=True)


def test_one_giant_invoice_does_not_move_everybody() -> None:
    ninety_nine_and_a_giant = np.array([1000] * 99 + [1_000_000], np.int64)

    # P99 of 100 values lies a hundredth of the way from the 99th to the 100th
    assert cuts.winsorised_mean(ninety_nine_and_a_giant) == Fraction(99 * 1000 + 10_990, 100)


def test_below_a_hundred_customers_the_mean_is_plain() -> None:
    ninety_eight_and_a_giant = np.array([1000] * 98 + [1_000_000], np.int64)

    assert cuts.winsorised_mean(ninety_eight_and_a_giant) == Fraction(98 * 1000 + 1_000_000, 99)


def test_frequency_is_winsorised_as_money_is() -> None:
    frequency = np.array([1] * 99 + [101], np.int64)

    computed = cuts.compute(TEN_DAYS_APART, frequency, frequency * 100, SETTINGS)

    assert computed.f_cut == 1.01
    assert computed.m_cut_fen == 101


@pytest.mark.parametrize(
    ("mode", "setting", "cut"), [("mean", 0, 4.0), ("median", 0, 2.5), ("quantile", 0.9, 7.9), ("fixed", 6, 6.0)]
)
def test_cut_modes(mode: str, setting: float, cut: float) -> None:
    values = np.array([1, 2, 3, 10], np.int64)

    assert cuts.value_cut(values, mode, setting) == pytest.approx(cut)


def test_an_unknown_cut_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="average"):
        cuts.value_cut(np.array([1], np.int64), "average", 0)


@given(
    histogram=st.dictionaries(st.integers(1, 730), st.integers(1, 40), min_size=1, max_size=30),
    percent=st.integers(0, 100),
)
def test_a_percentile_of_a_histogram_is_numpys_of_the_values(histogram: dict[int, int], percent: int) -> None:
    values = np.array(list(histogram), np.int64)
    times = np.array(list(histogram.values()), np.int64)

    weighted = cuts.percentile(values, Fraction(percent, 100), times)

    assert float(weighted) == pytest.approx(np.percentile(np.repeat(values, times), percent), rel=1e-12)
    assert weighted == cuts.percentile(np.repeat(values, times), Fraction(percent, 100))
