"""Who comes first: value times urgency (domain.md 4.2), exact, and readable on the card."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from tenants.follow_ups.triggers import Trigger
from tenants.follow_ups.windows import Window
from tenants.scoring.segments import Mode, RfmClass, Tier

# percent
CLASS_WEIGHTS = {
    RfmClass.VALUE: 100,
    RfmClass.RECALL: 95,
    RfmClass.RETAIN: 85,
    RfmClass.DEEPEN: 80,
    RfmClass.POTENTIAL: 60,
    RfmClass.NEW: 50,
    RfmClass.MAINTAIN: 40,
    RfmClass.LOST: 20,
    RfmClass.NONE: 30,
}
BY_CLASS = {Mode.RFM8, Mode.GRID16}  # the other modes weigh customers by their tier
RANK_SHARE, CLASS_SHARE = Fraction(60, 100), Fraction(40, 100)
TIER_WEIGHTS = {Tier.KEY: 100, Tier.IMPORTANT: 80, Tier.TIER_POTENTIAL: 60, Tier.NORMAL: 40}
LEAST_KEY_VALUE = Fraction(90, 100)
_CLASS_VALUES = {rfm_class: CLASS_SHARE * Fraction(weight, 100) for rfm_class, weight in CLASS_WEIGHTS.items()}
_TIER_VALUES = {tier: CLASS_SHARE * Fraction(weight, 100) for tier, weight in TIER_WEIGHTS.items()}
BASE_POINTS, VALUE_POINTS = 40, 60
LEAST_LATE_URGENCY = Fraction(30, 100)
POINTS_PER_FURTHER_REASON = 3
MOST_FURTHER_POINTS = 9
MOST_POINTS = 100
LARGEST_POPULATION = 1_000_000  # customers of one shop


@dataclass(frozen=True, slots=True)
class Priority:
    """Why a reason stands where it stands; shares are 0..1, `score` is points with one decimal."""

    urgency: Fraction  # U
    value: Fraction  # V; of a key customer never below LEAST_KEY_VALUE
    score: Decimal


def weigh(
    trigger: Trigger,
    window: Window,
    *,
    m_rank: float,
    rfm_class: RfmClass,
    today: date,
    tier: Tier | None = None,
    by_tier: bool = False,
) -> Priority:
    """The priority of a live reason; `why_first.parts` tells what it is made of."""
    urgency_now = urgency(window, Fraction(trigger.urgency, 100), today)
    value_of_customer = value(m_rank, rfm_class, tier, by_tier)
    return Priority(urgency_now, value_of_customer, score(urgency_now, value_of_customer))


@lru_cache(maxsize=4096)  # the reasons of a morning share few windows
def urgency(window: Window, base: Fraction, today: date) -> Fraction:
    """U: from the trigger's base at opening to 1 at the deadline; late, it sinks towards the end of the grace days."""
    days_late = (today - window.deadline_on).days
    if days_late > 0:
        return max(LEAST_LATE_URGENCY, 1 - Fraction(days_late, window.grace_days))
    return base + (1 - base) * progress(window, today)


def progress(window: Window, today: date) -> Fraction:
    """p: the share of the window that is over, 0..1; a window of one day is over at once."""
    length = (window.deadline_on - window.open_on).days
    if length <= 0:
        return Fraction(1)
    return min(max(Fraction((today - window.open_on).days, length), Fraction(0)), Fraction(1))


def value(m_rank: float, rfm_class: RfmClass, tier: Tier | None = None, by_tier: bool = False) -> Fraction:
    """V: what the customer is worth to the shop, 0..1. `by_tier`: the shop does not use the classes."""
    standing = _TIER_VALUES[tier or Tier.NORMAL] if by_tier else _CLASS_VALUES[rfm_class]
    worth = RANK_SHARE * _exact(m_rank) + standing
    return max(worth, LEAST_KEY_VALUE) if tier is Tier.KEY else worth


def weight(rfm_class: RfmClass, tier: Tier | None = None, by_tier: bool = False) -> int:
    """W: of the class, in percent; of the tier in a shop that does not use the classes."""
    return TIER_WEIGHTS[tier or Tier.NORMAL] if by_tier else CLASS_WEIGHTS[rfm_class]


def score(urgency: Fraction, value: Fraction) -> Decimal:
    """Points, 0..100, half up to one decimal."""
    points = urgency * (BASE_POINTS + VALUE_POINTS * value)
    return Decimal(floor(10 * points + Fraction(1, 2))).scaleb(-1)


def merged(best: Decimal, further_reasons: int) -> Decimal:
    """The score of a customer with several reasons: his best one and a little for the others."""
    return min(best + bonus(further_reasons), Decimal(MOST_POINTS))


def bonus(further_reasons: int) -> int:
    """The little for the others, in points."""
    return min(POINTS_PER_FURTHER_REASON * further_reasons, MOST_FURTHER_POINTS)


@lru_cache(maxsize=4096)  # a customer's reasons share his rank
def _exact(m_rank: float) -> Fraction:
    # a mid-rank is a whole number of half customers, so its float still tells which fraction it came from
    return Fraction(m_rank).limit_denominator(2 * LARGEST_POPULATION)
