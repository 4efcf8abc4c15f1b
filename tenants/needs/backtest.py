"""Replays a shop's past: what each method would have said, against the day the car really came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from statistics import median

from tenants.needs.bands import Lesson, Quantiles, Residuals, range_around
from tenants.needs.due import Bound, add_months
from tenants.needs.forecast import NO_PEERS, History, Peers
from tenants.needs.visit_methods import Method, NextVisit, next_visits

LEAST_READINGS = 3
LEAST_CASES = 50  # before a baseline may win
EARLY_DAYS = 30
RUN_OUT_MONTHS = 12  # the last cut leaves every car this time to come back


@dataclass(frozen=True, slots=True)
class Case:
    """One cycle of one car, seen from the first cut in it; `actual_on` is None for who has not come back."""

    cut_on: date
    said: Mapping[Method, NextVisit]
    actual_on: date | None


@dataclass(frozen=True, slots=True)
class Score:
    """How one method did. Shares are of 1, errors in days, None without cases; `bands` are for today's predictions.

    `in_band_share` looks only at cases that had a band of their shop's own past; before that there was no promise.
    """

    method: Method
    cases: int
    censored: int
    median_error_days: float | None
    in_band_share: float | None
    early_share: float | None
    bands: Mapping[Bound, Quantiles]


@dataclass(frozen=True, slots=True)
class Backtest:
    """`chosen` is ours unless a baseline errs less over enough cases."""

    scores: tuple[Score, ...]
    chosen: Method


def backtest(cars: Iterable[History], as_of: date, first_on: date, peers: Peers = NO_PEERS) -> Backtest:
    """Replay the past of these cars, of which the first came on `first_on`; `cars` is read once.

    About a millisecond for each cycle of a car, so a large shop gives a sample of some thousand cars.
    """
    until = last_cut(first_on, as_of)
    found = sorted((case for car in cars for case in cases(car, as_of, until, peers)), key=lambda case: case.cut_on)
    scores = tuple(score(method, found, as_of) for method in Method)
    return Backtest(scores, choose(scores))


def last_cut(first_on: date, as_of: date) -> date:
    """Cuts end a year ago, so that who comes seldom is not missing; half of a history shorter than two years."""
    half = as_of - timedelta((as_of - first_on).days // 2)
    return max(add_months(as_of, -RUN_OUT_MONTHS), half)


def cases(car: History, as_of: date, until: date, peers: Peers = NO_PEERS) -> Iterator[Case]:
    """One case for each cycle of a car that a cut falls into and that has enough readings before it.

    Cuts are the firsts of months. Only the first cut of a cycle counts: else who comes late would count more often.
    """
    visits = sorted({day for day in car.maintenance_on if day <= as_of})
    read_on = sorted({on for on, _ in car.readings})
    for visit_on, next_on in zip_longest(visits, visits[1:]):
        cut_on = _first_cut_after(visit_on)
        is_over = next_on is not None and next_on <= cut_on
        if cut_on <= until and not is_over and sum(on <= cut_on for on in read_on) >= LEAST_READINGS:
            yield Case(cut_on, next_visits(Method, car, cut_on, peers), next_on)


def score(method: Method, found: Sequence[Case], as_of: date) -> Score:
    """Go through the cases by cut; a band is made of what was known at the cut, so no case is its own witness."""
    residuals = Residuals(_lesson(case, case.said[method]) for case in found)
    errors, early, banded, held = [], 0, 0, 0
    for case in found:
        if case.actual_on is None:
            continue
        said = case.said[method]
        errors.append(abs((case.actual_on - said.on).days))
        early += (case.actual_on - said.on).days > EARLY_DAYS
        learned = residuals.quantiles(said.bound, case.cut_on)
        if learned:
            banded += 1
            held += range_around(learned, said.since_on, said.on).holds(case.actual_on)
    count = len(errors)
    return Score(
        method=method,
        cases=count,
        censored=len(found) - count,
        median_error_days=float(median(errors)) if count else None,
        in_band_share=held / banded if banded else None,
        early_share=early / count if count else None,
        bands=residuals.bands(as_of),
    )


def choose(scores: Iterable[Score]) -> Method:
    """Ours, unless a baseline has a lower median error over enough cases."""
    known = [each for each in scores if each.cases >= LEAST_CASES and each.median_error_days is not None]
    best = min(known, key=lambda each: (each.median_error_days, each.method is not Method.HUITOU), default=None)
    return best.method if best else Method.HUITOU


def _lesson(case: Case, said: NextVisit) -> Lesson:
    return Lesson(case.cut_on, said.bound, said.since_on, said.on, case.actual_on)


def _first_cut_after(day: date) -> date:
    return add_months(day.replace(day=1), 1)
