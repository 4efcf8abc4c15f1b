"""Customers as pages read them."""

from datetime import UTC, date, datetime

import pytest

from tenants.customers import merging, queries
from tenants.customers.models import CustomerPhone, Vehicle
from tenants.db import db
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")


@pytest.mark.parametrize(
    ("vehicle", "name"),
    [
        (Vehicle(brand="大众", series="帕萨特", model_year=2019), "大众 帕萨特 2019"),
        (Vehicle(brand="丰田", model="丰田 凯美瑞 2.0G"), "丰田 凯美瑞 2.0G"),
        (Vehicle(brand="福特", series="锐界", model="锐界 EcoBoost 245"), "福特 锐界 EcoBoost 245"),
        (Vehicle(model="Model 3"), "Model 3"),
        (Vehicle(), ""),
    ],
)
def test_a_vehicle_is_called_by_brand_and_model_each_said_once(vehicle: Vehicle, name: str) -> None:
    assert queries.vehicle_name(vehicle) == name


def test_numbers_come_once_and_those_that_work_first() -> None:
    survivor = factories.create_customer("陈晓敏", "13900000001")
    duplicate = factories.create_customer("陈小敏", "13900000001")
    for number, customer, invalid_at in (
        ("13900000002", survivor, datetime(2026, 6, 1, tzinfo=UTC)),
        ("13900000003", duplicate, None),
    ):
        db.session.add(CustomerPhone(customer_id=customer.id, number=number, position=1, invalid_at=invalid_at))
    merging.merge(duplicate.id, survivor.id)

    numbers = [phone.number for phone in queries.numbers_of(survivor.id)]

    assert numbers == ["13900000001", "13900000003", "13900000002"]


def test_a_fleet_shows_its_first_plates_and_how_many_more() -> None:
    fleet = factories.create_customer("兰州顺达物流有限公司", customer_type="fleet")
    for number in (5, 3, 1, 4, 2):
        factories.create_vehicle(fleet, f"甘A0000{number}")
    factories.create_vehicle(fleet, "甘A00000", closed_on=date(2026, 1, 1))

    plates = queries.plates_of([fleet.id])[fleet.id]

    assert plates == queries.Plates(("甘A00001", "甘A00002", "甘A00003"), more=2)


def test_a_list_shows_phones_and_cars_of_merged_records_with_their_survivor() -> None:
    survivor, duplicate = factories.create_customer("陈晓敏"), factories.create_customer("陈小敏", "13900000003")
    factories.create_vehicle(survivor, "甘A00002")
    factories.create_vehicle(duplicate, "甘A00001")
    merging.merge(duplicate.id, survivor.id)

    plates, phones = queries.plates_of([survivor.id]), queries.phones_of([survivor.id])

    assert plates == {survivor.id: queries.Plates(("甘A00001", "甘A00002"))}
    assert [phone.number for phone in phones[survivor.id]] == ["13900000003"]
    assert queries.plates_of_records([survivor.id])[survivor.id].shown == ("甘A00002",)
    assert not queries.phones_of_records([survivor.id])[survivor.id]


def test_cars_that_are_gone_come_last() -> None:
    customer = factories.create_customer()
    factories.create_vehicle(customer, "甘A00001", closed_on=date(2026, 1, 1))
    factories.create_vehicle(customer, "甘A00002")

    assert [car.plate for car in queries.vehicles_of(customer.id, most=9)] == ["甘A00002", "甘A00001"]
