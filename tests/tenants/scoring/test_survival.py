"""Silence against gaps drawn from distributions that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import silence, survival
from tenants.scoring.silence import PERCENTS
from tenants.scoring.survival import HORIZON_DAYS

MEDIAN = PERCENTS.index(50)
gap_days = st.integers(1, 700)


def test_survivors_are_kaplan_and_meiers() -> None:
    days = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35])
    ended = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], bool)

    share = survival.survivors(days, ended)

    # remission of leukaemia under 6-MP, the example of every textbook
    found = [round(float(share[day]), 4) for day in (6, 7, 10, 13, 16, 22, 23)]
    assert found == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]


def test_without_open_gaps_the_curve_is_the_plain_percentile() -> None:
    days = np.arange(1, 101)

    curve = survival.peer_curve(days, np.ones(100, bool))

    assert curve is not None
    assert list(curve) == list(PERCENTS)


def test_open_gaps_lengthen_the_curve() -> None:
    rng = np.random.default_rng(1)
    whole = np.ceil(rng.exponential(200, 4000)).astype(np.int64)
    seen_until = rng.integers(1, 900, 4000)
    ended = whole <= seen_until

    curve = survival.peer_curve(np.minimum(whole, seen_until), ended)
    only_ended = np.percentile(whole[ended], PERCENTS)

    assert curve is not None
    truth = np.percentile(whole[whole <= HORIZON_DAYS], PERCENTS)
    assert curve[MEDIAN] == pytest.approx(truth[MEDIAN], rel=0.08)
    assert only_ended[MEDIAN] < 0.85 * truth[MEDIAN]


def test_customers_who_never_come_back_do_not_make_silence_usual() -> None:
    rng = np.random.default_rng(2)
    returned = np.ceil(rng.normal(100, 10, 200)).astype(np.int64)
    gone = np.full(800, 2000)

    curve = survival.peer_curve(
        np.concatenate([returned, gone]), np.concatenate([np.ones(200, bool), np.zeros(800, bool)])
    )

    assert curve is not None
    assert silence.state(silence.percentile(curve.astype(int).tolist(), 200)) == "GONE"


def test_a_handful_of_gaps_makes_no_curve() -> None:
    assert survival.peer_curve(np.full(29, 100), np.ones(29, bool)) is None
    assert survival.peer_curve(np.full(60, 2000), np.ones(60, bool)) is None


def test_the_default_says_half_a_year_and_a_year() -> None:
    curve = survival.default_curve()

    assert curve[MEDIAN] == pytest.approx(180)
    assert 365 <= curve[-1] <= 380


def test_the_median_is_the_interval_of_the_own_rhythm() -> None:
    gaps, counts = np.array([20, 30, 25, 400]), np.array([3, 0, 1])
    peers = np.tile(survival.default_curve(), (3, 1))

    found = survival.thresholds(gaps, counts, peers)[:, MEDIAN]

    # domain.md 3.4: (n * median + 2 * prior) / (n + 2), in whole days
    assert found.tolist() == [87, 180, 254]


def test_a_taxi_is_missed_after_weeks_and_a_pensioner_after_a_year() -> None:
    counts = np.array([20, 4])
    gaps = np.concatenate([np.full(20, 25), np.full(4, 420)])

    taxi, pensioner = survival.thresholds(gaps, counts, np.tile(survival.default_curve(), (2, 1))).tolist()

    assert silence.state(silence.percentile(taxi, 90)) == "GONE"
    assert silence.state(silence.percentile(pensioner, 90)) == "USUAL"


def test_the_silence_of_returning_customers_is_spread_evenly() -> None:
    """Calibration: as many gaps end in every fifth of the percentile."""
    rng = np.random.default_rng(3)
    mean = rng.lognormal(5, 0.5, 600)
    gaps = np.ceil(rng.gamma(4, mean[:, None] / 4, (600, 9))).astype(np.int64)
    past, following = gaps[:, :8].ravel(), gaps[:, 8]
    curve = survival.peer_curve(past, np.ones(len(past), bool))
    assert curve is not None

    days = survival.thresholds(past, np.full(600, 8), np.tile(curve, (600, 1)))

    percents = [silence.percentile(row, gap) for row, gap in zip(days.tolist(), following.tolist(), strict=True)]
    shares = np.histogram(percents, bins=[0, 20, 40, 60, 80, 100])[0] / 600
    assert shares == pytest.approx(0.2, abs=0.06)


def test_the_percentile_finds_who_left_better_than_the_age_of_the_last_visit() -> None:
    rng = np.random.default_rng(4)
    mean = rng.choice([30.0, 120.0, 360.0], 600)
    gaps = np.ceil(rng.gamma(4, mean[:, None] / 4, (600, 5))).astype(np.int64)
    left = rng.random(600) < 0.4
    silent = np.where(left, rng.integers(1, 700, 600), np.ceil(rng.random(600) * gaps[:, 0])).astype(np.int64)
    curve = survival.peer_curve(gaps.ravel(), np.ones(3000, bool))
    assert curve is not None

    days = survival.thresholds(gaps.ravel(), np.full(600, 5), np.tile(curve, (600, 1))).tolist()
    percents = np.array([silence.percentile(row, now) for row, now in zip(days, silent.tolist(), strict=True)])

    assert _ranked(percents, left) > _ranked(silent, left) + 0.02


def _ranked(
    score: "np.ndarray[tuple[int], np.dtype[np.float64]]", left: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> float:
    """How often someone who left is ranked above someone who did not."""
    return float((score[left][:, None] > score[~left][None, :]).mean())


@given(st.lists(gap_days, max_size=12), st.lists(gap_days, min_size=1, max_size=12))
def test_thresholds_rise_and_no_row_depends_on_another(one: list[int], other: list[int]) -> None:
    peers = survival.default_curve()
    both = survival.thresholds(
        np.array(one + other, np.int64), np.array([len(one), len(other)]), np.tile(peers, (2, 1))
    )

    alone = survival.thresholds(np.array(sorted(other), np.int64), np.array([len(other)]), peers[None, :])

    assert (np.diff(both, axis=1) >= 0).all()
    assert both.min() >= 1
    assert both[1].tolist() == alone[0].tolist()
