"""How often a vehicle class has its periodic inspection (年检): a dated table, not code (domain.md 3.5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count

CHINA = "CN"
MOST_PRIVATE_SEATS = 9

# No file says of a car that the law calls it a 面包车 (its engine lies between the axles): its name is all there is.
# Not 宏光 or 荣光V, whose engine lies in front.
VAN_WORDS = re.compile(
    r"面包|微面|之光(?!ev)|荣光(?!v|新卡|小卡)|长安之星|小康 ?[kc]\d\d|佳宝|福瑞达|哈飞民意|松花江|海狮|威旺 ?30\d"
    r"|\bmini ?van\b|\bmicro ?van\b",
    re.IGNORECASE,
)
MOTORCYCLE_WORDS = re.compile(r"摩托|\bmotor(?:cycle|bike)\b", re.IGNORECASE)


class InspectionClass(StrEnum):
    """What the law tells apart."""

    SMALL = "small"  # private, small or micro, at most nine seats
    SMALL_STRICT = "small_strict"  # the same after an injury accident, illegal modification or late registration
    VAN = "van"  # 面包车, private
    OPERATING = "operating"  # carries passengers for money
    HEAVY = "heavy"  # trucks, and large or medium buses that do not operate
    MOTORCYCLE = "motorcycle"


class Origin(StrEnum):
    """LAW was read in the text of the law; KNOWN is common knowledge that a legal reviewer has yet to confirm."""

    LAW = "law"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class InspectionRule:
    """`steps`: (up to this age in months, every so many months); None is for ever.

    At `mark_only` ages the mark is applied for online, at all others the vehicle is tested on site.
    """

    kind: InspectionClass
    valid_from: date
    steps: tuple[tuple[int | None, int], ...]
    origin: Origin
    mark_only: frozenset[int] = frozenset()
    area: str = CHINA

    @property
    def caveat(self) -> str | None:
        """The code of the warning to show beside every date that follows from this rule."""
        return "legal_review_pending" if self.origin is Origin.KNOWN else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """The last day a mark is valid, and the age in months it belongs to."""

    valid_until: date
    age_months: int
    is_on_site: bool


STATUTE, OPINION = date(2004, 5, 1), date(2022, 10, 1)  # Art. 16(3); joint opinion of four ministries
_BY_STATUTE = ((72, 24), (180, 12), (None, 6))

_MARKS = frozenset({24, 48, 96})  # the years 2, 4 and 8

# fmt: off
RULES = (
    InspectionRule(InspectionClass.SMALL,        STATUTE, _BY_STATUTE,                     Origin.LAW),
    InspectionRule(InspectionClass.SMALL,        OPINION, ((120, 24), (None, 12)),         Origin.KNOWN, _MARKS),
    InspectionRule(InspectionClass.SMALL_STRICT, STATUTE, _BY_STATUTE,                     Origin.KNOWN),
    InspectionRule(InspectionClass.VAN,          STATUTE, _BY_STATUTE,                     Origin.LAW),
    InspectionRule(InspectionClass.OPERATING,    STATUTE, ((60, 12), (None, 6)),           Origin.LAW),
    InspectionRule(InspectionClass.HEAVY,        STATUTE, ((120, 12), (None, 6)),          Origin.LAW),
    InspectionRule(InspectionClass.MOTORCYCLE,   STATUTE, ((48, 24), (None, 12)),          Origin.LAW),
    InspectionRule(InspectionClass.MOTORCYCLE,   OPINION, ((72, 72), (120, 48), (None, 12)), Origin.KNOWN),
)
# fmt: on


def rule_of(kind: InspectionClass, on: date, area: str = CHINA) -> InspectionRule:
    """The rule of a class that is in force on a day."""
    in_force = [rule for rule in RULES if rule.kind is kind and rule.area == area and rule.valid_from <= on]
    return max(in_force, key=lambda rule: rule.valid_from)


def class_of(
    use: str | None, seats: int | None, name: str = "", *, is_strict: bool = False
) -> tuple[InspectionClass, bool]:
    """The class of a car, and whether that is known: what is unknown counts as private, and a `name` (brand, series,
    model) is only a hint.
    """
    if MOTORCYCLE_WORDS.search(name):
        return InspectionClass.MOTORCYCLE, False
    if use in ("ride", "taxi"):
        return InspectionClass.OPERATING, True
    if use == "truck" or (seats or 0) > MOST_PRIVATE_SEATS:
        return InspectionClass.HEAVY, use is not None
    if VAN_WORDS.search(name):
        return InspectionClass.VAN, False
    is_known = use == "private" and seats is not None
    return InspectionClass.SMALL_STRICT if is_strict else InspectionClass.SMALL, is_known


def milestones(registered_on: date, rule: InspectionRule) -> Iterator[Milestone]:
    """All inspections of a vehicle from its registration on, without end."""
    for age in _ages(rule):
        yield Milestone(month_end(registered_on, age), age, age not in rule.mark_only)


def month_end(day: date, months: int) -> date:
    """The last day of the month that lies so many months after a day."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)


def _ages(rule: InspectionRule) -> Iterator[int]:
    age = 0
    for until, every in rule.steps:
        ages = range(age + every, until + 1, every) if until else count(age + every, every)
        for age in ages:
            yield age
