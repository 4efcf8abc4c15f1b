from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tests.factories import create_customer, create_order, create_vehicle
from tests.tenants.scoring.tv_rfm import VISITS


@pytest.fixture
def cast(in_shop: Shop) -> dict[str, Customer]:
    """The customers of TV-RFM with one car each, and C11: a company with twelve vans that came once."""
    people = {}
    for name, paid in VISITS.items():
        people[name] = create_customer(name)
        car = create_vehicle(people[name])
        for day, yuan in paid:
            create_order(people[name], car, date.fromisoformat(day), yuan)
    people["C11"] = create_customer("C11", customer_type="fleet")
    vans = [create_vehicle(people["C11"]) for _ in range(12)]
    create_order(people["C11"], vans[0], date(2026, 6, 1), 100)
    return people
