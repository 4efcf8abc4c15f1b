"""The one fact worth asking for in a call: the most useful one that is missing (product.md 5)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tenants.follow_ups.triggers import TRIGGERS, VARIANT
from tenants.follow_ups.triggers.finders.needs import SAFETY

READING_LASTS_DAYS = 90  # older, and what the car needs is estimated
POLICY_LASTS_DAYS = 400  # one that ended longer ago was renewed elsewhere, nobody knows until when


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file about a customer and the car he is called about."""

    has_car: bool = False
    read_on: date | None = None
    wechat: str | None = None
    birthday: str | None = None
    insured_until: date | None = None


def is_grave(trigger: str, facts: Mapping[str, Any]) -> bool:
    """Is the reason a complaint, or that the car is not safe? In such a call nothing is asked in passing."""
    return TRIGGERS[trigger].freezes or facts.get(VARIANT) == SAFETY


def worth_asking(known: Known, today: date, asked: Collection[str] = ()) -> str | None:
    """The field of `Told` to ask for, None when nothing is missing. What was `asked` in the last contacts and not told
    is left alone."""
    missing = (fact for fact, is_missing in _BY_USE.items() if is_missing(known, today))
    return next((fact for fact in missing if fact not in asked), None)


# in the order of what they are worth: needs, a free channel, a dated reason to call, a kind word
_BY_USE: Mapping[str, Callable[[Known, date], bool]] = {
    "odometer_km": lambda known, today: known.has_car and _is_older(known.read_on, today, READING_LASTS_DAYS),
    "wechat": lambda known, today: not known.wechat,
    "insured_until": lambda known, today: known.has_car and _is_older(known.insured_until, today, POLICY_LASTS_DAYS),
    "birthday": lambda known, today: not known.birthday,
}


def _is_older(on: date | None, today: date, days: int) -> bool:
    return on is None or on < today - timedelta(days)
