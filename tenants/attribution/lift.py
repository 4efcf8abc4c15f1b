"""What contacts bring beyond what comes anyway: two arms drawn by chance, compared (domain.md 4.8)."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

LEAST_CONTROL, LEAST_CONTROL_CAME = 50, 5  # below, nothing is shown (domain.md 4.8)
LEVEL, POWER = 0.95, 0.80
LEAST_LIFT = 0.02  # a smaller one is not worth waiting for: the customers it would take are not promised
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)


@dataclass(frozen=True, slots=True)
class Arm:
    """Customers drawn, how many of them came within the window, and what they paid in fen."""

    customers: int
    came: int
    fen: int = 0

    @property
    def share(self) -> float:
        """0..1; 0 of nobody."""
        return self.came / self.customers if self.customers else 0.0


@dataclass(frozen=True, slots=True)
class Lift:
    """`difference` of the shares with its interval, -1..1; `visits` and `fen` are what came on top; `p` two-sided."""

    difference: float
    low: float
    high: float
    visits: float
    fen: float
    z: float
    p: float

    @property
    def is_proven(self) -> bool:
        """Is nothing on top out of the question?"""
        return self.low > 0

    @property
    def is_harmful(self) -> bool:
        return self.high < 0


def is_enough(treated: Arm, control: Arm) -> bool:
    """May the comparison be shown at all?"""
    return treated.customers > 0 and control.customers >= LEAST_CONTROL and control.came >= LEAST_CONTROL_CAME


def lift(treated: Arm, control: Arm) -> Lift:
    """Intention to treat: everybody counts in the arm he was drawn for. Neither arm may be empty.

    The interval is Newcombe's (1998, method 10: two Wilson intervals joined), the test pools both arms.
    """
    difference = treated.share - control.share
    low_t, high_t = wilson(treated)
    low_c, high_c = wilson(control)
    pooled = (treated.came + control.came) / (treated.customers + control.customers)
    error = sqrt(pooled * (1 - pooled) * (1 / treated.customers + 1 / control.customers))
    z = difference / error if error else 0.0
    return Lift(
        difference=difference,
        low=difference - sqrt((treated.share - low_t) ** 2 + (high_c - control.share) ** 2),
        high=difference + sqrt((high_t - treated.share) ** 2 + (control.share - low_c) ** 2),
        visits=difference * treated.customers,
        fen=treated.fen - control.fen * treated.customers / control.customers,
        z=z,
        p=2 * (1 - NormalDist().cdf(abs(z))),
    )


def wilson(arm: Arm) -> tuple[float, float]:
    """The interval of a share, 0..1 (Wilson 1927)."""
    n, share = arm.customers, arm.share
    middle = share + _Z**2 / (2 * n)
    spread = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    whole = 1 + _Z**2 / n
    return max((middle - spread) / whole, 0.0), min((middle + spread) / whole, 1.0)


def more_needed(treated: Arm, control: Arm) -> int:
    """About how many further customers, both arms together, until a lift as it looks now would be told from chance
    in four of five cases; 0 when there are enough.

    Arms keep their proportion. Too few to say what it looks like: until the comparison may be shown.
    """
    if not is_enough(treated, control):
        return _until_shown(treated, control)
    ratio = treated.customers / control.customers
    size = max(abs(treated.share - control.share), LEAST_LIFT)
    noise = treated.share * (1 - treated.share) / ratio + control.share * (1 - control.share)
    control_needed = (_Z + _Z_POWER) ** 2 * noise / size**2
    return max(ceil(control_needed * (1 + ratio)) - treated.customers - control.customers, 0)


def _until_shown(treated: Arm, control: Arm) -> int:
    share = control.share or treated.share or 0.1
    control_needed = max(LEAST_CONTROL, ceil(LEAST_CONTROL_CAME / share)) - control.customers
    ratio = treated.customers / control.customers if control.customers else 9.0  # one in ten goes without
    return max(ceil(max(control_needed, 1) * (1 + ratio)), 1)
