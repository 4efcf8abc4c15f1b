"""Which item goes with which, and which of them to speak of after a small visit (domain.md 2.4, TV-G3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from tenants.needs.items import ITEMS, fits

GROUPS = ("additives", "film", "accessories", "wash_card")  # what shops sell besides, told by its name
GOODS = (*ITEMS, *GROUPS)
FIRST, LAST = 1, 9  # ranks


class Kind(StrEnum):
    """What the second item is to the first one."""

    COMPLEMENT = "COMPLEMENT"  # the first works better with it
    SUBSTITUTE = "SUBSTITUTE"  # does the same in another way
    VOLUME = "VOLUME"  # costs less together
    UP = "UP"  # a better grade
    DOWN = "DOWN"  # a small thing that belongs to it
    PEER = "PEER"  # of the same price
    CROSS = "CROSS"  # of another shelf


@dataclass(frozen=True, slots=True)
class Relation:
    """`rank` 1..9: of several the smallest is spoken of. `why` is what the shop says, None: the words of the catalogue
    of scripts."""

    from_item: str
    to_item: str
    kind: Kind
    rank: int
    why: str | None = None

    @property
    def pair(self) -> tuple[str, str]:
        return self.from_item, self.to_item


# fmt: off
# Ours until a shop says otherwise [CHOICE]: what belongs to the work first, what is merely sold along last.
DEFAULTS = tuple(Relation(from_item, to_item, kind, rank) for from_item, to_item, kind, rank in (
    ("BRAKE_PAD_F",  "BRAKE_FLUID",   Kind.COMPLEMENT, 1),
    ("BRAKE_PAD_R",  "BRAKE_FLUID",   Kind.COMPLEMENT, 1),
    ("BRAKE_DISC",   "BRAKE_FLUID",   Kind.COMPLEMENT, 1),
    ("TYRE",         "ALIGN",         Kind.COMPLEMENT, 1),
    ("BATTERY",      "BATTERY_TEST",  Kind.COMPLEMENT, 2),
    ("ALIGN",        "TYRE_ROTATE",   Kind.COMPLEMENT, 2),
    ("BATTERY_TEST", "BATTERY",       Kind.SUBSTITUTE, 3),
    ("BRAKE_PAD_F",  "BRAKE_PAD_R",   Kind.VOLUME,     3),
    ("OIL_UNKNOWN",  "AIR_FILTER",    Kind.COMPLEMENT, 3),
    ("PHEV_SERVICE", "AIR_FILTER",    Kind.COMPLEMENT, 3),
    ("EV_CHECK",     "CABIN_FILTER",  Kind.COMPLEMENT, 3),
    ("AIR_FILTER",   "CABIN_FILTER",  Kind.PEER,       4),
    ("CABIN_FILTER", "AIR_FILTER",    Kind.PEER,       4),
    ("OIL_UNKNOWN",  "CABIN_FILTER",  Kind.COMPLEMENT, 5),
    ("FUEL_FILTER_TANK", "additives", Kind.COMPLEMENT, 5),
    ("OIL_MINERAL",  "OIL_SEMI",      Kind.UP,         6),
    ("OIL_SEMI",     "OIL_FULL",      Kind.UP,         6),
    ("SPARK_NICKEL", "SPARK_IRIDIUM", Kind.UP,         6),
    ("WIPER",        "film",          Kind.DOWN,       7),
    ("BATTERY",      "accessories",   Kind.CROSS,      9),
    ("COOLANT",      "film",          Kind.CROSS,      9),
))
# fmt: on
DEFAULT_OF = {each.pair: each for each in DEFAULTS}


def in_order(relations: Iterable[Relation]) -> list[Relation]:
    """As they are asked: by rank, then by kind as `Kind` has them; always the same."""
    kinds = list(Kind)
    return sorted(relations, key=lambda each: (each.rank, kinds.index(each.kind), *each.pair))


def top(
    relations: Iterable[Relation],
    done_now: Collection[str],
    bought: Collection[str],
    refused: Collection[str] = (),
    fuel: str | None = None,
) -> Relation | None:
    """The first relation, in their order, from what was done at a visit to what was neither `bought` in a year nor
    `refused` in 90 days, and what the car can have at all (domain.md 2.4)."""
    known = {*bought, *refused}
    fitting = (each for each in relations if each.to_item not in ITEMS or fits(ITEMS[each.to_item], fuel))
    return next(
        (
            each
            for each in fitting
            if any(covers(each.from_item, code) for code in done_now)
            and not any(covers(each.to_item, code) for code in known)
        ),
        None,
    )


def covers(named: str, code: str) -> bool:
    """Whether what a relation names is what somebody bought: oil is oil of any grade, a grade is only itself."""
    if named == code:
        return True
    both = named in ITEMS and code in ITEMS
    return both and ITEMS[named].is_suggested and ITEMS[named].group == ITEMS[code].group
