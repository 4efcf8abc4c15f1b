"""A form that arrives twice, at once or with other words: one contact, and nothing is dropped in silence."""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.db import db, new_id
from tenants.follow_ups import contacts
from tenants.follow_ups.contacts import StaleForm
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, Reason
from tenants.follow_ups.windows import Half
from tenants.scope import tenant_scope
from tests.factories import create_customer, create_follow_up

TODAY = date(2026, 7, 1)
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
AT_ONCE = 6


def create_card() -> uuid.UUID:
    customer = create_customer()
    window = {"anchor_on": TODAY, "open_on": TODAY, "deadline_on": TODAY + timedelta(7), "grace_days": 7}
    reason = Reason(id=new_id(), customer_id=customer.id, trigger="LAPSE", **window)
    db.session.add(reason)
    return create_follow_up(customer, TODAY, reason_ids=[str(reason.id)]).id


def say(card: uuid.UUID, key: uuid.UUID, outcome: str = "no_answer") -> Contact:
    return contacts.record(
        card,
        Answer(outcome, "call", reason="privacy" if outcome == "dnc" else ""),
        user_id=uuid.UUID(int=1),
        now=NOW,
        moment=Moment(TODAY, Half.AM),
        request_key=key,
    )


@pytest.fixture
def cards(shop: Shop) -> Iterator[list[uuid.UUID]]:
    """As many as people who press, committed."""
    with tenant_scope(shop.id):
        ids = [create_card() for _ in range(AT_ONCE)]
        db.session.commit()
        yield ids


def all_at_once(app: Flask, shop: Shop, cards: list[uuid.UUID], outcome: str) -> list[uuid.UUID | None]:
    """The contact that each got for one key, None who was told that his form is stale."""
    start, key = threading.Barrier(AT_ONCE, timeout=60), new_id()

    def one(card: uuid.UUID) -> uuid.UUID | None:
        with app.app_context(), tenant_scope(shop.id):
            start.wait()
            try:
                contact_id = say(card, key, outcome).id
            except StaleForm:
                db.session.rollback()
                return None
            db.session.commit()
            return contact_id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, cards))


@pytest.mark.parametrize("outcome", ["no_answer", "dnc"])
def test_a_form_sent_many_times_at_once_is_one_contact(
    app: Flask, shop: Shop, cards: list[uuid.UUID], outcome: str
) -> None:
    got = all_at_once(app, shop, [cards[0]] * AT_ONCE, outcome)

    assert len(set(got)) == 1
    assert None not in got
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 1


def test_a_key_used_for_many_cards_at_once_makes_one_contact_and_refuses_the_others(
    app: Flask, shop: Shop, cards: list[uuid.UUID]
) -> None:
    got = all_at_once(app, shop, cards, "no_answer")

    assert len([each for each in got if each]) == 1
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 1


@pytest.mark.usefixtures("in_shop")
def test_a_key_that_made_another_contact_is_refused() -> None:
    card, other, key = create_card(), create_card(), new_id()
    say(card, key)

    with pytest.raises(StaleForm, match="Load the card again"):
        say(other, key)
    with pytest.raises(StaleForm):
        say(card, key, "dnc")


@pytest.mark.usefixtures("in_shop")
def test_the_same_form_again_answers_with_its_contact() -> None:
    card, key = create_card(), new_id()

    assert say(card, key, "dnc") is say(card, key, "dnc")
