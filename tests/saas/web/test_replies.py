"""The answer to a message is recorded on the card that the message finished (domain.md 4.6)."""

import re
from collections.abc import Callable

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.models import Contact
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.answers import answer

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def offered(card: str) -> set[str]:
    return set(re.findall(r'name="outcome" value="(\w+)"', card))


def test_a_card_done_by_a_message_offers_what_a_customer_may_answer(member: Member, queue: list[str]) -> None:
    browser = member("advisor")
    browser.post(f"{queue[0]}/outcome", answer("message_sent"), htmx=True)

    card = browser.get(queue[0], htmx=True, headers=ENGLISH).text
    rest = browser.get(f"{queue[0]}/outcomes", htmx=True, headers=ENGLISH).text

    assert "What was the answer?" in card
    assert "Message sent" in card
    assert {"satisfied", "booked"} <= offered(card)
    assert not {"no_answer", "busy", "invalid", "message_sent"} & (offered(card) | offered(rest))


def test_the_answer_is_recorded(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")
    browser.post(f"{queue[0]}/outcome", answer("message_sent"), htmx=True)

    told = browser.post(f"{queue[0]}/outcome", answer("satisfied", reason="all_good"), htmx=True)

    assert told.status_code == 200
    with tenant_scope(shop.id):
        written = db.session.scalars(select(Contact.outcome).order_by(Contact.id))
        assert list(written) == ["message_sent", "satisfied"]


def test_a_card_done_by_a_call_offers_nothing_more(member: Member, queue: list[str]) -> None:
    browser = member("advisor")
    browser.post(f"{queue[0]}/outcome", answer("satisfied", reason="all_good"), htmx=True)

    card = browser.get(queue[0], htmx=True, headers=ENGLISH).text

    assert "Recorded" in card
    assert not offered(card)
