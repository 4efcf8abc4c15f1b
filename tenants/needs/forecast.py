"""All that one car will need and when it will come, from what was known of it on a day (domain.md 3.2 to 3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from math import floor

from tenants.needs.due import Bound, suggested, whole_months
from tenants.needs.item_needs import (
    Done,
    Habit,
    IntervalOf,
    ItemNeed,
    Work,
    bundled,
    done_here,
    due_items,
    habit_of,
    regular_group,
    suggestions,
)
from tenants.needs.items import ITEMS, interval
from tenants.needs.odometer import Cleaned, clean
from tenants.needs.rate import Confidence, Rate, confidence, projected_km, rate
from tenants.needs.rhythm import PRIOR_DAYS, VisitRhythm, visit_rhythm

Peer = tuple[str | None, str | None]  # use and fuel


@dataclass(frozen=True, slots=True)
class Peers:
    """What the shop's comparable cars do; only groups that are large enough are here (`rate.peer_medians`)."""

    km_per_day: Mapping[Peer, Fraction] = field(default_factory=dict)
    gap_days: Mapping[Peer, int] = field(default_factory=dict)


NO_PEERS = Peers()


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a car, in any order; what is later than the day of a forecast is not looked at.

    `maintenance_on`: the days of its maintenance visits. `interval_of`: the interval of an item in this car, that of
    the table unless told otherwise.
    """

    readings: Sequence[tuple[date, int]] = ()
    work: Sequence[Work] = ()
    maintenance_on: Sequence[date] = ()
    use: str | None = None
    fuel: str | None = None
    registered_on: date | None = None
    interval_of: IntervalOf | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """`needs` by due date, suggestions last. `visit_on` is when the next maintenance visit is expected, and
    `visit_bound` what that follows from; both are None for a car that never had maintenance here."""

    cleaned: Cleaned
    rate: Rate
    confidence: Confidence
    rhythm: VisitRhythm
    offset_days: int
    needs: tuple[ItemNeed, ...]
    visit_on: date | None
    visit_bound: Bound | None

    @property
    def main(self) -> ItemNeed | None:
        """What falls due first; a suggestion does not fall due."""
        return self.needs[0] if self.needs and not self.needs[0].is_suggestion else None


@dataclass(frozen=True, slots=True)
class Coming:
    """What falls due of what was done here, and when that brings the car in: a forecast without suggestions."""

    done: Done
    offset_days: int
    needs: Sequence[ItemNeed]
    visit_on: date | None
    visit_bound: Bound | None


def forecast(car: History, as_of: date, peers: Peers = NO_PEERS) -> Forecast:
    """Predict from what was known at the end of `as_of`."""
    cleaned = clean(car.readings, as_of, car.use)
    pace = rate(cleaned, car.use, car.registered_on, peers.km_per_day.get((car.use, car.fuel)))
    rhythm = rhythm_of(car, as_of, peers)
    found = coming(car, as_of, cleaned, pace, rhythm)
    contact_on = found.needs[0].anchor_on if found.needs else found.visit_on or _after_last_seen(car, cleaned, rhythm)
    age_months = whole_months(car.registered_on, as_of) if car.registered_on else None
    find_cause = partial(suggested, run_km=projected_km(cleaned, pace, as_of), age_months=age_months)
    worth_a_look = suggestions(found.done, car.fuel, _interval_of(car), find_cause, contact_on or as_of)
    return Forecast(
        cleaned=cleaned,
        rate=pace,
        confidence=confidence(pace, bool(found.needs)),
        rhythm=rhythm,
        offset_days=found.offset_days,
        needs=(*found.needs, *worth_a_look),
        visit_on=found.visit_on,
        visit_bound=found.visit_bound,
    )


def coming(
    car: History, as_of: date, cleaned: Cleaned, pace: Rate, rhythm: VisitRhythm, *, has_habits: bool = True
) -> Coming:
    """What falls due at a pace; without habits the owner is expected on the very day."""
    interval_of = _interval_of(car)
    done = done_here(car.work, car.fuel, as_of)
    regular = regular_group(done, interval_of)
    habit = habit_of(done[regular], interval_of, pace) if regular and has_habits else Habit()
    needs = bundled(due_items(done, interval_of, cleaned, pace, habit.offset_days))
    if _keeps_rhythm(habit, rhythm):
        return Coming(done, habit.offset_days, needs, rhythm.expected_on, Bound.RHYTHM)
    visit_on, bound = _next_visit(done[regular][-1].code if regular else None, needs, rhythm)
    return Coming(done, habit.offset_days, needs, visit_on, bound)


def rhythm_of(car: History, as_of: date, peers: Peers = NO_PEERS) -> VisitRhythm:
    """How often the car had come for maintenance by a day."""
    prior_days = peers.gap_days.get((car.use, car.fuel), PRIOR_DAYS)
    return visit_rhythm((on for on in car.maintenance_on if on <= as_of), prior_days)


def _interval_of(car: History) -> IntervalOf:
    return car.interval_of or partial(interval, fuel=car.fuel)


def _next_visit(
    regular_code: str | None, needs: Sequence[ItemNeed], rhythm: VisitRhythm
) -> tuple[date | None, Bound | None]:
    """When and why the car will come for maintenance: for what it comes for regularly, else for what is due first.

    What was due before its last visit did not bring it in then, so it does not now.
    """
    coming = [need for need in needs if ITEMS[need.code].is_maintenance and need.due_on > (rhythm.last_on or date.min)]
    first = next((need for need in coming if need.code == regular_code), coming[0] if coming else None)
    if first:
        return first.anchor_on, first.bound
    return rhythm.expected_on, Bound.RHYTHM if rhythm.expected_on else None


def _keeps_rhythm(habit: Habit, rhythm: VisitRhythm) -> bool:
    """Whether the owner comes by the calendar rather than by what is due: his own gaps foretold him better so far."""
    return rhythm.spread_days is not None and habit.spread_days is not None and rhythm.spread_days < habit.spread_days


def _after_last_seen(car: History, cleaned: Cleaned, rhythm: VisitRhythm) -> date | None:
    seen_on = cleaned.last.on if cleaned.last else car.registered_on
    return seen_on + timedelta(floor(rhythm.cycle_days)) if seen_on else None
