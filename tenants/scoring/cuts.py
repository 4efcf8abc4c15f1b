"""The three limits between high and low (domain.md 2.1). Integers in, exact rationals within, floats out."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from tenants.scoring.cut_policy import (
    MIN_GAPS,
    R_CUT_RANGE_DAYS,
    R_QUANTILE,
    SMALL_F_RULE,
    SMALL_M_RULE,
    WINSOR_POPULATION,
    WINSOR_QUANTILE,
    CutMode,
    CutSettings,
    quantile,
    unless_fixed,
)

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cuts:
    """HIGH is R <= `r_cut_days`, F >= `f_cut`, M >= `m_cut_fen`. `small`: the page warns, the month is not frozen."""

    r_cut_days: int
    f_cut: float
    m_cut_fen: float
    population: int
    small: bool


def compute(gaps: Mapping[int, int], frequency: Integers, monetary_fen: Integers, settings: CutSettings) -> Cuts:
    """Cuts of one shop.

    `gaps`: days between consecutive paid-visit dates of one customer in the window -> how often.
    `frequency`, `monetary_fen`: one value per customer of the population (personal, F >= 1 in the window).
    """
    population = len(frequency)
    small = population < max(settings.min_population, 1)
    f_rule = settings.f_cut_mode, settings.f_cut_value
    m_rule = settings.m_cut_mode, settings.m_cut_value
    if small:
        f_rule, m_rule = unless_fixed(f_rule, SMALL_F_RULE), unless_fixed(m_rule, SMALL_M_RULE)
    return Cuts(
        r_cut_days=settings.r_cut_days if small else r_cut(gaps, settings),
        f_cut=value_cut(frequency, *f_rule),
        m_cut_fen=value_cut(np.maximum(monetary_fen, 0), *m_rule),
        population=population,
        small=small,
    )


def r_cut(gaps: Mapping[int, int], settings: CutSettings) -> int:
    """Days. Automatic: P80 of the gaps, rounded up and clamped; too few gaps leave the shop's fixed value."""
    if settings.r_cut_mode == CutMode.FIXED or sum(gaps.values()) < MIN_GAPS:
        return settings.r_cut_days
    days = np.fromiter(gaps.keys(), np.int64, len(gaps))
    times = np.fromiter(gaps.values(), np.int64, len(gaps))
    shortest, longest = R_CUT_RANGE_DAYS
    return min(max(ceil(percentile(days, R_QUANTILE, times)), shortest), longest)


def value_cut(values: Integers, mode: str, setting: float) -> float:
    """The F or M cut; `setting` is the cut itself when fixed, a quantile in 0..1 when that is the mode."""
    match CutMode(mode):
        case CutMode.MEAN:
            return float(winsorised_mean(values))
        case CutMode.MEDIAN:
            return float(percentile(values, Fraction(1, 2)))
        case CutMode.QUANTILE:
            return float(percentile(values, quantile(setting)))
        case CutMode.FIXED:
            return float(setting)


def winsorised_mean(values: Integers) -> Fraction:
    """The mean; in a population of 100 or more, values above P99 count as P99."""
    if len(values) < WINSOR_POPULATION:
        return Fraction(int(values.sum()), len(values))
    cap = percentile(values, WINSOR_QUANTILE)
    kept = values[values <= floor(cap)]
    return (int(kept.sum()) + (len(values) - len(kept)) * cap) / len(values)


def percentile(values: Integers, quantile: Fraction, times: Integers | None = None) -> Fraction:
    """Linear interpolation, as numpy's default; `times` says how often each value occurs.

    Exact, because numpy's P80 of TV-CUT is 172.00000000000045, which rounds up to the wrong day.
    """
    if not len(values):
        return Fraction(0)
    if times is None:
        ordered = np.sort(values)
        place = quantile * (len(values) - 1)
        low, high = (int(ordered[at]) for at in _around(place))
        return low + (high - low) * (place - floor(place))
    order = np.argsort(values, kind="stable")
    last_places = np.cumsum(times[order])
    place = quantile * (int(last_places[-1]) - 1)
    low, high = (int(values[order[np.searchsorted(last_places, at, side="right")]]) for at in _around(place))
    return low + (high - low) * (place - floor(place))


def _around(place: Fraction) -> tuple[int, int]:
    return floor(place), ceil(place)
