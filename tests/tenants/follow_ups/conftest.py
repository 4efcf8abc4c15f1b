"""A shop in which everybody is contacted, and somebody to contact."""

from datetime import timedelta

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db
from tenants.settings.models import ShopSetting
from tests.tenants.follow_ups.days import TODAY, serve
from tests.tenants.follow_ups.records import owner


@pytest.fixture
def nobody_goes_without(in_shop: Shop) -> ShopSetting:
    """The control group is drawn from ids, and those of a test are others every time."""
    setting = ShopSetting(name="hold_out", value=False)
    db.session.add(setting)
    db.session.flush()
    return setting


@pytest.fixture
def served(in_shop: Shop) -> Customer:
    """Delivered three days ago: D3 opens today."""
    return serve("李四", TODAY - timedelta(3))


@pytest.fixture
def one(in_shop: Shop) -> Customer:
    return owner("张三", "13912345678")


@pytest.fixture
def other(in_shop: Shop) -> Customer:
    return owner("张先生", "13912345679")
