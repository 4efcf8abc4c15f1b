"""The names we give customers: eight classes, four lifecycles, four stages, and the grid of the last two."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PERSONAL, FLEET = "personal", "fleet"  # the two populations
FLEET_VEHICLES = 4  # as many active cars make a fleet, whatever the file calls it (domain.md 0.5)
FLEET_POPULATION = 20  # fewer fleets have no cuts of their own


class RfmClass(StrEnum):
    VALUE = "VALUE"
    RECALL = "RECALL"
    DEEPEN = "DEEPEN"
    RETAIN = "RETAIN"
    POTENTIAL = "POTENTIAL"
    NEW = "NEW"
    MAINTAIN = "MAINTAIN"
    LOST = "LOST"
    NONE = "NONE"  # never paid: outside the eight, shown apart


# domain.md 2.1: is R high, is F high, is M high?
CLASSES = {
    (True, True, True): RfmClass.VALUE,
    (False, True, True): RfmClass.RECALL,
    (True, False, True): RfmClass.DEEPEN,
    (False, False, True): RfmClass.RETAIN,
    (True, True, False): RfmClass.POTENTIAL,
    (True, False, False): RfmClass.NEW,
    (False, True, False): RfmClass.MAINTAIN,
    (False, False, False): RfmClass.LOST,
}


class Lifecycle(StrEnum):
    """By days since the last paid visit (domain.md 2.2)."""

    ACTIVE = "ACTIVE"
    SILENT = "SILENT"
    ASLEEP = "ASLEEP"
    CHURNED = "CHURNED"


class FStage(StrEnum):
    """By paid-visit dates in the whole history (domain.md 2.2)."""

    FIRST = "FIRST"
    SECOND = "SECOND"
    REGULAR = "REGULAR"
    FAN = "FAN"


@dataclass(frozen=True, slots=True)
class Grid:
    """People per lifecycle and stage. All 16 cells are present, empty ones as 0."""

    cells: dict[tuple[Lifecycle, FStage], int]

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def grid(counts: Iterable[tuple[str | None, str | None, int]]) -> Grid:
    """The grid of (lifecycle, stage, people) rows, as grouped or one by one; people who never paid have no cell."""
    people: Counter[tuple[str | None, str | None]] = Counter()
    for lifecycle, stage, number in counts:
        people[lifecycle, stage] += number
    return Grid({(lifecycle, stage): people[lifecycle, stage] for lifecycle in Lifecycle for stage in FStage})


class Tier(StrEnum):
    """How much a customer matters, in words an owner of a small shop uses (domain.md 2.3)."""

    KEY = "KEY"
    IMPORTANT = "IMPORTANT"
    TIER_POTENTIAL = "TIER_POTENTIAL"
    NORMAL = "NORMAL"


class Mode(StrEnum):
    """How a shop divides its customers (domain.md 2.3)."""

    NONE = "none"  # wake-up only
    SIMPLE2 = "simple2"
    SIMPLE3 = "simple3"
    SIMPLE4 = "simple4"
    RFM8 = "rfm8"
    GRID16 = "grid16"


class Overlay(StrEnum):
    """Groups across the classes (domain.md 2.4): who comes for one item, and who comes for an offer."""

    SPECIAL_WASH_CARD = "SPECIAL_WASH_CARD"
    SPECIAL_ADDITIVES = "SPECIAL_ADDITIVES"
    SPECIAL_TYRES = "SPECIAL_TYRES"
    SPECIAL_FILM = "SPECIAL_FILM"
    SPECIAL_ACCESSORIES = "SPECIAL_ACCESSORIES"
    PROMO_EVENT = "PROMO_EVENT"
    PROMO_DISCOUNT = "PROMO_DISCOUNT"


class PeerGroup(StrEnum):
    """Whose gaps a customer's silence is measured against besides his own."""

    FIRST_PRIVATE = "FIRST_PRIVATE"  # came once, with a private car
    FIRST_BUSINESS = "FIRST_BUSINESS"  # came once; taxi, ride, truck or company car, or a fleet
    REPEAT_PRIVATE = "REPEAT_PRIVATE"
    REPEAT_BUSINESS = "REPEAT_BUSINESS"
    SHOP = "SHOP"  # his own group is too small: everybody who came as often
    DEFAULT = "DEFAULT"  # the shop is too small: half a year, as domain.md 3.4 assumes


class Daypart(StrEnum):
    """When a car arrives, by the shop's clock: before 11, before 14, before 17, later."""

    MORNING = "MORNING"
    MIDDAY = "MIDDAY"
    AFTERNOON = "AFTERNOON"
    EVENING = "EVENING"
