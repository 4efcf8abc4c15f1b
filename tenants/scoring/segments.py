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

    def of_lifecycle(self, lifecycle: Lifecycle) -> int:
        return sum(self.cells[lifecycle, stage] for stage in FStage)

    def of_stage(self, stage: FStage) -> int:
        return sum(self.cells[lifecycle, stage] for lifecycle in Lifecycle)

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def grid(counts: Iterable[tuple[str | None, str | None, int]]) -> Grid:
    """The grid of (lifecycle, stage, people) rows, as grouped or one by one; people who never paid have no cell."""
    people: Counter[tuple[str | None, str | None]] = Counter()
    for lifecycle, stage, number in counts:
        people[lifecycle, stage] += number
    return Grid({(lifecycle, stage): people[lifecycle, stage] for lifecycle in Lifecycle for stage in FStage})
