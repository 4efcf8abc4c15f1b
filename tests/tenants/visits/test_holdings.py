"""What each record of a customer holds by itself."""

from datetime import date

import pytest

from tenants.db import new_id
from tenants.visits.derive import derive_visits
from tenants.visits.holdings import holdings, vehicles_with_visits
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")


def test_a_record_holds_its_phones_cars_visits_and_spend() -> None:
    customer = factories.create_customer("王建国", "13812340001")
    car = factories.create_vehicle(customer, "甘A12345")
    factories.create_order(customer, car, date(2026, 1, 5), yuan=300)
    factories.create_order(customer, car, date(2026, 5, 6), yuan=500)
    derive_visits()

    held = holdings([customer.id])[customer.id]

    assert [phone.number for phone in held.phones] == ["13812340001"]
    assert held.plates.shown == ("甘A12345",)
    assert (held.visits, held.first_on, held.last_on, held.spend_fen) == (2, date(2026, 1, 5), date(2026, 5, 6), 80_000)


def test_a_record_that_nobody_came_with_holds_nothing() -> None:
    customer = factories.create_customer("王建国")

    held = holdings([customer.id, new_id()])

    assert list(held) == [customer.id]
    assert (held[customer.id].visits, held[customer.id].first_on, held[customer.id].phones) == (0, None, [])


def test_a_car_that_was_sold_since_is_touched_too() -> None:
    seller, buyer = factories.create_customer("张三"), factories.create_customer("李四")
    sold, bought = factories.create_vehicle(buyer), factories.create_vehicle(buyer)
    factories.create_order(seller, sold, date(2026, 1, 5))
    derive_visits()

    assert vehicles_with_visits([seller.id]) == [sold.id]
    assert sorted(vehicles_with_visits([buyer.id])) == sorted([sold.id, bought.id])
