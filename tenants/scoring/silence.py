"""How unusual a customer's present silence is, from the thresholds his profile stores. No numpy: pages read this."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenants.scoring.segments import PeerGroup

PERCENTS = tuple(range(5, 100, 5))  # of the stored thresholds


class SilenceState(StrEnum):
    """By the percentile: below 50, below 80, below 95, from 95 on."""

    USUAL = "USUAL"
    LONG = "LONG"
    UNUSUAL = "UNUSUAL"
    GONE = "GONE"


_STATES = (SilenceState.USUAL, SilenceState.LONG, SilenceState.UNUSUAL, SilenceState.GONE)
_STATES_FROM = (50, 80, 95)


@dataclass(frozen=True, slots=True)
class Silence:
    """`percent`: he has been silent longer than that share of his gaps; p50 and p80 are days of silence.

    `gap_count` gaps are his own; with few of them `peer_group` weighs more, with none it alone decides.
    """

    days: int
    percent: float
    state: SilenceState
    gap_count: int
    peer_group: PeerGroup
    p50_days: int
    p80_days: int


def silence(days: int, silence_days: Sequence[int], gap_count: int, peer_group: str) -> Silence:
    """`days` since the last paid visit, against the thresholds of a profile, one for each of PERCENTS."""
    p50, p80 = (silence_days[PERCENTS.index(percent)] for percent in (50, 80))
    share = percentile(silence_days, days)
    return Silence(days, share, state(share), gap_count, PeerGroup(peer_group), p50, p80)


def percentile(silence_days: Sequence[int], days: int) -> float:
    """0..100, rising with `days`: linear between thresholds; beyond the last one 100 is approached, never reached."""
    if days >= silence_days[-1]:
        return 100 - (100 - PERCENTS[-1]) * silence_days[-1] / max(days, 1)
    place = bisect_right(silence_days, days)
    low_days, low = (silence_days[place - 1], PERCENTS[place - 1]) if place else (0, 0)
    return low + (PERCENTS[place] - low) * (days - low_days) / (silence_days[place] - low_days)


def state(percent: float) -> SilenceState:
    return _STATES[bisect_right(_STATES_FROM, percent)]
