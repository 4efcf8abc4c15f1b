"""How far a car may come from the day predicted: quantiles of what went wrong before (split conformal)."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from tenants.needs.due import Bound

LEAST_RESIDUALS, ENOUGH_LESSONS = 30, 100
REMEMBERED_DAYS = 365
LOST_DAYS = 60
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


class Lesson(NamedTuple):
    """What was said of a cycle at a cut, and when the car came; None for who has not come back yet."""

    cut_on: date
    bound: Bound
    since_on: date
    predicted_on: date
    actual_on: date | None


class Residuals:
    """What went wrong before, by what the prediction followed from, as it was known on any day."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._by_bound: dict[Bound, list[Lesson]] = {}
        for lesson in sorted(lessons, key=lambda lesson: lesson.cut_on):
            self._by_bound.setdefault(lesson.bound, []).append(lesson)

    def quantiles(self, bound: Bound, as_of: date) -> Quantiles | None:
        """From the cuts before a day and what had become of them by then; None while that is too little.

        A car is foretold the better the longer it is known, so old lessons go when there are enough younger ones.
        """
        lessons = self._by_bound.get(bound, [])
        end = bisect_left(lessons, as_of, key=attrgetter("cut_on"))
        start = bisect_left(lessons, as_of - timedelta(REMEMBERED_DAYS), key=attrgetter("cut_on"))
        return _quantiles(lessons[min(start, max(end - ENOUGH_LESSONS, 0)) : end], as_of)

    def bands(self, as_of: date) -> dict[Bound, Quantiles]:
        """The quantiles of every bound, the table's where too little is known."""
        return {bound: self.quantiles(bound, as_of) or DEFAULTS[bound] for bound in Bound}


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


def _quantiles(lessons: Sequence[Lesson], as_of: date) -> Quantiles | None:
    """Kaplan-Meier quantiles of lateness: who is not back yet is known to come later than today.

    Without them only the early ones would teach. Who is two months late is taken for lost, and says nothing of when.
    """
    outcomes = []
    for _, _, since_on, predicted_on, actual_on in lessons:
        is_back = actual_on is not None and actual_on <= as_of
        late_days = ((actual_on if actual_on and is_back else as_of) - predicted_on).days
        if is_back or late_days <= LOST_DAYS:
            outcomes.append((late_days / scale_days(since_on, predicted_on), not is_back))
    if sum(not is_open for _, is_open in outcomes) < LEAST_RESIDUALS:
        return None
    return Quantiles(*_reached(sorted(outcomes), (LOW, MIDDLE, HIGH)))


def _reached(outcomes: Sequence[tuple[float, bool]], shares: Iterable[float]) -> Iterator[float]:
    """The lateness by which each share of the cars has come; `outcomes` (lateness, is open) are sorted."""
    wanted, away, last = deque(shares), 1.0, 0.0
    for at, (late, is_open) in enumerate(outcomes):
        if is_open:
            continue
        last, away = late, away * (1 - 1 / (len(outcomes) - at))
        while wanted and 1 - away >= wanted[0]:
            wanted.popleft()
            yield late
    yield from (last for _ in wanted)
