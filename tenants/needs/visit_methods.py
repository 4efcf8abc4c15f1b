"""Four ways to tell when a car will come for maintenance again: ours, and three that others sell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from tenants.needs.due import Bound
from tenants.needs.forecast import NO_PEERS, History, Peers, coming, rhythm_of
from tenants.needs.odometer import Cleaned, CleanReading, clean
from tenants.needs.rate import LEAST_KM_PER_DAY, Rate, Source, own_pace, rate
from tenants.needs.rhythm import VisitRhythm

FIXED_DAYS = 180
# Classes of use as one vendor publishes them, 6,000 to 36,000 miles a year, in km per day. A car of 27.17 miles a day
# is counted as one of 33 there (product.md, fact 3), so the nearest class is taken.
USE_BINS = tuple(Fraction(miles * 1609, 365 * 1000) for miles in (6_000, 12_000, 18_000, 24_000, 36_000))


class Method(StrEnum):
    """`last_two` takes the pace of the last two readings as they are, `use_bins` that of the car's class of use."""

    HUITOU = "huitou"
    FIXED_180 = "fixed180"
    LAST_TWO = "last_two"
    USE_BINS = "use_bins"


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The day a maintenance visit is expected, what that follows from, and the visit before it."""

    on: date
    bound: Bound
    since_on: date


def next_visits(
    methods: Iterable[Method], car: History, as_of: date, peers: Peers = NO_PEERS
) -> dict[Method, NextVisit]:
    """What each method says at the end of `as_of`; nothing about a car that never had maintenance here."""
    rhythm = rhythm_of(car, as_of, peers)
    if rhythm.last_on is None:
        return {}
    cleaned = clean(car.readings, as_of, car.use)
    known = Known(car, as_of, cleaned, peers, rhythm, rhythm.last_on)
    return {method: _METHODS[method](known) for method in methods}


@dataclass(frozen=True, slots=True)
class Known:
    """What every method may look at."""

    car: History
    as_of: date
    cleaned: Cleaned
    peers: Peers
    rhythm: VisitRhythm
    last_on: date

    def visit(self, cleaned: Cleaned, pace: Rate, *, has_habits: bool) -> NextVisit:
        """What the items say at a pace, or the rhythm where they say nothing."""
        found = coming(self.car, self.as_of, cleaned, pace, self.rhythm, has_habits=has_habits)
        return NextVisit(found.visit_on or self.last_on, found.visit_bound or Bound.RHYTHM, self.last_on)


def _huitou(known: Known) -> NextVisit:
    car = known.car
    pace = rate(known.cleaned, car.use, car.registered_on, known.peers.km_per_day.get((car.use, car.fuel)))
    return known.visit(known.cleaned, pace, has_habits=True)


def _fixed(known: Known) -> NextVisit:
    return NextVisit(known.last_on + timedelta(FIXED_DAYS), Bound.RHYTHM, known.last_on)


def _last_two(known: Known) -> NextVisit:
    raw = _as_it_came(known.car.readings, known.as_of, known.cleaned.top_km_per_day)
    earlier, later = raw.readings[-2:] if len(raw.readings) > 1 else (None, None)
    pace = Fraction(later.km - earlier.km, (later.on - earlier.on).days) if earlier and later else None
    return known.visit(raw, _of_pace(known.car, pace), has_habits=False)


def _use_bins(known: Known) -> NextVisit:
    own, _ = own_pace(known.cleaned)
    pace = _of_pace(known.car, own).km_per_day
    bin_pace = min(USE_BINS, key=lambda km_per_day: abs(km_per_day - pace))
    return known.visit(known.cleaned, _of_pace(known.car, bin_pace), has_habits=False)


_METHODS: Mapping[Method, Callable[[Known], NextVisit]] = {
    Method.HUITOU: _huitou,
    Method.FIXED_180: _fixed,
    Method.LAST_TWO: _last_two,
    Method.USE_BINS: _use_bins,
}


def _as_it_came(readings: Iterable[tuple[date, int]], as_of: date, top_km_per_day: int) -> Cleaned:
    """The readings without any cleaning; of one day the larger."""
    by_day = dict(sorted((on, km) for on, km in readings if on <= as_of and km > 0))
    return Cleaned(tuple(CleanReading(on, km, km, 0) for on, km in by_day.items()), top_km_per_day=top_km_per_day)


def _of_pace(car: History, pace: Fraction | None) -> Rate:
    """A rate that somebody simply asserts; without one, that of the car's use by table."""
    by_table = rate(Cleaned(), car.use)
    if pace is None:
        return by_table
    return Rate(max(pace, Fraction(LEAST_KM_PER_DAY)), Source.OWN, pace, pace, Source.OWN, 0, 0)
