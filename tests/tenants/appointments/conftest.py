import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from saas.accounts.models import Shop
from tenants.appointments.booking import Hand
from tenants.customers.models import Customer
from tests import factories

TODAY = date(2026, 7, 1)
COLLEAGUE = uuid.UUID(int=7)


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    return factories.create_customer()


@pytest.fixture
def hand() -> Callable[..., Hand]:
    """`hand(days=1)`: a colleague at noon of the day after."""

    def at(days: int = 0, by: uuid.UUID | None = COLLEAGUE) -> Hand:
        day = TODAY + timedelta(days)
        return Hand(by, datetime.combine(day, time(4), UTC), day, at=time(12))

    return at
