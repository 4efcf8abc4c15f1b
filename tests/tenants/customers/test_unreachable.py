"""Customers nobody can call."""

from datetime import UTC, datetime

import pytest

from tenants.customers import merging, unreachable
from tenants.customers.models import CustomerPhone
from tenants.db import db
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")


def names() -> list[str]:
    found, page = unreachable.page(1)
    assert page.total == unreachable.count()
    return [each.name for each in found]


def test_who_has_no_number_or_only_a_wrong_one_is_listed() -> None:
    factories.create_customer("张三")
    factories.create_customer("李四", "13812340001")
    wrong = factories.create_customer("王五", "13812340002")
    db.session.get_one(CustomerPhone, (wrong.shop_id, wrong.id, "13812340002")).invalid_at = datetime.now(UTC)
    db.session.flush()

    assert names() == ["张三", "王五"]


def test_the_number_of_a_merged_record_reaches_its_survivor() -> None:
    survivor, duplicate = factories.create_customer("张三"), factories.create_customer("张三", "13812340001")
    merging.merge(duplicate.id, survivor.id)

    assert names() == []


def test_the_shops_own_cars_need_no_number() -> None:
    factories.create_customer("本店", customer_type="internal")

    assert names() == []
