"""R, F and M of every customer of a shop: class, display scores, rank, lifecycle and stage (domain.md 2.1, 2.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tenants.scoring.cuts import Cuts
from tenants.scoring.segments import CLASSES, FStage, Lifecycle, RfmClass

# Display scores sort a list; they never decide a class.
R_SCORE_DAYS = (30, 90, 180, 365)  # up to 30 days is 5, beyond 365 is 1
F_SCORES = (0, 1, 2, 3, 4, 4, 5)  # by frequency, the last for that many or more
M_SCORE_RANKS = (0.2, 0.4, 0.6, 0.8)  # a rank below .2 is 1, from .8 on 5
F_STAGE_DATES = (1, 2, 5)  # up to 1 paid date FIRST, 2 SECOND, 5 REGULAR, beyond FAN

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class LifecycleLimits(NamedTuple):
    """The last day of recency that is still ACTIVE, SILENT, ASLEEP; a day more than the last is CHURNED."""

    active_days: int
    silent_days: int
    asleep_days: int


def score(
    customers: Mapping[str, Any], *, as_of: date, cuts: Cuts, limits: LifecycleLimits, others: Integers | None = None
) -> dict[str, NDArray[Any]]:
    """Their scores as of the end of `as_of`, a column each. `others`: M of the rest of the population, when these
    customers are not the whole of it.

    In: columns last_paid_on (datetime64, whole history; NaT: never paid), frequency (paid-visit dates in the window),
    monetary_fen (of the window), lifetime_dates (paid-visit dates ever), personal (bool: takes part in the rank).
    Out: monetary_fen (a negative one becomes 0), rfm_class, r_score, f_score, m_score (0: never paid), m_rank (mid-rank
    of M in the population, 0..1; outside it 0), lifecycle, f_stage (None: never paid).
    """
    last_paid = np.asarray(customers["last_paid_on"], dtype="datetime64[D]")
    ever_paid = ~np.isnat(last_paid)
    r_days = recency(last_paid, as_of)
    frequency = np.asarray(customers["frequency"], dtype=np.int64)
    monetary = np.maximum(np.asarray(customers["monetary_fen"], dtype=np.int64), 0)
    rank = _rank(monetary, np.asarray(customers["personal"], dtype=np.bool_) & (frequency >= 1), others)
    lifetime = np.asarray(customers["lifetime_dates"], dtype=np.int64)
    return {
        "monetary_fen": monetary,
        "rfm_class": _classes(r_days, frequency, monetary, ever_paid, cuts),
        "r_score": np.where(ever_paid, 5 - np.searchsorted(R_SCORE_DAYS, r_days), 0),
        "f_score": np.take(F_SCORES, np.minimum(frequency, len(F_SCORES) - 1)),
        "m_score": np.where(ever_paid, 1 + np.searchsorted(M_SCORE_RANKS, rank, side="right"), 0),
        "m_rank": rank,
        "lifecycle": _named(Lifecycle, np.searchsorted(limits, r_days), ever_paid),
        "f_stage": _named(FStage, np.searchsorted(F_STAGE_DATES, lifetime), ever_paid),
    }


def recency(last_paid: NDArray[np.datetime64], as_of: date) -> Integers:
    """R in days; 0 of who never paid."""
    return np.where(np.isnat(last_paid), 0, (np.datetime64(as_of, "D") - last_paid).astype(np.int64))


def mid_rank(values: Integers, population: Booleans) -> NDArray[np.float64]:
    """(count below + half the count equal) / n within the population; 0 outside it (domain.md 0.3)."""
    ranks = np.zeros(len(values))
    _, place, times = np.unique(values[population], return_inverse=True, return_counts=True)
    up_to = np.cumsum(times)
    ranks[population] = ((up_to - times / 2) / max(len(place), 1))[place]
    return ranks


def _rank(monetary: Integers, population: Booleans, others: Integers | None) -> NDArray[np.float64]:
    if others is None:
        return mid_rank(monetary, population)
    everybody = np.concatenate((monetary, others)), np.concatenate((population, np.ones(len(others), np.bool_)))
    return mid_rank(*everybody)[: len(monetary)]


def _classes(
    r_days: Integers, frequency: Integers, monetary: Integers, ever_paid: Booleans, cuts: Cuts
) -> NDArray[np.object_]:
    recent, often, much = r_days <= cuts.r_cut_days, frequency >= cuts.f_cut, monetary >= cuts.m_cut_fen
    names: NDArray[np.object_] = _CLASS_OF_BITS[recent * 4 + often * 2 + much]
    # Nothing in the window is LOST by definition: with a window of 12 months R alone may still be high.
    names[frequency < 1] = RfmClass.LOST.value
    names[~ever_paid] = RfmClass.NONE.value
    return names


_CLASS_OF_BITS: NDArray[np.object_] = np.array(
    [CLASSES[bool(bits & 4), bool(bits & 2), bool(bits & 1)].value for bits in range(8)], dtype=object
)


def _named(names: type[Lifecycle] | type[FStage], places: NDArray[np.intp], ever_paid: Booleans) -> NDArray[np.object_]:
    words: NDArray[np.object_] = np.array([name.value for name in names], dtype=object)[places]
    words[~ever_paid] = None
    return words
