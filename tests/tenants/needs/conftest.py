"""Cars with a history, in the shop in scope."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.visits.derive import derive_visits
from tests import factories

Visits = Callable[..., Vehicle]


@pytest.fixture
def create_car(in_shop: Shop) -> Visits:
    """Make a car whose visits are (day, km, item names...)."""

    def create(*visits: tuple[Any, ...], owner: Customer | None = None, **values: Any) -> Vehicle:
        customer = owner or factories.create_customer("张三", "13912345678")
        car = factories.create_vehicle(customer, **({"use": "private"} | values))
        for day, km, *items in visits:
            order = factories.create_order(customer, car, day, odometer_km=km, order_type="maintenance")
            for number, name in enumerate(items, start=1):
                factories.create_line(order, name, number, net_fen=100_00)
        derive_visits([car.id])
        return car

    return create


@pytest.fixture
def mistyped(create_car: Visits) -> Vehicle:
    """The car of domain.md TV-N1: 92,300 where 29,300 was meant, before its last oil change."""
    car = create_car(
        (date(2025, 1, 10), 20_000),
        (date(2025, 7, 9), 26_000),
        (date(2025, 10, 17), 92_300),
        (date(2026, 1, 5), 32_000, "更换机油机滤"),
        registered_on=date(2023, 1, 10),
    )
    db.session.flush()
    return car
