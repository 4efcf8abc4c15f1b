"""Merging is a pointer, and parting puts back exactly what was before it."""

import uuid

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tests.factories import create_customer

pytestmark = pytest.mark.usefixtures("in_shop")


def pointers(*customers: Customer) -> list[uuid.UUID | None]:
    db.session.expire_all()
    return [each.merged_into_id for each in customers]


def test_a_record_that_is_parted_has_its_followers_again() -> None:
    one, two, three, last = (create_customer(name) for name in ("张三", "张先生", "张三丰", "张总"))
    merging.merge(two.id, one.id)
    merging.merge(three.id, one.id)
    merging.merge(one.id, last.id)
    together = pointers(one, two, three, last)

    merging.unmerge(one.id)

    assert together == [last.id, last.id, last.id, None]
    assert pointers(one, two, three, last) == [None, one.id, one.id, None]


def test_a_chain_comes_apart_in_its_middle() -> None:
    one, two, three, four = (create_customer(name) for name in "甲乙丙丁")
    merging.merge(one.id, two.id)
    merging.merge(two.id, three.id)
    merging.merge(three.id, four.id)

    merging.unmerge(two.id)

    assert pointers(one, two, three, four) == [two.id, None, four.id, None]


def test_a_follower_that_was_parted_does_not_come_back_with_its_survivor() -> None:
    one, two, three = (create_customer(name) for name in "甲乙丙")
    merging.merge(one.id, two.id)
    merging.merge(two.id, three.id)

    merging.unmerge(one.id)
    merging.unmerge(two.id)

    assert pointers(one, two, three) == [None, None, None]


def test_a_merge_from_before_steps_were_remembered_can_be_parted() -> None:
    old, survivor = create_customer("甲"), create_customer("乙")
    old.merged_into_id = survivor.id
    db.session.flush()

    merging.unmerge(old.id)

    assert pointers(old) == [None]
    with pytest.raises(DomainError, match="has not been merged"):
        merging.unmerge(old.id)


def test_the_list_says_who_merged_what_into_whom_step_by_step(in_shop: Shop) -> None:
    one, two, three = (create_customer(name) for name in "甲乙丙")
    user_id = uuid.uuid4()
    merging.merge(one.id, two.id, by=user_id)
    merging.merge(two.id, three.id)

    rows, page = merging.merged(1)

    found = {row.id: row for row in rows}
    assert page.total == 2
    assert (found[one.id].survivor_id, found[one.id].counts_for_id, found[one.id].by_id) == (two.id, three.id, user_id)
    assert (found[two.id].survivor_id, found[two.id].counts_for_id) == (three.id, three.id)
    assert found[one.id].at is not None
    assert db.session.scalar(select(Customer.name).where(Customer.id == found[one.id].survivor_id)) == "乙"
