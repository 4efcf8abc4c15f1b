"""The longest run of odometer readings that one meter can have shown (domain.md 3.2)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

SLACK_KM = 300  # of any two readings, for a day trip and careless rounding
# So many more readings must fit when two meters are assumed. One more a single odd reading would give: with two more
# there are at least two on either side.
PARTING_GAIN = 2


class Reading(NamedTuple):
    """What the meter showed; readings sort by day, then km."""

    on: date
    km: int


def is_feasible(earlier: Reading, later: Reading, top_km_per_day: int) -> bool:
    """Whether the same meter can show both; readings of one day may differ by a day's drive."""
    days = later.on.toordinal() - earlier.on.toordinal()
    return 0 <= later.km - earlier.km <= top_km_per_day * max(days, 1) + SLACK_KM


def longest_chain(readings: Sequence[Reading], top_km_per_day: int) -> tuple[Reading, ...]:
    """The longest feasible chain with one reading a day; of equal ones the one that ends newest, of those the one
    whose pace is steadiest: a digit that is missing near the beginning would fit, but as a sprint.

    `readings` are sorted. Of two readings of one day the larger is kept when both fit.
    """
    if _is_chain(readings, top_km_per_day):
        return tuple(readings)
    lengths, previous = _lengths(readings, top_km_per_day)
    at = max(range(len(readings)), key=lambda index: (lengths[index], index))
    chain = []
    while at >= 0:
        chain.append(readings[at])
        at = previous[at]
    return tuple(reversed(chain))


def parted_chains(
    readings: Sequence[Reading], longest: int, top_km_per_day: int
) -> tuple[tuple[Reading, ...], tuple[Reading, ...]] | None:
    """The chains before and after the day on which a meter seems to have changed, if there is one.

    `longest` is the length of the longest chain of all `readings`, which are sorted.
    """
    wanted = longest + PARTING_GAIN
    if wanted > len(readings):
        return None
    before = _best_until(readings, top_km_per_day)
    after = _best_from(readings, top_km_per_day)
    parts = [(before[at] + after[at], -at) for at in range(1, len(readings)) if readings[at - 1].on < readings[at].on]
    total, at = max(parts, default=(0, 0))
    if total < wanted:
        return None
    return longest_chain(readings[:-at], top_km_per_day), longest_chain(readings[-at:], top_km_per_day)


def _is_chain(readings: Sequence[Reading], top_km_per_day: int) -> bool:
    days = [reading.on.toordinal() for reading in readings]
    return all(
        days[at] < days[at + 1]
        and 0 <= readings[at + 1].km - readings[at].km <= top_km_per_day * (days[at + 1] - days[at]) + SLACK_KM
        for at in range(len(readings) - 1)
    )


def _lengths(readings: Sequence[Reading], top_km_per_day: int) -> tuple[list[int], list[int]]:
    """For each reading the length of the longest chain that ends with it, and the place of the one before it or -1."""
    days = [reading.on.toordinal() for reading in readings]
    kms = [reading.km for reading in readings]
    lengths, previous = [1] * len(readings), [-1] * len(readings)
    paces = [0.0] * len(readings)  # the fastest stretch of that chain
    for at, (day, km) in enumerate(zip(days, kms, strict=True)):
        best, place, fastest = 0, -1, 0.0
        for earlier in range(at):
            gone = day - days[earlier]
            if gone > 0 and lengths[earlier] >= best and 0 <= km - kms[earlier] <= top_km_per_day * gone + SLACK_KM:
                pace = max(paces[earlier], (km - kms[earlier]) / gone)
                if lengths[earlier] > best or pace <= fastest or days[earlier] == days[place]:
                    best, place, fastest = lengths[earlier], earlier, pace
        lengths[at], previous[at], paces[at] = best + 1, place, fastest
    return lengths, previous


def _best_until(readings: Sequence[Reading], top_km_per_day: int) -> list[int]:
    """At each place the length of the longest chain before it."""
    best = [0]
    for length in _lengths(readings, top_km_per_day)[0]:
        best.append(max(best[-1], length))
    return best


def _best_from(readings: Sequence[Reading], top_km_per_day: int) -> list[int]:
    """At each place the length of the longest chain from it on: the same, with time and meter running backwards."""
    mirrored = [Reading(date.fromordinal(date.max.toordinal() - on.toordinal() + 1), -km) for on, km in readings[::-1]]
    return _best_until(mirrored, top_km_per_day)[::-1]
