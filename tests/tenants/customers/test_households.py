"""Who is reached over one number."""

from datetime import UTC, datetime

from flask import Flask

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.households import household_of, mates, shared_numbers
from tenants.customers.models import Customer, CustomerPhone
from tenants.db import db
from tenants.scope import tenant_scope
from tests.factories import create_customer

NUMBER, OTHER = "13912345678", "13912345679"


def everybody() -> dict[str, list[str]]:
    """The households by name, as planning reads them, and the same one by one."""
    names = {one.id: one.name for one in db.session.query(Customer)}
    found = mates(shared_numbers())
    assert {customer_id: household_of(customer_id)[1] for customer_id in found} == found
    return {names[customer_id]: sorted(names[each] for each in his) for customer_id, his in found.items()}


def test_who_shares_a_number_is_of_one_household(in_shop: Shop) -> None:
    create_customer("王", NUMBER)
    wife = create_customer("陈", NUMBER)
    db.session.add(CustomerPhone(customer_id=wife.id, number=OTHER, position=1))
    create_customer("赵", OTHER)
    create_customer("钱", "13912345670")

    assert everybody() == {"王": ["陈"], "陈": ["王", "赵"], "赵": ["陈"]}


def test_a_number_of_four_is_a_drivers_and_makes_no_household(in_shop: Shop) -> None:
    three = [create_customer(name, NUMBER) for name in "甲乙丙"]
    assert len(everybody()) == 3

    create_customer("丁", NUMBER)

    assert everybody() == {}
    assert household_of(three[0].id) == (three[0].id, [])


def test_a_wrong_number_binds_nobody(in_shop: Shop) -> None:
    create_customer("王", NUMBER)
    other = create_customer("陈", NUMBER)
    db.session.get_one(CustomerPhone, (other.shop_id, other.id, NUMBER)).invalid_at = datetime(2026, 7, 1, tzinfo=UTC)
    db.session.flush()

    assert everybody() == {}


def test_records_of_one_customer_are_one(in_shop: Shop) -> None:
    survivor, duplicate = create_customer("王", NUMBER), create_customer("王先生", NUMBER)
    merging.merge(duplicate.id, survivor.id)
    assert everybody() == {}

    create_customer("陈", NUMBER)

    assert everybody() == {"王": ["陈"], "陈": ["王"]}


def test_another_shop_knows_nothing_of_it(app: Flask, shop: Shop, other_shop: Shop) -> None:
    found = []
    for each in (shop, other_shop):
        with tenant_scope(each.id):
            customer = create_customer("王", NUMBER)
            db.session.commit()
            found += [household_of(customer.id)[1], *shared_numbers()]

    assert found == [[], []]
