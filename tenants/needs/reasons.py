"""Why a date is what it is, as codes with values; the words are the page's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.needs.due import Bound
from tenants.needs.rate import Confidence


class Wording(StrEnum):
    """What may be claimed. Who is unsure suggests a check and calls nothing overdue."""

    DUE = "due"
    OVERDUE = "overdue"
    SUGGEST_CHECK = "suggest_check"


class Because(StrEnum):
    """The parts of the sentence, in the order they are said."""

    DONE = "done"  # on, km
    DONE_UNREAD = "done_unread"  # on: nobody knows at how many km
    PACE = "pace"  # km_per_day, source
    KM_FIRST = "km_first"  # km; months, and other_on, the day they would have given
    MONTHS_FIRST = "months_first"  # months; km, and other_on, the day they would have given
    KM_ONLY = "km_only"  # km
    MONTHS_ONLY = "months_only"  # months


Value = int | date | str


@dataclass(frozen=True, slots=True)
class Reason:
    """One part: "oil on 2026-01-05 at 32,000 km"."""

    code: Because
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentence of an item is made of."""

    due_on: date
    bound: Bound
    confidence: Confidence
    km_per_day: int
    rate_source: str
    done_on: date | None = None
    done_km: int | None = None
    interval_km: int | None = None
    interval_months: int | None = None
    km_due_on: date | None = None
    months_due_on: date | None = None


def wording(facts: Facts, as_of: date) -> Wording:
    """What may be said of it on a day."""
    if facts.confidence is Confidence.LOW:
        return Wording.SUGGEST_CHECK
    return Wording.OVERDUE if facts.due_on < as_of else Wording.DUE


def reasons(facts: Facts) -> tuple[Reason, ...]:
    """The parts of the sentence: when it was done, how fast the car runs, which side comes first."""
    return tuple(Reason(code, values) for code, values in (*_done(facts), *_pace(facts), *_bound(facts)))


Part = tuple[Because, Mapping[str, Value]]


def _done(facts: Facts) -> Iterator[Part]:
    if facts.done_on and facts.done_km is not None:
        yield Because.DONE, {"on": facts.done_on, "km": facts.done_km}
    elif facts.done_on:
        yield Because.DONE_UNREAD, {"on": facts.done_on}


def _pace(facts: Facts) -> Iterator[Part]:
    if facts.km_due_on or facts.bound is Bound.KM:
        yield Because.PACE, {"km_per_day": facts.km_per_day, "source": facts.rate_source}


def _bound(facts: Facts) -> Iterator[Part]:
    km, months = facts.interval_km or 0, facts.interval_months or 0
    match facts.bound:
        case Bound.KM if facts.months_due_on:
            yield Because.KM_FIRST, {"km": km, "months": months, "other_on": facts.months_due_on}
        case Bound.KM:
            yield Because.KM_ONLY, {"km": km}
        case Bound.MONTHS if facts.km_due_on:
            yield Because.MONTHS_FIRST, {"months": months, "km": km, "other_on": facts.km_due_on}
        case Bound.MONTHS:
            yield Because.MONTHS_ONLY, {"months": months}
