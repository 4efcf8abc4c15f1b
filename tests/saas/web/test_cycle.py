"""One request is one transaction."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from saas.accounts.models import Membership, Session, Shop
from tenants.customers.models import Customer
from tenants.db import db, shop_of_context
from tenants.scope import tenant_scope
from tests.browser import Browser

Member = Callable[..., Browser]


def names(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return sorted(db.session.scalars(select(Customer.name)))


def test_what_a_good_answer_wrote_stays(member: Member, shop: Shop) -> None:
    answer = member().post(f"/s/{shop.slug}/probe/customers", {"name": "李四"})

    assert answer.status_code == 200
    assert names(shop) == ["李四"]


@pytest.mark.parametrize(("end", "status"), [("refuse", 422), ("invalid", 422)])
def test_what_a_refusal_wrote_is_gone(member: Member, shop: Shop, end: str, status: int) -> None:
    answer = member().post(f"/s/{shop.slug}/probe/customers", {"name": "李四", "end": end})

    assert answer.status_code == status
    assert names(shop) == []


def test_what_a_crash_wrote_is_gone(member: Member, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = member()
    monkeypatch.setitem(browser.app.config, "PROPAGATE_EXCEPTIONS", False)

    answer = browser.post(f"/s/{shop.slug}/probe/customers", {"name": "李四", "end": "crash"})

    assert answer.status_code == 500
    assert names(shop) == []


def test_a_get_cannot_write(member: Member, shop: Shop) -> None:
    with pytest.raises(DBAPIError, match="read-only transaction"):
        member().get(f"/s/{shop.slug}/probe/write?name=x")

    assert names(shop) == []


def test_a_request_leaves_no_shop_and_no_transaction_behind(member: Member, shop: Shop) -> None:
    browser = member()
    browser.post(f"/s/{shop.slug}/probe/customers", {"name": "李四"})

    answer = browser.get(f"/s/{shop.slug}/probe/customers")

    assert answer.text == "李四"
    assert shop_of_context.get() is None


def _age_session(shop: Shop, minutes: int) -> None:
    of_member = Session.user_id.in_(select(Membership.user_id).where(Membership.shop_id == shop.id))
    db.session.execute(update(Session).where(of_member).values(seen_at=Session.seen_at - timedelta(minutes=minutes)))
    db.session.commit()


def _seen_at(shop: Shop) -> object:
    db.session.rollback()
    sessions = select(Session.seen_at).join(Membership, Membership.user_id == Session.user_id)
    return db.session.scalars(sessions.where(Membership.shop_id == shop.id)).one()


@pytest.mark.parametrize(("minutes", "is_touched"), [(4, False), (6, True)])
def test_a_session_is_touched_after_five_minutes_even_by_a_get(
    member: Member, shop: Shop, minutes: int, is_touched: bool
) -> None:
    browser = member()
    _age_session(shop, minutes)
    before = _seen_at(shop)

    assert browser.get(f"/s/{shop.slug}/probe/customers").status_code == 200

    assert (_seen_at(shop) != before) is is_touched
