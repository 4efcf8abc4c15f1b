"""A car's odometer readings, cleaned: those that can be true, on one line of km, and those that cannot."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter

from tenants.needs.chains import Reading, is_feasible, longest_chain, parted_chains
from tenants.needs.proposals import Proposal, propose
from tenants.needs.slopes import median_slope

MOST_KM = 1_500_000
TOP_KM_PER_DAY = 400
TOP_KM_PER_DAY_BY_USE: Mapping[str, int] = {"ride": 1000, "taxi": 1000, "truck": 1000}


class Cause(StrEnum):
    """Why a reading is not used."""

    OUT_OF_RANGE = "out_of_range"  # 0, negative, or more than any car runs
    FUTURE = "future"  # after the day of the prediction
    INFEASIBLE = "infeasible"  # does not fit the others
    CORRECTED = "corrected"  # the meter was set right after it


class Change(StrEnum):
    """What happened to the meter between two segments."""

    SWAP = "swap"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class CleanReading:
    """`km` is what the meter showed, `virtual_km` what the car has run; the same unless the meter was swapped."""

    on: date
    km: int
    virtual_km: int
    segment: int


@dataclass(frozen=True, slots=True)
class Suspect:
    """A reading that is kept and shown but never used; `proposed_km` is what it may have been."""

    on: date
    km: int
    cause: Cause
    proposed_km: int | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`readings` by day, one a day; `offset_km` is what to add to today's meter to get virtual km."""

    readings: tuple[CleanReading, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    change: Change | None = None
    changed_on: date | None = None
    offset_km: int = 0
    top_km_per_day: int = TOP_KM_PER_DAY

    @property
    def last(self) -> CleanReading | None:
        return self.readings[-1] if self.readings else None


def top_km_per_day(use: str | None) -> int:
    """What a car of this use can run in a day, far above what it usually does."""
    return TOP_KM_PER_DAY_BY_USE.get(use or "", TOP_KM_PER_DAY)


def clean(readings: Iterable[tuple[date, int]], as_of: date, use: str | None = None) -> Cleaned:
    """Sort out the readings (day, km) of one car; their order does not matter (domain.md 3.2)."""
    top = top_km_per_day(use)
    distinct = sorted({Reading(on, km) for on, km in readings})
    usable = [reading for reading in distinct if 0 < reading.km <= MOST_KM and reading.on <= as_of]
    chain = longest_chain(usable, top) if usable else ()
    parts = parted_chains(usable, len(chain), top) if len(chain) < len(usable) else None
    before, after = parts or ((), chain)
    change = (Change.SWAP if after[0].km < before[-1].km else Change.CORRECTION) if parts else None
    offset = _offset(before, after) if change is Change.SWAP else 0
    kept = [CleanReading(on, km, km, 0) for on, km in (before if change is Change.SWAP else ())]
    kept += [CleanReading(on, km, km + offset, 1 if change is Change.SWAP else 0) for on, km in after]
    cleaned = Cleaned(tuple(kept), (), change, after[0].on if change else None, offset, top)
    if len(kept) == len(distinct):
        return cleaned
    corrected = before if change is Change.CORRECTION else ()
    return replace(cleaned, suspects=_suspects(distinct, cleaned, corrected, as_of))


def virtual_km_on(cleaned: Cleaned, day: date) -> int | None:
    """What the car had run on a day: as read, or interpolated between two clean readings; None outside of them."""
    readings = cleaned.readings
    at = bisect_left(readings, day, key=attrgetter("on"))
    if at == len(readings):
        return None
    later = readings[at]
    if later.on == day:
        return later.virtual_km
    if at == 0:
        return None
    earlier = readings[at - 1]
    share = Fraction((day - earlier.on).days, (later.on - earlier.on).days)
    return round(earlier.virtual_km + share * (later.virtual_km - earlier.virtual_km))


def offset_on(cleaned: Cleaned, day: date) -> int:
    """What to take off virtual km to get what the meter of that day showed."""
    return 0 if cleaned.changed_on and day < cleaned.changed_on else cleaned.offset_km


def neighbours(cleaned: Cleaned, day: date) -> tuple[Reading | None, Reading | None]:
    """The clean readings next to a day on either side, which another reading of that day would have to fit.

    On the border of two meters only the side with more readings is asked, for one reading cannot be of both.
    """
    readings = cleaned.readings
    at, past = (side(readings, day, key=attrgetter("on")) for side in (bisect_left, bisect_right))
    before = readings[at - 1] if at else None
    after = readings[past] if past < len(readings) else None
    if before and after and before.segment != after.segment:
        before, after = (before, None) if 2 * at > len(readings) else (None, after)
    return _as_read(before), _as_read(after)


def _as_read(reading: CleanReading | None) -> Reading | None:
    return Reading(reading.on, reading.km) if reading else None


def _offset(before: Sequence[Reading], after: Sequence[Reading]) -> int:
    """km that the old meter would have shown more than the new one, on the new one's first day."""
    slope = median_slope([before]) or median_slope([after]) or Fraction(0)
    days = (after[0].on - before[-1].on).days
    return round(before[-1].km + slope * days - after[0].km)


def _suspects(
    distinct: Sequence[Reading], cleaned: Cleaned, corrected: Collection[Reading], as_of: date
) -> tuple[Suspect, ...]:
    twins = {reading.on: Reading(reading.on, reading.km) for reading in cleaned.readings}
    found = []
    for reading in distinct:
        cause = _cause(reading, twins.get(reading.on), corrected, as_of, cleaned.top_km_per_day)
        if cause in (Cause.OUT_OF_RANGE, Cause.INFEASIBLE):
            proposal = propose(reading, *neighbours(cleaned, reading.on), cleaned.top_km_per_day)
            found.append(Suspect(*reading, cause, *(proposal or ())))
        elif cause:
            found.append(Suspect(*reading, cause))
    return tuple(found)


def _cause(
    reading: Reading, twin: Reading | None, corrected: Collection[Reading], as_of: date, top: int
) -> Cause | None:
    """None for a reading that is used, and for a second one of its day that is as good."""
    if reading.on > as_of:
        return Cause.FUTURE
    if not 0 < reading.km <= MOST_KM:
        return Cause.OUT_OF_RANGE
    if reading in corrected:
        return Cause.CORRECTED
    if twin and is_feasible(min(twin, reading), max(twin, reading), top):
        return None
    return Cause.INFEASIBLE
