"""What a car needs again and again, and after how many km or months (domain.md 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

COMBUSTION = frozenset({"petrol", "diesel", "hev", "phev", "erev"})
SPARKING = COMBUSTION - {"diesel"}
PLUGGED = frozenset({"bev", "phev", "erev"})
ALL = COMBUSTION | {"bev"}
USUAL_POWERTRAIN = "petrol"  # of a car whose file does not say

# An engine that runs half the distance halves the wear of what is on it.
ENGINE_SHARES: Mapping[str, Fraction] = {"phev": Fraction(1, 2), "erev": Fraction(1, 2)}


@dataclass(frozen=True, slots=True)
class Interval:
    """Whichever comes first; a side that is None does not count, but one of them is given."""

    km: int | None
    months: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """Items of one `group` replace each other: full synthetic oil today makes the mineral oil of last year history.

    `is_safety`: no habit of coming late moves it. `is_maintenance`: a visit for it belongs to the car's own rhythm.
    `is_suggested`: may be suggested to a car that never had it here. `on_engine`: wears with the engine's km.
    """

    code: str
    group: str
    interval: Interval
    is_safety: bool = False
    is_maintenance: bool = False
    is_suggested: bool = True
    on_engine: bool = False
    powertrains: frozenset[str] = ALL


_service = partial(Item, is_maintenance=True)

# Of the grades of one group only one is suggested. A manual gearbox, a belt and a first service are never guessed:
# until a line names them the item stays hidden.
_CATALOGUE = (
    _service("FIRST_SERVICE", "FIRST_SERVICE", Interval(3000, 6), is_suggested=False),
    _service("OIL_MINERAL", "OIL", Interval(5000, 6), on_engine=True, is_suggested=False, powertrains=COMBUSTION),
    _service("OIL_SEMI", "OIL", Interval(7500, 8), on_engine=True, is_suggested=False, powertrains=COMBUSTION),
    _service("OIL_FULL", "OIL", Interval(10000, 12), on_engine=True, is_suggested=False, powertrains=COMBUSTION),
    _service("OIL_UNKNOWN", "OIL", Interval(7500, 6), on_engine=True, powertrains=COMBUSTION),
    _service("AIR_FILTER", "AIR_FILTER", Interval(15000, 12), on_engine=True, powertrains=COMBUSTION),
    _service("CABIN_FILTER", "CABIN_FILTER", Interval(10000, 12)),
    _service("BRAKE_FLUID", "BRAKE_FLUID", Interval(40000, 24), is_safety=True),
    _service("ATF", "GEARBOX_OIL", Interval(60000, 48), powertrains=COMBUSTION),
    _service("MTF", "GEARBOX_OIL", Interval(60000, 48), is_suggested=False, powertrains=COMBUSTION),
    _service("SPARK_NICKEL", "SPARK", Interval(30000, 48), on_engine=True, is_suggested=False, powertrains=SPARKING),
    _service("SPARK_PLATINUM", "SPARK", Interval(60000, 48), on_engine=True, is_suggested=False, powertrains=SPARKING),
    _service("SPARK_IRIDIUM", "SPARK", Interval(90000, 48), on_engine=True, is_suggested=False, powertrains=SPARKING),
    _service("SPARK", "SPARK", Interval(60000, 48), on_engine=True, powertrains=SPARKING),
    _service("COOLANT", "COOLANT", Interval(40000, 24)),
    Item("TYRE_ROTATE", "TYRE_ROTATE", Interval(10000, 12)),
    Item("TYRE", "TYRE", Interval(60000, 60), is_safety=True),
    Item("BATTERY_TEST", "BATTERY_TEST", Interval(None, 12)),
    Item("BATTERY", "BATTERY", Interval(None, 36)),
    Item("BRAKE_PAD_F", "BRAKE_PAD_F", Interval(40000, None), is_safety=True),
    Item("BRAKE_PAD_R", "BRAKE_PAD_R", Interval(60000, None), is_safety=True),
    Item("BRAKE_DISC", "BRAKE_DISC", Interval(100000, None), is_safety=True),
    Item(
        "TIMING_BELT",
        "TIMING_BELT",
        Interval(80000, 60),
        is_safety=True,
        is_suggested=False,
        on_engine=True,
        powertrains=COMBUSTION,
    ),
    Item("FUEL_FILTER", "FUEL_FILTER", Interval(20000, None), is_suggested=False, powertrains=COMBUSTION),
    Item("FUEL_FILTER_TANK", "FUEL_FILTER", Interval(60000, None), powertrains=COMBUSTION),
    Item("WIPER", "WIPER", Interval(None, 12)),
    Item("ALIGN", "ALIGN", Interval(20000, 24)),
    _service("EV_CHECK", "EV_CHECK", Interval(10000, 12), powertrains=PLUGGED),
    _service("EV_GEAR", "EV_GEAR", Interval(50000, 48), powertrains=frozenset({"bev", "erev"})),
    _service("PHEV_SERVICE", "PHEV_SERVICE", Interval(7500, 12), powertrains=frozenset({"phev", "erev"})),
)
ITEMS: Mapping[str, Item] = {item.code: item for item in _CATALOGUE}

OF_ELECTRIC_CARS: Mapping[str, Interval] = {
    "FIRST_SERVICE": Interval(5000, 6),
    "BRAKE_PAD_F": Interval(70000, None),
    "BRAKE_PAD_R": Interval(70000, None),
}

# What a shop may choose with one click; each becomes its own intervals.
PRESETS: Mapping[str, Mapping[str, Interval]] = {
    "first_service_late": {"FIRST_SERVICE": Interval(5000, 12)},
    "humid_or_dusty": {"CABIN_FILTER": Interval(7000, 8)},
}


def fits(item: Item, fuel: str | None) -> bool:
    """Whether a car of this powertrain has the item at all: an electric car has no oil."""
    return (fuel or USUAL_POWERTRAIN) in item.powertrains


def interval(
    code: str,
    fuel: str | None = None,
    *,
    of_vehicle: Interval | None = None,
    of_model: Interval | None = None,
    of_shop: Interval | None = None,
) -> Interval:
    """The interval that counts for a car: its own, else its model's, else the shop's, else the table's.

    km are of the whole car; where the engine runs only part of them, what is on it lasts longer. An interval given for
    a car or a model knows that already.
    """
    if of_vehicle or of_model:
        return of_vehicle or of_model or ITEMS[code].interval
    given = of_shop or (OF_ELECTRIC_CARS.get(code) if fuel == "bev" else None) or ITEMS[code].interval
    share = ENGINE_SHARES.get(fuel or "") if ITEMS[code].on_engine else None
    return Interval(int(given.km / share), given.months) if share and given.km else given
