"""How far out a band must be read to hold what it promises: learned from what earlier bands really held."""

from collections.abc import Collection

TENTH = 0.1
LEAST_SETTLED = 50  # earlier cases before they count at all, and how many of them outweigh the promise


def tail(depths: Collection[float]) -> float:
    """The share of cars to leave on either side, so that eight of ten earlier cases would have been within.

    `depths`: how deep in what was foretold for it each earlier case lay, 0 beyond either end, 0.5 in the middle.
    Their conformal quantile (Chernozhukov, Wüthrich and Zhu, Distributional conformal prediction, PNAS 2021), drawn
    to a tenth while they are few; a tenth before that.
    """
    count = len(depths)
    if count < LEAST_SETTLED:
        return TENTH
    reached = sorted(depths)[int(2 * TENTH * (count + 1)) - 1]
    return (count * reached + LEAST_SETTLED * TENTH) / (count + LEAST_SETTLED)
