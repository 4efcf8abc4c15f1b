"""A shop's past is replayed, kept, and decides by which method the shop goes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tenants.customers.models import Vehicle
from tenants.db import db
from tenants.needs.backtesting import chosen, run_backtest
from tenants.needs.bands import DEFAULTS
from tenants.needs.models import Backtest, Need, VehicleNeeds
from tenants.needs.predict import predict
from tenants.needs.queries import backtest_of_shop, is_tested
from tenants.needs.visit_methods import Method
from tenants.visits.derive import derive_visits
from tests import factories

AS_OF = date(2026, 6, 30)
pytestmark = pytest.mark.usefixtures("in_shop")


def fleet(cars: int, every_days: int, item: str, km_per_day: int = 10) -> list[Vehicle]:
    """Cars that come for an item, like clockwork, and have done so for five years."""
    days_ago = [list(range(number % every_days, 1800, every_days)) for number in range(cars)]
    return garage(days_ago, item, km_per_day)


def restless(cars: int) -> list[Vehicle]:
    """Cars that came after 150, 180 and 210 days: twice a year, but none of them keeps a rhythm of his own."""
    return garage([[last, last + 210, last + 390, last + 540] for last in range(200, 200 + cars)], "OIL_FULL")


def garage(days_ago: list[list[int]], item: str, km_per_day: int = 10) -> list[Vehicle]:
    """Cars that came for an item so many days ago."""
    found = []
    for number, days_of_car in enumerate(days_ago):
        customer = factories.create_customer(f"客户{number}")
        car = factories.create_vehicle(customer, use="private", fuel="petrol")
        found.append(car)
        for days in days_of_car:
            order = factories.create_order(
                customer,
                car,
                AS_OF - timedelta(days),
                order_type="maintenance",
                odometer_km=(2000 - days) * km_per_day,
            )
            factories.create_line(order, item, item_code=item)
    derive_visits()
    return found


def test_a_shop_whose_cars_come_twice_a_year_whatever_is_due_goes_by_the_fixed_interval() -> None:
    car, *_ = restless(60)

    assert run_backtest(AS_OF) is Method.FIXED_180
    predict(AS_OF)

    outlook = db.session.scalars(select(VehicleNeeds).where(VehicleNeeds.vehicle_id == car.id)).one()
    oil = db.session.scalars(select(Need).where(Need.vehicle_id == car.id, Need.code == "OIL_FULL")).one()
    last_visit_on = AS_OF - timedelta(200)
    assert outlook.visit_expected_on == last_visit_on + timedelta(180)
    assert (oil.anchor_on, oil.due_on) == (last_visit_on + timedelta(180), date(2026, 12, 12))
    assert oil.p10_on <= oil.p50_on <= oil.p90_on


def test_cars_that_keep_a_rhythm_of_their_own_need_no_fixed_interval() -> None:
    car, *_ = fleet(20, 180, "OIL_FULL")

    assert run_backtest(AS_OF) is Method.HUITOU
    predict(AS_OF)

    outlook = db.session.scalars(select(VehicleNeeds).where(VehicleNeeds.vehicle_id == car.id)).one()
    assert outlook.visit_expected_on == AS_OF + timedelta(180)


def test_a_shop_whose_cars_come_when_due_goes_by_the_items_and_is_sure_of_it() -> None:
    car, *_ = fleet(40, 244, "OIL_SEMI")

    best = run_backtest(AS_OF)
    predict(AS_OF)

    oil = db.session.scalars(select(Need).where(Need.vehicle_id == car.id, Need.code == "OIL_SEMI")).one()
    assert best is Method.HUITOU
    assert (oil.p90_on - oil.p10_on).days < 10, "cars that always come on the day have a narrow range"


def test_every_method_is_kept_beside_the_one_chosen() -> None:
    restless(60)

    run_backtest(AS_OF)

    rows = backtest_of_shop()
    assert [row.method for row in rows] == ["fixed180", "huitou", "last_two", "use_bins"]
    assert [row.is_chosen for row in rows] == [True, False, False, False]
    assert rows[0].median_error_days == 30.0
    assert rows[1].cases == rows[0].cases >= 50
    assert rows[1].median_error_days is not None
    assert rows[1].median_error_days > 30


def test_running_the_same_day_again_replaces_its_rows() -> None:
    fleet(2, 180, "OIL_FULL")

    for _ in range(2):
        run_backtest(AS_OF)

    assert db.session.scalar(select(func.count()).select_from(Backtest)) == len(Method)


def test_a_shop_without_a_past_goes_by_our_method_and_the_table() -> None:
    assert not is_tested()
    assert chosen(AS_OF).method is Method.HUITOU

    run_backtest(AS_OF)

    assert is_tested()
    assert chosen(AS_OF).bands == DEFAULTS
    assert [row.cases for row in backtest_of_shop()] == [0, 0, 0, 0]


def test_a_backtest_of_a_later_day_is_not_known_before() -> None:
    fleet(20, 180, "OIL_FULL")
    run_backtest(AS_OF)

    assert chosen(AS_OF - timedelta(1)).method is Method.HUITOU
