"""Two records of one customer are suggested, and only those."""

from datetime import date

import pytest

from tenants.customers import duplicates, merging
from tenants.customers.models import Customer, Ownership, Vehicle
from tenants.db import db
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")


def own(customer: Customer, vehicle: Vehicle, from_on: date) -> None:
    db.session.add(Ownership(customer_id=customer.id, vehicle_id=vehicle.id, from_on=from_on))
    db.session.flush()


def pairs() -> list[tuple[str, str, tuple[str, ...]]]:
    found, _ = duplicates.suggested(1)
    return [(one.one_name, one.other_name, one.because) for one in found]


def test_one_name_with_a_mistyped_phone_is_suggested() -> None:
    factories.create_customer("王建国", "13812340001")
    factories.create_customer("王 建国", "13812340010")
    factories.create_customer("王建国", "13999998888")

    assert pairs() == [("王建国", "王 建国", ("phone",))]
    assert duplicates.count() == 1


def test_two_owners_of_one_car_are_suggested_when_a_title_stands_for_the_name() -> None:
    full, titled, buyer = (factories.create_customer(name) for name in ("张三", "张先生", "李四"))
    car = factories.create_vehicle(full)
    for customer, year in ((full, 2020), (titled, 2022), (buyer, 2024)):
        own(customer, car, date(year, 1, 1))

    assert pairs() == [("张三", "张先生", ("vehicle",))]


def test_strangers_of_one_name_and_walk_ins_are_not_suggested() -> None:
    for name in ("李娜", "散客"):
        factories.create_customer(name, "13812340001")
        factories.create_customer(name, "13977778888" if name == "李娜" else "13812340002")

    assert pairs() == []


def test_a_merge_takes_the_suggestion_away_and_an_unmerge_brings_it_back() -> None:
    one = factories.create_customer("王建国", "13812340001")
    other = factories.create_customer("王建国", "13812340002")

    merging.merge(other.id, one.id)
    assert pairs() == []

    merging.unmerge(other.id)
    assert len(pairs()) == 1
