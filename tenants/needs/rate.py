"""How many km a day a car runs: its own pace, leaning on a prior the less is known (domain.md 3.3)."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import floor
from operator import attrgetter
from statistics import median
from typing import TypeVar

from tenants.needs.odometer import Cleaned, CleanReading, top_km_per_day
from tenants.needs.slopes import LEAST_DAYS, median_slope

WINDOW_DAYS = 730
PRIOR_WEIGHT_DAYS = 90  # the prior counts like three months of driving
LEAST_KM_PER_DAY = 3
LEAST_LIFETIME_DAYS = 90
LEAST_PEERS = 30
KM_PER_DAY_BY_USE: Mapping[str, int] = {"private": 33, "company": 55, "ride": 200, "taxi": 200, "truck": 110}
SURE_READINGS, SURE_DAYS = 3, 180


class Source(StrEnum):
    """Where a rate, or the prior it leans on, comes from."""

    OWN = "own"
    LIFETIME = "lifetime"  # all its km by all its days
    PEERS = "peers"  # the shop's cars of the same use and fuel
    CLASS = "class"  # of its use, by table


class Confidence(StrEnum):
    """LOW says "have it checked", never "overdue"."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Rate:
    """`own` is the pace of the car's own readings, over `span_days`; `readings` counts all clean ones."""

    km_per_day: Fraction
    source: Source
    own: Fraction | None
    prior: Fraction
    prior_source: Source
    span_days: int
    readings: int


def rate(
    cleaned: Cleaned, use: str | None = None, registered_on: date | None = None, peers: Fraction | int | None = None
) -> Rate:
    """`peers`: the median of the shop's cars of the same use and fuel, when there are enough of them."""
    prior, prior_source = _prior(cleaned, use, registered_on, peers)
    own, span = own_pace(cleaned)
    blended = prior if own is None else (span * own + PRIOR_WEIGHT_DAYS * prior) / (span + PRIOR_WEIGHT_DAYS)
    return Rate(
        km_per_day=min(max(blended, Fraction(LEAST_KM_PER_DAY)), Fraction(cleaned.top_km_per_day)),
        source=prior_source if own is None else Source.OWN,
        own=own,
        prior=prior,
        prior_source=prior_source,
        span_days=span,
        readings=len(cleaned.readings),
    )


def own_pace(cleaned: Cleaned) -> tuple[Fraction | None, int]:
    """The car's own km per day, and over how many days it was seen; None and 0 when no two readings say it."""
    spans = []
    for segment in _segments(cleaned):
        days = (segment[-1].on - segment[0].on).days
        if days >= LEAST_DAYS:
            spans.append((days, [(reading.on, reading.virtual_km) for reading in segment]))
    return median_slope(segment for _, segment in spans), min(sum(days for days, _ in spans), WINDOW_DAYS)


def projected_km(cleaned: Cleaned, rate: Rate, day: date) -> int | None:
    """Whole virtual km on a day after the last clean reading."""
    last = cleaned.last
    return last.virtual_km + floor(rate.km_per_day * (day - last.on).days) if last else None


def days_to_run(km: int, rate: Rate) -> int:
    """Whole days until so many km are run, rounded up; negative when they were run before."""
    pace = rate.km_per_day
    return -(-km * pace.denominator // pace.numerator)  # a whole shop asks, and a Fraction takes its time


def confidence(rate: Rate, is_last_done_known: bool = True) -> Confidence:
    """How sure a due date is that rests on this rate (domain.md 3.4)."""
    if is_last_done_known and rate.readings >= SURE_READINGS and rate.span_days >= SURE_DAYS:
        return Confidence.HIGH
    if is_last_done_known and (rate.readings >= 2 or rate.prior_source is Source.LIFETIME):
        return Confidence.MEDIUM
    return Confidence.LOW


Peer = TypeVar("Peer", bound=Hashable)


def peer_medians(values: Iterable[tuple[Peer, Fraction]], least: int = LEAST_PEERS) -> dict[Peer, Fraction]:
    """The median of each group of comparable cars that is large enough to say something."""
    groups: dict[Peer, list[Fraction]] = {}
    for peer, value in values:
        groups.setdefault(peer, []).append(value)
    return {peer: median(group) for peer, group in groups.items() if len(group) >= least}


def _segments(cleaned: Cleaned) -> Iterable[list[CleanReading]]:
    """The readings of each meter in the two years before the last one; all of them when that leaves fewer than two."""
    readings = cleaned.readings
    if not readings:
        return []
    since = readings[-1].on - timedelta(WINDOW_DAYS)
    recent = [reading for reading in readings if reading.on >= since]
    used = recent if len(recent) >= 2 else readings
    return [list(segment) for _, segment in groupby(used, key=attrgetter("segment"))]


def _prior(
    cleaned: Cleaned, use: str | None, registered_on: date | None, peers: Fraction | int | None
) -> tuple[Fraction, Source]:
    last = cleaned.last
    if last and registered_on and (days := (last.on - registered_on).days) >= LEAST_LIFETIME_DAYS:
        lifetime = Fraction(last.virtual_km, days)
        if LEAST_KM_PER_DAY <= lifetime <= top_km_per_day(use):
            return lifetime, Source.LIFETIME
    if peers is not None:
        return Fraction(peers), Source.PEERS
    return Fraction(KM_PER_DAY_BY_USE.get(use or "", KM_PER_DAY_BY_USE["private"])), Source.CLASS
