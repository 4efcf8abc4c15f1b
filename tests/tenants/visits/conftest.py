"""A customer, his car, and orders of both."""

from datetime import date
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer, Vehicle
from tenants.visits.models import WorkOrder
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.visits.derived import JUNE_2


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    return create_customer()


@pytest.fixture
def car(customer: Customer) -> Vehicle:
    return create_vehicle(customer)


@pytest.fixture
def order(customer: Customer, car: Vehicle) -> Any:
    """Orders of the one customer and his one car."""

    def create(settled_on: date = JUNE_2, yuan: float = 800, **values: Any) -> WorkOrder:
        return create_order(customer, car, settled_on, yuan, **values)

    return create
