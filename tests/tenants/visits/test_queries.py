"""Visits as pages read them."""

from datetime import date

import pytest

from tenants.customers import merging
from tenants.visits import queries
from tenants.visits.derive import derive_visits
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")
JUNE_2, JUNE_3, JUNE_9 = date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 9)


def test_a_visit_holds_the_work_of_all_its_orders_once() -> None:
    customer = factories.create_customer()
    car = factories.create_vehicle(customer)
    first = factories.create_order(customer, car, JUNE_3, arrived_on=JUNE_2, order_type="maintenance")
    second = factories.create_order(customer, car, JUNE_3, arrived_on=JUNE_3, order_type="repair")
    factories.create_line(first, "小保养")
    factories.create_line(second, "更换刹车片")
    factories.create_line(second, "小保养", 2)
    derive_visits()

    ((row,), _) = queries.visits_page(customer.id, 1, 3)

    assert row.items == ["小保养", "更换刹车片"]
    assert row.order_types == ["maintenance", "repair"]


def test_work_stays_with_its_own_car_and_day() -> None:
    customer = factories.create_customer()
    golf, polo = factories.create_vehicle(customer, "甘A00001"), factories.create_vehicle(customer, "甘A00002")
    for car, day, item in ((golf, JUNE_2, "洗车"), (polo, JUNE_2, "轮胎"), (golf, JUNE_9, "保养")):
        factories.create_line(factories.create_order(customer, car, day), item)
    derive_visits()

    rows, _ = queries.visits_page(customer.id, 1, 9)

    assert {(row.plate, row.visit.visit_on, *row.items) for row in rows} == {
        ("甘A00001", JUNE_9, "保养"),
        ("甘A00001", JUNE_2, "洗车"),
        ("甘A00002", JUNE_2, "轮胎"),
    }


def test_what_a_merged_customer_bought_over_the_counter_is_listed_too() -> None:
    survivor, duplicate = factories.create_customer("陈晓敏"), factories.create_customer("陈小敏")
    factories.create_line(factories.create_order(duplicate, None, JUNE_2, order_type="retail"), "玻璃水")
    merging.merge(duplicate.id, survivor.id)
    derive_visits()

    ((row,), _) = queries.visits_page(survivor.id, 1, 3)

    assert row.items == ["玻璃水"]


def test_visits_come_in_pages_newest_first() -> None:
    customer = factories.create_customer()
    car = factories.create_vehicle(customer)
    for month in range(1, 8):
        factories.create_order(customer, car, date(2026, month, 1))
    derive_visits()

    rows, page = queries.visits_page(customer.id, asked=2, size=3)

    assert [row.visit.visit_on.month for row in rows] == [4, 3, 2]
    assert (page.first, page.last, page.total) == (4, 6, 7)


@pytest.mark.parametrize(
    ("days", "rhythm"),
    [
        ((1,), None),
        ((1, 11), None),
        ((1, 11, 21), queries.Rhythm(10, 0)),
        ((1, 3, 13, 28), queries.Rhythm(10, 5)),
    ],
)
def test_the_rhythm_is_the_median_of_the_gaps_and_unknown_before_the_third_visit(
    days: tuple[int, ...], rhythm: queries.Rhythm | None
) -> None:
    newest_first = [date(2026, 5, day) for day in reversed(days)]

    assert queries.rhythm_of(newest_first) == rhythm


def test_the_odometer_is_the_last_one_read_at_a_visit_else_that_of_the_file() -> None:
    customer = factories.create_customer()
    driven = factories.create_vehicle(customer, "甘A00001", odometer_km=100, odometer_on=JUNE_9)
    filed = factories.create_vehicle(customer, "甘A00002", odometer_km=500, odometer_on=JUNE_2)
    factories.create_vehicle(customer, "甘A00003")
    factories.create_order(customer, driven, JUNE_2, odometer_km=68_420)
    factories.create_order(customer, driven, JUNE_3, odometer_km=None)
    factories.create_order(customer, filed, JUNE_3)
    derive_visits()

    cars = queries.cars_of(customer.id, most=9)

    assert [car.reading for car in cars] == [queries.Reading(68_420, JUNE_2), queries.Reading(500, JUNE_2), None]


def test_each_car_of_a_fleet_is_told_by_itself() -> None:
    fleet = factories.create_customer("兰州顺达物流", customer_type="fleet")
    busy, idle = factories.create_vehicle(fleet), factories.create_vehicle(fleet)
    for day, yuan in ((JUNE_2, 300), (JUNE_9, 500)):
        factories.create_order(fleet, busy, day, yuan)
    factories.create_order(fleet, busy, JUNE_9, 20, wash_only=True, arrived_on=JUNE_9)
    factories.create_order(fleet, idle, date(2023, 1, 1))
    derive_visits()

    paid = queries.paid_by_car([busy.id, idle.id], date(2024, 6, 30), date(2026, 6, 30))

    assert paid == {busy.id: queries.Paid(2, 820_00)}


def test_visits_and_money_are_told_by_quarter() -> None:
    customer = factories.create_customer()
    car = factories.create_vehicle(customer)
    for settled_on, yuan in ((date(2025, 12, 31), 100), (date(2026, 1, 1), 200), (date(2026, 3, 31), 300)):
        factories.create_order(customer, car, settled_on, yuan=yuan)
    derive_visits()

    assert queries.quarters_of(customer.id) == [
        queries.Quarter(date(2025, 10, 1), 1, 10_000),
        queries.Quarter(date(2026, 1, 1), 2, 50_000),
    ]
