"""How far a car may come from the day predicted: quantiles of what went wrong before (split conformal)."""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor
from typing import NamedTuple

from tenants.needs.due import Bound

LEAST_RESIDUALS, ENOUGH_RESIDUALS = 30, 100
REMEMBERED_DAYS = 365
LEAST_SCALE_DAYS = 30
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


class Quantiles(NamedTuple):
    """P10, P50 and P90 of actual minus predicted, as shares of the predicted cycle."""

    p10: float
    p50: float
    p90: float


# Until a shop has residuals of its own [CHOICE]: people come late rather than early; a given day does not move.
DEFAULTS: Mapping[Bound, Quantiles] = {
    Bound.KM: Quantiles(-0.18, 0.02, 0.33),
    Bound.MONTHS: Quantiles(-0.15, 0.02, 0.25),
    Bound.RHYTHM: Quantiles(-0.35, 0.0, 0.50),
    Bound.DATE: Quantiles(0.0, 0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Of ten cars one comes before `p10_on` and one after `p90_on`."""

    p10_on: date
    p50_on: date
    p90_on: date

    def holds(self, day: date) -> bool:
        return self.p10_on <= day <= self.p90_on


def scale_days(since_on: date, predicted_on: date) -> int:
    """What a residual is measured by: the predicted cycle, so that a taxi and a pensioner compare."""
    return max(LEAST_SCALE_DAYS, (predicted_on - since_on).days)


class Residuals:
    """What went wrong before, by what the prediction followed from. Grows and forgets while the past is replayed."""

    def __init__(self) -> None:
        self._sorted: dict[Bound, list[float]] = {}
        self._by_age: dict[Bound, deque[tuple[date, float]]] = {}

    def add(self, known_on: date, bound: Bound, since_on: date, predicted_on: date, actual_on: date) -> None:
        """Learn one; `known_on` does not go back from call to call. Old ones go when there are enough younger.

        A car is foretold the better the longer it is known, so a band that remembers all is too wide.
        """
        share = (actual_on - predicted_on).days / scale_days(since_on, predicted_on)
        ordered, by_age = self._sorted.setdefault(bound, []), self._by_age.setdefault(bound, deque())
        insort(ordered, share)
        by_age.append((known_on, share))
        while len(by_age) > ENOUGH_RESIDUALS and by_age[0][0] < known_on - timedelta(REMEMBERED_DAYS):
            del ordered[bisect_left(ordered, by_age.popleft()[1])]

    def quantiles(self, bound: Bound) -> Quantiles:
        """Of this bound, or the table's while there are too few."""
        residuals = self._sorted.get(bound, ())
        return _conformal(residuals) if len(residuals) >= LEAST_RESIDUALS else DEFAULTS[bound]

    def bands(self) -> dict[Bound, Quantiles]:
        """The quantiles of every bound."""
        return {bound: self.quantiles(bound) for bound in Bound}


def range_around(quantiles: Quantiles, since_on: date, predicted_on: date) -> Range:
    """The days between which the car comes in eight cases of ten; `since_on` is when the cycle began."""
    scale = scale_days(since_on, predicted_on)
    return Range(*(predicted_on + timedelta(round(share * scale)) for share in quantiles))


def from_stored(stored: Mapping[str, Sequence[float]]) -> dict[Bound, Quantiles]:
    """Bands as they were kept: bound -> three shares; what is not there is the table's."""
    return {**DEFAULTS, **{Bound(bound): Quantiles(*shares) for bound, shares in stored.items()}}


def to_stored(bands: Mapping[Bound, Quantiles]) -> dict[str, list[float]]:
    """Bands as plain values for a JSON column."""
    return {bound.value: [round(share, 4) for share in quantiles] for bound, quantiles in bands.items()}


def _conformal(residuals: Sequence[float]) -> Quantiles:
    """Order statistics that cover a new case with the promised share, however the residuals are distributed."""
    count = len(residuals)
    low = max(floor((count + 1) * LOW), 1) - 1
    high = min(ceil((count + 1) * HIGH), count) - 1
    middle = (residuals[(count - 1) // 2] + residuals[count // 2]) / 2
    return Quantiles(residuals[low], middle, residuals[high])
