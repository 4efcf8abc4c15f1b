"""After how many days of silence a customer is quieter than usual: his own gaps, leaning on those of his peers.

A gap that has not ended yet is censored, not left out: leaving out the open ones would call a shop that many leave a
shop of short gaps (Kaplan-Meier). What counts as usual are the gaps that end within two years, so that nobody's silence
stays usual for ever, be it his first.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenants.scoring.silence import PERCENTS

HORIZON_DAYS = 730
LEAST_GAPS = 30  # of a peer group; fewer make no curve
PRIOR_WEIGHT = 2  # the peers count like two gaps, as in domain.md 3.4
DEFAULT_MEDIAN_DAYS = 180

SHARES = np.array(PERCENTS) / 100

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def default_curve() -> Floats:
    """Days at each of PERCENTS for a shop that knows nothing yet: half of the gaps end within half a year, and 95 %
    within a year (a Weibull curve of shape 2).
    """
    days: Floats = DEFAULT_MEDIAN_DAYS * np.sqrt(np.log(1 - SHARES) / np.log(0.5))
    return days


def peer_curve(days: Integers, ended: Booleans) -> Floats | None:
    """Days at each of PERCENTS of the gaps that end within the horizon; None with fewer than LEAST_GAPS such gaps.

    `days`: the length of each gap, or of the silence so far when it has not `ended`.
    """
    ended = ended & (days <= HORIZON_DAYS)
    if ended.sum() < LEAST_GAPS:
        return None
    returned = 1 - survivors(np.minimum(days, HORIZON_DAYS), ended)
    # the last day is the horizon or the longest gap: all of those who come back are back
    place = np.searchsorted(returned / returned[-1], SHARES - 1e-12)
    curve: Floats = place.astype(np.float64)
    return curve


def survivors(days: Integers, ended: Booleans) -> Floats:
    """Kaplan-Meier: the share of gaps not ended by the end of day 0, 1, .. the longest. A gap censored on a day was at
    risk on it.
    """
    length = int(days.max()) + 1
    ends = np.bincount(days[ended], minlength=length)
    at_risk = len(days) - np.concatenate(([0], np.cumsum(np.bincount(days, minlength=length))[:-1]))
    share: Floats = np.cumprod(1 - ends / np.maximum(at_risk, 1))
    return share


def thresholds(gaps: Integers, counts: Integers, peers: Floats) -> Integers:
    """Whole days at each of PERCENTS, a row per customer: own and peers' percentiles, weighted by the number of gaps.

    `gaps`: of all customers in the order of `counts`, which says how many each has; `peers`: a curve per customer.
    The 50 % column is the interval of domain.md 3.4 with the peers' median as its prior.
    """
    weight = counts[:, None]
    mixed = (weight * _own(gaps, counts) + PRIOR_WEIGHT * peers) / (weight + PRIOR_WEIGHT)
    whole: Integers = np.maximum(np.ceil(mixed - 1e-9), 1).astype(np.int64)
    return whole


def _own(gaps: Integers, counts: Integers) -> Floats:
    """Linear interpolation between a customer's sorted gaps, the i-th of n standing at i / (n + 1): the next one is as
    likely to be longer than all as to be shorter than all. Rows without a gap are 0.
    """
    if not len(gaps):
        return np.zeros((len(counts), len(SHARES)))
    owner = np.repeat(np.arange(len(counts)), counts)
    ordered = gaps[np.lexsort((gaps, owner))]
    first = np.cumsum(counts) - counts
    last_place = np.maximum(counts - 1, 0)
    place = np.clip(SHARES[None, :] * (counts[:, None] + 1) - 1, 0, last_place[:, None])
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, last_place[:, None])
    low_days, high_days = (ordered[np.minimum(first[:, None] + at, len(ordered) - 1)] for at in (low, high))
    own: Floats = np.where(counts[:, None] > 0, low_days + (high_days - low_days) * (place - low), 0.0)
    return own


def curve_of(stored: Sequence[float]) -> Floats:
    """A curve as it was stored."""
    return np.array(stored, dtype=np.float64)
