"""Shapes of a shop's numbers: purchase cycle, ticket, Pareto, habits (domain.md 2.4). A mean never travels alone.

Everything here is plain Python, because pages read what scoring stored: `payload` out, the class back in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from typing import Any, Self

CYCLE_EDGES = (30, 60, 90, 120, 180, 240, 365)  # days, the last of each band
TICKET_EDGES = (100_00, 300_00, 500_00, 1000_00, 2000_00, 5000_00)  # fen, the first of the next band
PEAK_SHARE = Fraction(15, 100)
LEAST_GAPS = 7  # of fewer, 15 % is less than one
TOP_SHARE, MOST_OF_MONEY = Fraction(20, 100), Fraction(80, 100)
CURVE_POINTS = 100
PERCENTS = tuple(Fraction(percent, 100) for percent in (10, 25, 50, 75, 90))

_Number = float | None
_Summary = tuple[_Number, _Number, _Number, _Number, _Number, _Number]


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high`, both as written on the axis; the last band has no `high`."""

    low: int
    high: int | None
    count: int
    share: float | None


@dataclass(frozen=True, slots=True)
class _Payload:
    def payload(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> Self:
        """What `payload` gave; names that a newer release no longer knows are passed over."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in payload.items() if name in known}
        if "bands" in values:
            values["bands"] = tuple(Band(**band) for band in values["bands"])
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Cycle(_Payload):
    """Days between consecutive visits of one customer; bands 0-30, 31-60 .. >365. `peaks` are places in `bands`."""

    count: int
    bands: tuple[Band, ...]
    peaks: tuple[int, ...]
    p10: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None
    mean: float | None

    @property
    def tells_habits(self) -> bool:
        """Whether there are gaps enough for a peak to be a habit; see `peaks`."""
        return self.count >= LEAST_GAPS


@dataclass(frozen=True, slots=True)
class Tickets(_Payload):
    """Net revenue per customer and day in fen; bands are left-closed. `customers` are people by the band of their
    median ticket, `stretch_fen` what the median of them lacks to the next edge (None in the last band, or of nobody).
    """

    count: int
    bands: tuple[Band, ...]
    p10: float | None
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None
    mean: float | None
    customers: tuple[int, ...]
    stretch_fen: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Pareto(_Payload):
    """`top_share` of M comes from the `top` best customers (a fifth); `needed` of them bring 80 %.

    `curve`: the share of M brought by the best 1/n, 2/n .. of the customers, n at most 100; it starts after 0.
    """

    customers: int
    monetary_fen: int
    top: int
    top_share: float | None
    needed: int
    needed_share: float | None
    curve: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Habits(_Payload):
    """Paid visits of the window by weekday (Monday first) and by Daypart, and `cells` by both, weekday by weekday;
    dayparts only of visits whose file gave a time.
    """

    weekdays: tuple[int, ...]
    dayparts: tuple[int, ...]
    cells: tuple[int, ...]


def cycle(gaps: Mapping[int, int]) -> Cycle:
    """`gaps`: days -> how often. A gap belongs to the band it is not longer than."""
    counts = _counted((bisect_left(CYCLE_EDGES, days), times) for days, times in gaps.items())
    edges = [(0, CYCLE_EDGES[0]), *((low + 1, high) for low, high in zip(CYCLE_EDGES, CYCLE_EDGES[1:], strict=False))]
    bands = _bands([*edges, (CYCLE_EDGES[-1] + 1, None)], [counts.get(place, 0) for place in range(len(edges) + 1)])
    return Cycle(sum(gaps.values()), bands, peaks([band.count for band in bands]), *_summary(gaps))


def peaks(counts: Sequence[int]) -> tuple[int, ...]:
    """Places with more than both neighbours and at least 15 % of all; none of fewer than seven gaps.

    Up to six, a single gap is 15 % of all: wherever one stands apart would be a peak, so one habit looks like two
    about as often as not. From seven on a peak is two gaps at least. TV-DIST tells two habits of nine.
    """
    total, framed = sum(counts), [0, *counts, 0]
    if total < LEAST_GAPS:
        return ()
    return tuple(
        place
        for place, count in enumerate(counts)
        if count > framed[place] and count > framed[place + 2] and count >= PEAK_SHARE * total
    )


def tickets(amounts: Mapping[int, int], medians: Iterable[int]) -> Tickets:
    """`amounts`: fen -> how often; `medians`: the median ticket of each customer, in fen."""
    counts = _counted((ticket_band(fen), times) for fen, times in amounts.items())
    places = range(len(TICKET_EDGES) + 1)
    mean = _mean(sum(fen * times for fen, times in amounts.items()), sum(amounts.values()))
    return counted_tickets([counts.get(place, 0) for place in places], percentiles(amounts, PERCENTS), mean, medians)


def counted_tickets(
    counts: Sequence[int], amounts: Sequence[Fraction | None], mean: Fraction | None, medians: Iterable[int]
) -> Tickets:
    """`counts` of the bands; `amounts`: fen at each of PERCENTS; `medians`: the median ticket of each customer."""
    edges = [(0, TICKET_EDGES[0]), *zip(TICKET_EDGES, TICKET_EDGES[1:], strict=False), (TICKET_EDGES[-1], None)]
    people: list[list[int]] = [[] for _ in edges]
    for median in medians:
        people[ticket_band(median)].append(median)
    p10, p25, p50, p75, p90 = map(_rounded, amounts)
    return Tickets(
        sum(counts),
        _bands(edges, counts),
        *(p10, p25, p50, p75, p90, _rounded(mean)),
        tuple(len(band) for band in people),
        tuple(next_edge(sorted(band)[len(band) // 2]) if band else None for band in people),
    )


def ticket_band(fen: int) -> int:
    """The place of a ticket's band."""
    return bisect_right(TICKET_EDGES, fen)


def next_edge(fen: int) -> int | None:
    """How many fen a ticket lacks to the next band; None in the last."""
    place = ticket_band(fen)
    return TICKET_EDGES[place] - fen if place < len(TICKET_EDGES) else None


def pareto(monetary_fen: Sequence[int]) -> Pareto:
    """`monetary_fen` of every customer of the population, best first.

    Equal ones at the border are the caller's to order: larger F, then the older customer, first.
    """
    running, total = [0], sum(monetary_fen)
    for fen in monetary_fen:
        running.append(running[-1] + fen)
    number = len(monetary_fen)
    top = ceil(TOP_SHARE * number)
    needed = bisect_left(running, MOST_OF_MONEY * total) if total else 0
    points = min(number, CURVE_POINTS) if total else 0
    return Pareto(
        number,
        total,
        top,
        running[top] / total if total else None,
        needed,
        needed / number if number else None,
        tuple(round(running[ceil(Fraction(number * point, points))] / total, 4) for point in range(1, points + 1)),
    )


def percentiles(counts: Mapping[int, int], quantiles: Sequence[Fraction]) -> list[Fraction | None]:
    """Linear interpolation over values that occur `counts[value]` times, as numpy's; exact. None of no values."""
    if not counts:
        return [None for _ in quantiles]
    values = sorted(counts)
    last_places = list(accumulate(counts[value] for value in values))
    found: list[Fraction | None] = []
    for quantile in quantiles:
        wanted = quantile * (last_places[-1] - 1)
        low, high = (values[bisect_right(last_places, at)] for at in (floor(wanted), ceil(wanted)))
        found.append(low + (high - low) * (wanted - floor(wanted)))
    return found


def _summary(counts: Mapping[int, int]) -> _Summary:
    """P10, P25, P50, P75, P90 and the mean."""
    p10, p25, p50, p75, p90 = map(_rounded, percentiles(counts, PERCENTS))
    mean = _mean(sum(value * times for value, times in counts.items()), sum(counts.values()))
    return p10, p25, p50, p75, p90, _rounded(mean)


def _mean(total: int, number: int) -> Fraction | None:
    return Fraction(total, number) if number else None


def _rounded(number: Fraction | None) -> float | None:
    return None if number is None else round(float(number), 2)


def _counted(places: Iterable[tuple[int, int]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for place, times in places:
        counts[place] = counts.get(place, 0) + times
    return counts


def _bands(edges: Sequence[tuple[int, int | None]], counts: Sequence[int]) -> tuple[Band, ...]:
    total = sum(counts)
    return tuple(
        Band(low, high, count, count / total if total else None)
        for (low, high), count in zip(edges, counts, strict=True)
    )
