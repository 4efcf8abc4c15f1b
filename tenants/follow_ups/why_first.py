"""Why is he first? The parts that a stored score was made of, worked out again from U and V (domain.md 4.2)."""

from dataclasses import dataclass
from datetime import date

from tenants.follow_ups.priority import CLASS_SHARE, LEAST_KEY_VALUE, RANK_SHARE, progress, weight
from tenants.follow_ups.windows import Window
from tenants.scoring.segments import RfmClass, Tier

CLOSE = 0.005  # what two decimals do not show


@dataclass(frozen=True, slots=True)
class Parts:
    """Shares 0..1. `at_opening` is None where U does not say it: late, or on the last day; `rank`, the share of
    customers who spend less, is None for a key customer whose V was lifted."""

    at_opening: float | None
    progress: float
    days_late: int
    rank: float | None
    weight: float


def parts(
    urgency: float,
    value: float,
    window: Window,
    on: date,
    *,
    rfm_class: RfmClass,
    tier: Tier | None = None,
    by_tier: bool = False,
) -> Parts:
    """Of a follow-up planned `on` a day; `window` is that of its primary reason."""
    over, days_late = float(progress(window, on)), max((on - window.deadline_on).days, 0)
    standing = weight(rfm_class, tier, by_tier) / 100
    rank = (value - float(CLASS_SHARE) * standing) / float(RANK_SHARE)
    is_lifted = tier is Tier.KEY and abs(value - float(LEAST_KEY_VALUE)) < CLOSE
    return Parts(
        at_opening=(urgency - over) / (1 - over) if not days_late and over < 1 else None,
        progress=over,
        days_late=days_late,
        rank=None if is_lifted or not -CLOSE <= rank <= 1 + CLOSE else min(max(rank, 0.0), 1.0),
        weight=standing,
    )
