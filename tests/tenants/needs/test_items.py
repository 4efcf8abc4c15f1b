import pytest

from tenants.needs.items import ITEMS, PRESETS, Interval, fits, interval

ELECTRIC_HAS_NOT = {"OIL", "SPARK", "AIR_FILTER", "FUEL_FILTER", "GEARBOX_OIL", "TIMING_BELT"}


# domain.md 3.1, row by row: km, months
TABLE = {
    "FIRST_SERVICE": (3000, 6),
    "OIL_MINERAL": (5000, 6),
    "OIL_SEMI": (7500, 8),
    "OIL_FULL": (10000, 12),
    "OIL_UNKNOWN": (7500, 6),
    "AIR_FILTER": (15000, 12),
    "CABIN_FILTER": (10000, 12),
    "BRAKE_FLUID": (40000, 24),
    "ATF": (60000, 48),
    "MTF": (60000, 48),
    "SPARK_NICKEL": (30000, 48),
    "SPARK_PLATINUM": (60000, 48),
    "SPARK_IRIDIUM": (90000, 48),
    "SPARK": (60000, 48),
    "COOLANT": (40000, 24),
    "TYRE_ROTATE": (10000, 12),
    "TYRE": (60000, 60),
    "BATTERY_TEST": (None, 12),
    "BATTERY": (None, 36),
    "BRAKE_PAD_F": (40000, None),
    "BRAKE_PAD_R": (60000, None),
    "BRAKE_DISC": (100000, None),
    "TIMING_BELT": (80000, 60),
    "FUEL_FILTER": (20000, None),
    "FUEL_FILTER_TANK": (60000, None),
    "WIPER": (None, 12),
    "ALIGN": (20000, 24),
    "EV_CHECK": (10000, 12),
    "EV_GEAR": (50000, 48),
    "PHEV_SERVICE": (7500, 12),
}


def test_the_catalogue_is_the_table_of_the_specification() -> None:
    assert {code: (item.interval.km, item.interval.months) for code, item in ITEMS.items()} == TABLE


def test_the_presets_are_those_of_the_specification() -> None:
    assert PRESETS["first_service_late"] == {"FIRST_SERVICE": Interval(5000, 12)}
    # thirty percent less, and no months more than that
    assert PRESETS["humid_or_dusty"] == {"CABIN_FILTER": Interval(7000, 8)}


def test_what_is_on_the_engine_wears_with_its_km() -> None:
    assert {item.group for item in ITEMS.values() if item.on_engine} == {"OIL", "AIR_FILTER", "SPARK", "TIMING_BELT"}
    assert interval("OIL_FULL", "erev") == Interval(20000, 12)
    assert interval("BRAKE_PAD_R", "bev").km == 70000


def test_an_electric_car_has_no_oil_and_no_spark() -> None:
    groups = {item.group for item in ITEMS.values() if fits(item, "bev")}

    assert not groups & ELECTRIC_HAS_NOT
    assert {"EV_CHECK", "EV_GEAR", "BRAKE_FLUID", "COOLANT"} <= groups


@pytest.mark.parametrize("fuel", ["petrol", "diesel", "hev", None])
def test_a_car_without_a_plug_has_no_electric_service(fuel: str | None) -> None:
    codes = {code for code, item in ITEMS.items() if fits(item, fuel)}

    assert not codes & {"EV_CHECK", "EV_GEAR", "PHEV_SERVICE"}
    assert "OIL_FULL" in codes
    assert ("SPARK" in codes) is (fuel != "diesel")


def test_half_the_km_of_a_plug_in_hybrid_are_the_engines() -> None:
    assert interval("OIL_FULL", "phev") == Interval(20000, 12)
    assert interval("OIL_FULL", "petrol") == Interval(10000, 12)
    assert interval("BRAKE_FLUID", "phev") == Interval(40000, 24)


def test_brakes_of_an_electric_car_last_longer() -> None:
    assert interval("BRAKE_PAD_F", "bev").km == 70000
    assert interval("BRAKE_PAD_F", "petrol").km == 40000
    assert interval("FIRST_SERVICE", "bev") == Interval(5000, 6)


def test_the_nearer_an_interval_is_to_the_car_the_more_it_counts() -> None:
    of_vehicle, of_model, of_shop = Interval(1, 1), Interval(2, 2), Interval(3, 3)

    assert interval("WIPER", of_shop=of_shop) == of_shop
    assert interval("WIPER", of_shop=of_shop, of_model=of_model) == of_model
    assert interval("WIPER", of_shop=of_shop, of_model=of_model, of_vehicle=of_vehicle) == of_vehicle


def test_what_a_shop_sets_for_oil_counts_engine_km_but_what_it_sets_for_a_model_is_meant_as_it_is() -> None:
    assert interval("OIL_FULL", "phev", of_shop=Interval(8000, 12)).km == 16000
    assert interval("OIL_FULL", "phev", of_model=Interval(8000, 12)).km == 8000


def test_brakes_tyres_belt_and_brake_fluid_are_safety() -> None:
    assert {code for code, item in ITEMS.items() if item.is_safety} == {
        *("BRAKE_FLUID", "BRAKE_PAD_F", "BRAKE_PAD_R", "BRAKE_DISC", "TYRE", "TIMING_BELT")
    }


def test_what_depends_on_an_unknown_build_is_never_suggested() -> None:
    hidden = ("TIMING_BELT", "MTF", "FIRST_SERVICE")

    assert not any(ITEMS[code].is_suggested for code in hidden)


def test_one_grade_at_most_of_each_group_is_suggested() -> None:
    groups = [item.group for item in ITEMS.values() if item.is_suggested]

    assert len(groups) == len(set(groups))


def test_every_preset_is_of_known_items() -> None:
    assert {code for preset in PRESETS.values() for code in preset} <= set(ITEMS)
