"""The pace of a car: the median of the slopes between all pairs of its readings (Theil-Sen; domain.md 3.3)."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

LEAST_DAYS = 14  # between two readings; below that a slope is mostly noise


def median_slope(segments: Iterable[Sequence[tuple[date, int]]]) -> Fraction | None:
    """km per day, exact; pairs lie within one segment, readings (day, km) sorted by day. None without a pair."""
    slopes: list[float] = []
    longest = 1
    for segment in segments:
        days = [on.toordinal() for on, _ in segment]
        for later in range(1, len(segment)):
            day, km = days[later], segment[later][1]
            slopes += [
                (km - segment[earlier][1]) / (day - days[earlier])
                for earlier in range(later)
                if day - days[earlier] >= LEAST_DAYS
            ]
        longest = max(longest, days[-1] - days[0]) if days else longest
    if not slopes:
        return None
    slopes.sort()
    low, high = slopes[(len(slopes) - 1) // 2], slopes[len(slopes) // 2]
    exact = _exact(low, longest)
    return exact if low == high else (exact + _exact(high, longest)) / 2


def _exact(slope: float, most_days: int) -> Fraction:
    # two quotients of whole km by at most 100,000 days differ by more than a float can err
    return Fraction(slope).limit_denominator(most_days)
