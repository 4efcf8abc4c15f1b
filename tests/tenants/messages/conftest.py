"""A customer who agreed to text messages."""

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.settings.models import ShopSetting
from tests import factories
from tests.tenants.messages.written import NUMBER


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    db.session.add(ShopSetting(name="hold_out", value=False))
    agreed = factories.create_customer("王建国", phone=NUMBER)
    factories.consent(agreed)
    return agreed
