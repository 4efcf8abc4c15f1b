"""A customer's own rhythm (domain.md 3.4): the interval he keeps, and the day his silence exceeds it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from statistics import median

PRIOR_DAYS = 180  # of a shop with too few comparable cars to know better
LEAST_GAPS = 2  # before they say how steady he is
PRIOR_WEIGHT = 2  # the prior counts like two gaps
LAPSE_FACTOR = Fraction(3, 2)
LAPSE_MARGIN_DAYS = 60


def own_interval(gap_count: int, median_gap: float, prior_days: int = PRIOR_DAYS) -> Fraction:
    """Days between visits; the fewer gaps (days between consecutive visits), the nearer to the prior."""
    # a median of whole days is a multiple of one half; counting halves keeps it exact, and fast for a whole shop
    halves = round(2 * median_gap) * gap_count + 2 * prior_days * PRIOR_WEIGHT
    return Fraction(halves, 2 * (gap_count + PRIOR_WEIGHT))


def lapse_after(interval: Fraction) -> Fraction:
    """Days of silence that are still within the rhythm."""
    return max(LAPSE_FACTOR * interval, interval + LAPSE_MARGIN_DAYS)


def lapses_on(last_visit_on: date, interval: Fraction) -> date:
    """The first day on which the silence exceeds the rhythm."""
    return last_visit_on + timedelta(floor(lapse_after(interval)) + 1)


@dataclass(frozen=True, slots=True)
class VisitRhythm:
    """How often a car comes: `gaps` are behind it, `cycle_days` is its own interval, `spread_days` how far its gaps
    usually are from that; None until there are two."""

    gaps: int
    cycle_days: Fraction
    last_on: date | None
    spread_days: Fraction | None = None

    @property
    def expected_on(self) -> date | None:
        return self.last_on + timedelta(floor(self.cycle_days)) if self.last_on else None


def visit_rhythm(days: Iterable[date], prior_days: int = PRIOR_DAYS) -> VisitRhythm:
    """The rhythm of a car's maintenance visits; one that never came keeps the prior."""
    visits = sorted(set(days))
    gaps = [(later - earlier).days for earlier, later in pairwise(visits)]
    cycle = own_interval(len(gaps), median(gaps) if gaps else 0, prior_days)
    spread = median(abs(gap - cycle) for gap in gaps) if len(gaps) >= LEAST_GAPS else None
    return VisitRhythm(len(gaps), cycle, visits[-1] if visits else None, spread)
