"""An address or an open page of an earlier day leads to the customer's newest card."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.db import db, new_id
from tenants.follow_ups import plan
from tenants.follow_ups.models import FollowUp
from tenants.scope import tenant_scope
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
ASKED = "asked_on=2026-06-30"
SAID = "That card was of 2026-06-30. This is the newest of the same customer."


@pytest.fixture
def newest(shop: Shop, queue: list[str], today: date) -> str:
    """The queue of the cards is that of yesterday; the address of today's card of the first customer."""
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(queue_on=today - timedelta(1)))
        plan.plan_queue(today)
        db.session.commit()
        old = db.session.scalars(select(FollowUp).where(FollowUp.id == id_of(queue[0]))).one()
        his = select(FollowUp.id).where(FollowUp.customer_id == old.customer_id, FollowUp.queue_on == today)
        return f"/s/{shop.slug}/queue/{db.session.scalars(his).one()}"


def id_of(address: str) -> uuid.UUID:
    return uuid.UUID(address.rpartition("/")[2])


def set_state(shop: Shop, address: str, **values: object) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).where(FollowUp.id == id_of(address)).values(**values))
        db.session.commit()


@pytest.mark.parametrize("state", ["carried", "done", "snoozed", "resolved", "expired"])
def test_an_address_of_yesterday_opens_the_card_of_today_and_says_so(
    member: Member, shop: Shop, queue: list[str], newest: str, state: str
) -> None:
    browser = member("advisor")
    set_state(shop, queue[0], state=state)

    answer = browser.get(queue[0], headers=ENGLISH)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{newest}?{ASKED}")
    assert SAID in browser.get(answer.headers["Location"], headers=ENGLISH).text


@pytest.mark.parametrize("verb", ["show", "claim"])
def test_a_page_left_open_over_night_goes_there_too(member: Member, queue: list[str], newest: str, verb: str) -> None:
    browser = member("advisor")

    if verb == "show":
        answer = browser.get(queue[0], htmx=True, headers=ENGLISH)
    else:
        answer = browser.post(f"{queue[0]}/claim", htmx=True, headers=ENGLISH)

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{newest}?{ASKED}")


def test_without_a_script_a_tap_on_an_old_number_leads_to_the_card_of_today(
    member: Member, queue: list[str], newest: str
) -> None:
    answer = member("advisor").post(f"{queue[0]}/claim")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{newest}?{ASKED}")


def test_the_list_stays_as_it_was(member: Member, queue: list[str], newest: str) -> None:
    assert member("advisor").get(f"{queue[0]}?whose=pool").headers["Location"] == f"{newest}?{ASKED}&whose=pool"


def test_who_looks_at_a_past_day_sees_its_cards(member: Member, queue: list[str], newest: str, today: date) -> None:
    answer = member("advisor").get(f"{queue[0]}?on={today - timedelta(1)}")

    assert answer.status_code == 200


def test_a_newer_card_that_is_finished_or_a_colleagues_leads_nowhere(
    member: Member, shop: Shop, queue: list[str], newest: str
) -> None:
    browser = member("advisor")
    set_state(shop, newest, state="done")
    assert browser.get(queue[0]).status_code == 200

    set_state(shop, newest, state="open", assigned_to_id=new_id())

    assert browser.get(queue[0]).status_code == 200
    assert member("manager").get(queue[0]).status_code == 303


def test_a_card_that_is_over_says_why_it_cannot_be_taken(
    member: Member, shop: Shop, queue: list[str], newest: str
) -> None:
    set_state(shop, newest, state="resolved")

    answer = member("advisor").post(f"{queue[0]}/claim", htmx=True, headers=ENGLISH)

    assert answer.status_code == 422
    assert "The reason for this follow-up is gone" in answer.text
