"""One request is one transaction."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from saas.accounts.models import Session, Shop
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


def _age_session(minutes: int) -> None:
    newest = db.session.scalars(select(Session).order_by(Session.created_at.desc()).limit(1)).one()
    moment = newest.seen_at - timedelta(minutes=minutes)
    db.session.execute(update(Session).where(Session.token_hash == newest.token_hash).values(seen_at=moment))
    db.session.commit()


def _seen_at() -> object:
    db.session.rollback()
    return db.session.scalars(select(Session.seen_at).order_by(Session.created_at.desc()).limit(1)).one()


@pytest.mark.parametrize(("minutes", "is_touched"), [(4, False), (6, True)])
def test_a_session_is_touched_after_five_minutes_even_by_a_get(
    member: Member, shop: Shop, minutes: int, is_touched: bool
) -> None:
    browser = member()
    _age_session(minutes)
    before = _seen_at()

    assert browser.get(f"/s/{shop.slug}/probe/customers").status_code == 200

    assert (_seen_at() != before) is is_touched
