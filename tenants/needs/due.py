"""When an item falls due, when its owner usually comes, and what is done together with it (domain.md 3.4)."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from tenants.needs.items import Interval
from tenants.needs.odometer import Cleaned, offset_on, virtual_km_on
from tenants.needs.rate import Rate, days_to_run, projected_km

BUNDLE_DAYS = 45
MOST_OFFSET_DAYS = 15
LEAST_CYCLES = 2
SHORTEST_MONTH = 28


class Bound(StrEnum):
    """Which side of an interval comes first; `date` is a day that was given, `rhythm` the car's own."""

    KM = "km"
    MONTHS = "months"
    DATE = "date"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True)
class Due:
    """`due_km` is what the meter will show. `km_due_on` and `months_due_on` are the two sides, None if unknown."""

    due_on: date
    bound: Bound
    km_due_on: date | None
    months_due_on: date | None
    due_km: int | None
    done_on: date
    done_km: int | None  # as the meter showed it
    interval: Interval


def due(interval: Interval, done_on: date, cleaned: Cleaned, rate: Rate, read_on: date | None = None) -> Due | None:
    """When an item last done on a day falls due again; None when its km side cannot be told and it has no other.

    The km at which it was done come from the clean readings alone, so a typo on that very order moves nothing: they
    are projected then, and not told. `read_on`: the day on which the order read the odometer, when the work took longer
    than that day.
    """
    done_km = virtual_km_on(cleaned, read_on or done_on)
    run_km = _misread_km(cleaned, rate, read_on or done_on) if done_km is None else done_km
    km_due_on = _km_due_on(interval, run_km, cleaned, rate)
    months_due_on = add_months(done_on, interval.months) if interval.months else None
    sides = [(on, bound) for on, bound in ((km_due_on, Bound.KM), (months_due_on, Bound.MONTHS)) if on]
    if not sides:
        return None
    due_on, bound = min(sides, key=lambda side: side[0])
    return Due(
        due_on=due_on,
        bound=bound,
        km_due_on=km_due_on,
        months_due_on=months_due_on,
        due_km=None if done_km is None or interval.km is None else done_km + interval.km - cleaned.offset_km,
        done_on=done_on,
        done_km=None if done_km is None else done_km - offset_on(cleaned, read_on or done_on),
        interval=interval,
    )


def suggested(interval: Interval, run_km: int | None, age_months: int | None) -> Bound | None:
    """Why an item never done here should be looked at: the car's km or its age; None when there is no cause."""
    if interval.km and run_km is not None and run_km >= interval.km:
        return Bound.KM
    if interval.months and age_months is not None and age_months >= interval.months:
        return Bound.MONTHS
    return None


def lateness(done_on: Iterable[date], interval: Interval, rate: Rate) -> list[int]:
    """Days between due and done of every past cycle of an item, at the pace the car has."""
    run_days = days_to_run(interval.km, rate) if interval.km else None
    late = []
    for done, next_done in pairwise(sorted(set(done_on))):
        sides = [done + timedelta(run_days)] if run_days is not None else []
        sides += [add_months(done, interval.months)] if interval.months else []
        late.append((next_done - min(sides)).days)
    return late


def habit_offset(late_days: Sequence[int]) -> int:
    """How many days after (before: negative) its due date the car usually comes, 15 at most; 0 until two cycles."""
    if len(late_days) < LEAST_CYCLES:
        return 0
    return int(min(max(median(late_days), -MOST_OFFSET_DAYS), MOST_OFFSET_DAYS))


def anchor(due_on: date, offset_days: int, is_safety: bool = False) -> date:
    """The day to speak of it; nobody is left waiting for brakes because he is usually late."""
    return due_on + timedelta(min(offset_days, 0) if is_safety else offset_days)


def in_bundle(due_on: date, main_due_on: date) -> bool:
    """Whether an item goes into one recommendation with the main item."""
    return abs((due_on - main_due_on).days) <= BUNDLE_DAYS


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(since: date, day: date) -> int:
    """How many months have passed; the last of a short month counts as the day."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if add_months(since, months) <= day else months - 1


def _misread_km(cleaned: Cleaned, rate: Rate, day: date) -> int | None:
    """What the car had run on a day whose reading cannot be true; None where nobody read it, or before all others."""
    is_misread = any(suspect.on == day for suspect in cleaned.suspects)
    is_last = cleaned.last is not None and day > cleaned.last.on
    return projected_km(cleaned, rate, day) if is_misread and is_last else None


def _km_due_on(interval: Interval, done_km: int | None, cleaned: Cleaned, rate: Rate) -> date | None:
    last = cleaned.last
    if interval.km is None or done_km is None or last is None:
        return None
    return last.on + timedelta(days_to_run(done_km + interval.km - last.virtual_km, rate))
