"""By how late which share of the cars has come: a Kaplan-Meier curve, read in both directions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Lateness:
    """`late` in order, and `come`: the share that has come by then."""

    late: list[float]
    come: list[float]

    def by(self, share: float) -> float:
        """The lateness by which a share of the cars has come; the last one known where so many never did."""
        return self.late[min(bisect_left(self.come, share), len(self.late) - 1)]

    def depth(self, late: float) -> float:
        """The largest share that may be left on either side of a band that still holds this lateness; at most half.

        No band reaches beyond the last one known.
        """
        if late > self.late[-1]:
            return 0.0
        before, until = bisect_left(self.late, late), bisect_right(self.late, late)
        come_before, come_until = (self.come[at - 1] if at else 0.0 for at in (before, until))
        return min(come_until, 1 - come_before, MIDDLE)


def lateness(outcomes: Iterable[tuple[float, bool]]) -> Lateness:
    """From (lateness so far, is still open): who is not back yet is known to come later than so far."""
    known = sorted(outcomes)
    late_of, come, away = [], [], 1.0
    for at, (late, is_open) in enumerate(known):
        if not is_open:
            away *= 1 - 1 / (len(known) - at)
            late_of.append(late)
            come.append(1 - away)
    return Lateness(late_of, come)
