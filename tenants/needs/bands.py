"""How far a car may come from the day predicted: quantiles of what went wrong before (split conformal)."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from math import inf
from operator import attrgetter
from typing import NamedTuple

from tenants.needs.calibration import tail
from tenants.needs.due import Bound
from tenants.needs.lateness import MIDDLE, Lateness, lateness

LEAST_RESIDUALS, ENOUGH_LESSONS = 30, 100
REMEMBERED_DAYS = 365
LOST_DAYS = 60
LEAST_SCALE_DAYS = 90  # a holiday or a busy week delays a short cycle by as many days as a longer one
LONGEST_REPLAYED_DAYS = 365  # of a longer cycle no replay sees the end


class Quantiles(NamedTuple):
    """P10, P50 and P90 of actual minus predicted, as shares of the predicted cycle; and the days by which a car of the
    shop was ever early and late, None where nobody knows."""

    p10: float
    p50: float
    p90: float
    most_early: int | None = None
    most_late: int | None = None


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

    def late_on(self, day: date) -> float:
        """How late the car is on a day, as a share of its cycle."""
        return (day - self.predicted_on).days / scale_days(self.since_on, self.predicted_on)

    def is_lost(self, day: date) -> bool:
        """Away for so long that it says nothing of when."""
        return not self.is_back(day) and (day - self.predicted_on).days > LOST_DAYS

    def is_back(self, day: date) -> bool:
        return self.actual_on is not None and self.actual_on <= day

    @property
    def settled_on(self) -> date | None:
        """When it counts how the case came out: not before all are back or lost, else the early would count first."""
        return max(self.actual_on, self.predicted_on + timedelta(LOST_DAYS)) if self.actual_on else None


class Residuals:
    """What went wrong before, by what the prediction followed from, as it was known on any day."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._lessons = sorted(lessons, key=attrgetter("cut_on"))
        self._by_bound: dict[Bound, list[Lesson]] = {}
        for lesson in self._lessons:
            self._by_bound.setdefault(lesson.bound, []).append(lesson)
        self._known = cache(self._learn)
        self._tail = cache(self._calibrate)
        self._most = cache(self._reach)

    def quantiles(self, bound: Bound, as_of: date) -> Quantiles | None:
        """From the cuts before a day and what had become of them by then; None while that is too little."""
        known, out = self._known(bound, as_of), self._tail(as_of)
        return Quantiles(known.by(out), known.by(MIDDLE), known.by(1 - out), *self._most(as_of)) if known else None

    def bands(self, as_of: date) -> dict[Bound, Quantiles]:
        """The quantiles of every bound, the table's where too little is known."""
        return {bound: self.quantiles(bound, as_of) or DEFAULTS[bound] for bound in Bound}

    def _learn(self, bound: Bound, as_of: date) -> Lateness | None:
        """A car is foretold the better the longer it is known, so old lessons go when there are enough younger ones."""
        lessons = self._by_bound.get(bound, [])
        end = bisect_left(lessons, as_of, key=attrgetter("cut_on"))
        start = bisect_left(lessons, as_of - timedelta(REMEMBERED_DAYS), key=attrgetter("cut_on"))
        return _lateness(lessons[min(start, max(end - ENOUGH_LESSONS, 0)) : end], as_of)

    def _reach(self, as_of: date) -> tuple[int, int]:
        """The most days by which any car was early and late, a quarter of a year at least."""
        before = self._lessons[: bisect_left(self._lessons, as_of, key=attrgetter("cut_on"))]
        late = [
            (min(lesson.actual_on or as_of, as_of) - lesson.predicted_on).days
            for lesson in before
            if not lesson.is_lost(as_of)
        ]
        return max(-min(late, default=0), LEAST_SCALE_DAYS), max(max(late, default=0), LEAST_SCALE_DAYS)

    def _calibrate(self, as_of: date) -> float:
        """How far out bands are read on a day: by the cases that had a band at their cut and are settled since."""
        return tail([depth for settled_on, depth in self._settled if settled_on <= as_of])

    @cached_property
    def _settled(self) -> list[tuple[date, float]]:
        """When each case was settled, and how deep it lay in what was known at its cut."""
        settled = []
        for lesson in self._lessons:
            known = self._known(lesson.bound, lesson.cut_on)
            if known and lesson.actual_on and lesson.settled_on:
                settled.append((lesson.settled_on, known.depth(lesson.late_on(lesson.actual_on))))
        return settled


def range_around(quantiles: Quantiles, since_on: date, predicted_on: date) -> Range:
    """The days between which the car comes in eight cases of ten; `since_on` is when the cycle began.

    What is late by more than its cycle had a short one. The same share of a year would be years, so a range reaches no
    further than any car was ever off; in a cycle too long to be replayed, so much for each year of it.
    """
    scale = scale_days(since_on, predicted_on)
    years = max(1.0, scale / LONGEST_REPLAYED_DAYS)
    least = -inf if quantiles.most_early is None else -quantiles.most_early * years
    most = inf if quantiles.most_late is None else quantiles.most_late * years
    shares = quantiles.p10, quantiles.p50, quantiles.p90
    return Range(*(predicted_on + timedelta(round(min(max(share * scale, least), most))) for share in shares))


def from_stored(stored: Mapping[str, Sequence[float]]) -> dict[Bound, Quantiles]:
    """Bands as they were kept: bound -> three shares and, where they are known, two numbers of days; what is not there
    is the table's."""
    return {**DEFAULTS, **{Bound(bound): _as_kept(*numbers) for bound, numbers in stored.items()}}


def to_stored(bands: Mapping[Bound, Quantiles]) -> dict[str, list[float]]:
    """Bands as plain values for a JSON column."""
    return {
        bound.value: [round(number, 4) for number in quantiles if number is not None]
        for bound, quantiles in bands.items()
    }


def _as_kept(p10: float, p50: float, p90: float, *days: float) -> Quantiles:
    return Quantiles(p10, p50, p90, *map(int, days))


def _lateness(lessons: Iterable[Lesson], as_of: date) -> Lateness | None:
    """Of who is back, and of who is not, lest only the early ones teach; None while too few are back.

    Who is two months late is taken for lost, and says nothing of when.
    """
    outcomes = []
    for lesson in lessons:
        if not lesson.is_lost(as_of):
            outcomes.append((lesson.late_on(min(lesson.actual_on or as_of, as_of)), not lesson.is_back(as_of)))
    if sum(not is_open for _, is_open in outcomes) < LEAST_RESIDUALS:
        return None
    return lateness(outcomes)
