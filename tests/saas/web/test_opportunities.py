"""Things to come back to on the page of a customer."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers import queries as customers
from tenants.db import db
from tenants.opportunities import queries
from tenants.opportunities.models import Opportunity
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def customer_id(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        customer = factories.create_customer("赵六", "13800000000")
        factories.create_customer("王五", "13912345678")
        db.session.commit()
        return customer.id


def noted(shop: Shop, customer_id: uuid.UUID, today: date, **values: Any) -> str:
    """The address of something to come back to."""
    with tenant_scope(shop.id):
        customer = customers.find(customer_id)
        assert customer is not None
        row = factories.create_opportunity(customer, today, **values)
        db.session.commit()
        return f"/s/{shop.slug}/opportunities/{row.id}"


def rows(shop: Shop, customer_id: uuid.UUID, today: date) -> list[Opportunity]:
    with tenant_scope(shop.id):
        found = [line.opportunity for line in queries.of_customer(customer_id, today)]
        db.session.expunge_all()
        db.session.rollback()
        return found


def test_what_is_noted_stands_on_the_page_once(member: Member, shop: Shop, customer_id: uuid.UUID, today: date) -> None:
    advisor, page = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}"
    job = {"kind": "deferred", "what": "前刹车片", "due_on": today.isoformat(), "is_safety": "y"}

    for _ in range(2):
        assert advisor.post(f"{page}/opportunities", job).status_code == 303

    (row,) = rows(shop, customer_id, today)
    assert (row.what, row.is_safety, row.noted_on) == ("前刹车片", True, today)
    assert "前刹车片" in advisor.get(page).text
    assert "Job put off" in advisor.get(f"{page}/opportunities", headers=ENGLISH).text


@pytest.mark.parametrize(
    ("values", "says"),
    [({"what": ""}, "few words"), ({"due_on": "tomorrow"}, "Choose the day"), ({"what": "a" * 201}, "200 characters")],
)
def test_what_makes_no_sense_comes_back_with_advice(
    member: Member, shop: Shop, customer_id: uuid.UUID, today: date, values: dict[str, str], says: str
) -> None:
    job = {"kind": "deferred", "what": "前刹车片", "due_on": today.isoformat(), **values}

    answer = member("advisor").post(f"/s/{shop.slug}/customers/{customer_id}/opportunities", job, headers=ENGLISH)

    assert answer.status_code == 422
    assert says in answer.text
    assert rows(shop, customer_id, today) == []


def test_it_ends_once(member: Member, shop: Shop, customer_id: uuid.UUID, today: date) -> None:
    address = noted(shop, customer_id, today)
    advisor = member("advisor")

    advisor.post(f"{address}/end", {"ended_as": "done"})
    advisor.post(f"{address}/end", {"ended_as": "lost"})

    assert rows(shop, customer_id, today)[0].ended_as == "done"


def test_a_lead_is_graded_on_the_page(member: Member, shop: Shop, customer_id: uuid.UUID, today: date) -> None:
    address = noted(shop, customer_id, today, kind="lead")
    decides_on = today + timedelta(20)

    answer = member("advisor").post(f"{address}/grade", {"grade": "H", "due_on": decides_on.isoformat()})

    (row,) = rows(shop, customer_id, today)
    assert answer.status_code == 303
    assert (row.grade, row.due_on) == ("H", decides_on)


def test_who_sent_a_customer_is_named_by_his_number(
    member: Member, shop: Shop, customer_id: uuid.UUID, today: date
) -> None:
    advisor, page = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}"

    assert advisor.post(f"{page}/referral", {"number": "139 1234 5678"}).status_code == 303
    assert "王五" in advisor.get(page).text
    refused = advisor.post(f"{page}/referral", {"number": "123"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "No customer has this number" in refused.text


def test_a_viewer_may_look_but_not_write(member: Member, shop: Shop, customer_id: uuid.UUID, today: date) -> None:
    address = noted(shop, customer_id, today, what="四条轮胎")
    viewer = member("viewer")

    assert "四条轮胎" in viewer.get(f"/s/{shop.slug}/customers/{customer_id}").text
    assert viewer.post(f"{address}/end", {"ended_as": "done"}).status_code == 403


def test_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, customer_id: uuid.UUID, today: date
) -> None:
    address = noted(shop, customer_id, today)
    stranger = member("owner", of=other_shop)
    elsewhere = address.replace(shop.slug, other_shop.slug)

    assert stranger.post(f"{address}/end", {"ended_as": "done"}).status_code == 404
    assert stranger.post(f"{elsewhere}/end", {"ended_as": "done"}).status_code == 404
    assert stranger.get(f"/s/{other_shop.slug}/customers/{customer_id}/opportunities").status_code == 404
