"""Whose a visit is: of who came, of the owner of its day, of the survivor of a merge, of nobody."""

from datetime import date
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, Ownership, Vehicle
from tenants.db import db
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.visits.derived import JUNE_2, flags, the_visit, visits


def test_two_cars_on_one_day_are_two_visits_of_the_customer(customer: Customer, order: Any) -> None:
    order(yuan=800)
    create_order(customer, create_vehicle(customer), JUNE_2, 300)

    both = visits()

    assert [visit.customer_id for visit in both] == [customer.id, customer.id]
    assert sum(visit.m_fen for visit in both) == 1100_00


@pytest.mark.parametrize(
    "values",
    [{"order_type": "internal"}, {"yuan": 0, "internal_fen": 222_00}],
    ids=["type", "payer"],
)
def test_internal_work_is_no_visit(order: Any, values: dict[str, Any]) -> None:
    order(**values)

    assert visits() == []


def test_the_shops_own_cars_make_no_visits(in_shop: Shop) -> None:
    owner = create_customer("本店", customer_type="internal")
    create_order(owner, create_vehicle(owner))

    assert visits() == []


def test_an_order_that_names_nobody_belongs_to_the_owner_of_its_day_be_it_the_shop(in_shop: Shop) -> None:
    owner = create_customer("本店", customer_type="internal")
    car = create_vehicle(owner)
    db.session.add(Ownership(vehicle_id=car.id, customer_id=owner.id, from_on=date(2026, 1, 1)))
    create_order(None, car)

    assert visits() == []


def test_the_record_someone_was_merged_into_says_whether_he_is_the_shop(customer: Customer, order: Any) -> None:
    order()
    customer.merged_into_id = create_customer("本店", customer_type="internal").id

    assert visits() == []


def test_an_anonymous_walk_in_has_revenue_and_no_customer(in_shop: Shop) -> None:
    create_order(None, None, JUNE_2, 90), create_order(None, None, JUNE_2, 60)

    first, second = visits()

    assert first.customer_id is None
    assert second.customer_id is None
    assert flags(first) == {"revenue", "paid", "presence"}


def test_visits_stay_with_the_owner_of_their_day(in_shop: Shop) -> None:
    old, new = create_customer("旧主"), create_customer("新主")
    car = create_vehicle(new)
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2025, 1, 1), customer_id=old.id))
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2026, 1, 1), customer_id=new.id))
    create_order(None, car, date(2025, 6, 1)), create_order(None, car, JUNE_2)

    assert [visit.customer_id for visit in visits()] == [old.id, new.id]


def test_the_customer_an_order_names_wins_over_the_owner(customer: Customer, car: Vehicle) -> None:
    driver = create_customer("司机")
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2025, 1, 1), customer_id=customer.id))
    create_order(driver, car)

    assert the_visit().customer_id == driver.id


def test_a_merged_duplicate_counts_for_the_survivor_until_unmerged(customer: Customer, order: Any) -> None:
    order()
    survivor = create_customer("李四")

    merging.merge(customer.id, survivor.id)
    merged = the_visit().customer_id
    merging.unmerge(customer.id)

    assert merged == survivor.id
    assert the_visit().customer_id == customer.id
