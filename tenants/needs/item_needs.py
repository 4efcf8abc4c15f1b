"""The items of one car that fall due, those worth a look, and which go together (domain.md 3.4)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import NamedTuple

from tenants.needs.due import LEAST_CYCLES, Bound, Due, anchor, due, habit_offset, in_bundle, lateness
from tenants.needs.items import ITEMS, Interval, fits
from tenants.needs.odometer import Cleaned
from tenants.needs.rate import Confidence, Rate, confidence

LONGEST_MONTHS = 1200  # an interval without months is longer than any with

IntervalOf = Callable[[str], Interval]


class Work(NamedTuple):
    """An item done; `read_on` is the day on which its order read the odometer, when that was another one."""

    on: date
    code: str
    read_on: date | None = None


Done = Mapping[str, Sequence[Work]]  # group -> its work in order


@dataclass(frozen=True, slots=True)
class ItemNeed:
    """`due` holds both sides of the interval; a suggestion has none, and its `due_on` is the next contact."""

    code: str
    due_on: date
    bound: Bound
    anchor_on: date
    confidence: Confidence
    is_suggestion: bool = False
    in_bundle: bool = False
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """Days after its due date on which a car usually comes, and how far it usually is from that; None if unknown."""

    offset_days: int = 0
    spread_days: float | None = None


def done_here(work: Iterable[Work], fuel: str | None, as_of: date) -> Done:
    """The work on items that such a car has, by group; what we have no item for is left out.

    When one day names a grade and the bare item ("full synthetic oil", "change oil"), the grade comes last and counts.
    """
    groups: dict[str, list[Work]] = defaultdict(list)
    for one in work:
        item = ITEMS.get(one.code)
        if item and one.on <= as_of and fits(item, fuel):
            groups[item.group].append(one)
    for found in groups.values():
        found.sort(key=lambda one: (one.on, not ITEMS[one.code].is_suggested, one.code, one.read_on or one.on))
    return groups


def regular_group(done: Done, interval_of: IntervalOf) -> str | None:
    """The maintenance that brings the car in: done most often, of equals the one with the shortest interval."""

    def regularity(group: str) -> tuple[int, int, str]:
        code = done[group][-1].code
        return -len({work.on for work in done[group]}), interval_of(code).months or LONGEST_MONTHS, group

    return min((group for group in done if ITEMS[done[group][-1].code].is_maintenance), key=regularity, default=None)


def habit_of(work: Sequence[Work], interval_of: IntervalOf, rate: Rate) -> Habit:
    """How the owner keeps to the due dates of this work."""
    late_days = lateness([one.on for one in work], interval_of(work[-1].code), rate)
    offset = habit_offset(late_days)
    spread = median(abs(late - offset) for late in late_days) if len(late_days) >= LEAST_CYCLES else None
    return Habit(offset, spread)


def due_items(
    done: Done, interval_of: IntervalOf, cleaned: Cleaned, rate: Rate, offset_days: int
) -> Iterator[ItemNeed]:
    """What was done here and will have to be done again; a first service comes once."""
    sureness = confidence(rate)
    for work in done.values():
        last = work[-1]
        if last.code == "FIRST_SERVICE":
            continue
        found = due(interval_of(last.code), last.on, cleaned, rate, last.read_on)
        if found:
            anchor_on = anchor(found.due_on, offset_days, ITEMS[last.code].is_safety)
            yield ItemNeed(last.code, found.due_on, found.bound, anchor_on, sureness, due=found)


def bundled(needs: Iterable[ItemNeed]) -> list[ItemNeed]:
    """The needs by due date; those that go into one recommendation with the first are marked."""
    ordered = sorted(needs, key=lambda need: (need.due_on, need.code))
    return [replace(need, in_bundle=True) if in_bundle(need.due_on, ordered[0].due_on) else need for need in ordered]


def suggestions(
    done: Done,
    fuel: str | None,
    interval_of: IntervalOf,
    find_cause: Callable[[Interval], Bound | None],
    contact_on: date,
) -> Iterator[ItemNeed]:
    """What was never done here, but by km or age should be looked at when we next speak to the owner."""
    for code, item in ITEMS.items():
        if item.is_suggested and item.group not in done and fits(item, fuel):
            cause = find_cause(interval_of(code))
            if cause:
                yield ItemNeed(code, contact_on, cause, contact_on, Confidence.LOW, is_suggestion=True)
