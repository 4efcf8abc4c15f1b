"""What a phone kept until there was a queue of another day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups import plan
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.phones import cards_of, contacts, kept, said

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def plan_the_next_day(shop: Shop, today: date) -> None:
    """The list of the cards becomes yesterday's, and today's is planned."""
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(queue_on=today - timedelta(days=1)))
        plan.plan_queue(today)
        db.session.commit()


def who_wants_no_calls(shop: Shop) -> int:
    with tenant_scope(shop.id):
        return len(db.session.scalars(select(Customer.id).where(Customer.do_not_call)).all())


def yesterday() -> str:
    return said(clock.now() - timedelta(hours=23))


def test_what_was_said_yesterday_is_written_on_todays_card(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)
    refusal = kept(yesterday()) | {"outcome": "dnc", "reason": "privacy"}

    answer = member("advisor").post(f"{queue[0]}/outcome", refusal, htmx=True)

    before, now = cards_of(shop, queue[0])
    assert answer.status_code == 204
    assert (before.state, now.state, now.outcome) == ("carried", "done", "dnc")
    assert who_wants_no_calls(shop) == 1


def test_nobody_answered_yesterday_leaves_todays_card_to_be_worked(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)

    answer = member("advisor").post(f"{queue[0]}/outcome", kept(yesterday()), htmx=True)

    now = cards_of(shop, queue[0])[-1]
    assert answer.status_code == 204
    assert (now.state, now.tries) == ("open", 1)


@pytest.mark.parametrize("state", ["done", "snoozed"])
def test_who_refuses_contact_is_heard_though_a_colleague_has_finished_the_card(
    member: Member, shop: Shop, queue: list[str], today: date, state: str
) -> None:
    plan_the_next_day(shop, today)
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).where(FollowUp.queue_on == today).values(state=state))
        db.session.commit()
    refusal = kept(yesterday()) | {"outcome": "dnc", "reason": "privacy"}

    answer = member("advisor").post(f"{queue[0]}/outcome", refusal, htmx=True)

    now = cards_of(shop, queue[0])[-1]
    assert answer.status_code == 204
    assert (now.state, now.outcome) == (state, None)
    assert who_wants_no_calls(shop) == 1
    assert len(contacts(shop)) == 1


def test_a_call_nobody_answered_is_refused_where_a_colleague_has_finished_the_card(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).where(FollowUp.queue_on == today).values(state="done"))
        db.session.commit()

    answer = member("advisor").post(f"{queue[0]}/outcome", kept(yesterday()), htmx=True)

    assert answer.status_code == 422
    assert contacts(shop) == []


def test_an_answer_from_an_open_page_of_yesterday_is_written_and_taken_back(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)
    browser = member("advisor")
    refusal = {"request_key": str(new_id()), "outcome": "dnc", "channel": "call", "reason": "privacy"}
    assert browser.post(f"{queue[0]}/outcome", refusal, htmx=True).status_code == 200
    assert who_wants_no_calls(shop) == 1
    with tenant_scope(shop.id):
        contact_id = db.session.scalars(select(Contact.id)).one()

    answer = browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo", htmx=True)

    assert answer.status_code == 200
    assert cards_of(shop, queue[0])[-1].state == "open"
    assert who_wants_no_calls(shop) == 0


def test_a_key_that_was_used_for_another_outcome_is_refused_in_words(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    browser, outcome = member("advisor"), kept(said(clock.now()))
    browser.post(f"{queue[0]}/outcome", outcome, htmx=True)

    for address, other in ((queue[0], {"outcome": "dnc", "reason": "privacy"}), (queue[1], {})):
        answer = browser.post(f"{address}/outcome", outcome | other, htmx=True, headers=ENGLISH)
        assert answer.status_code == 422
        assert "Load the card again" in answer.text

    assert len(contacts(shop)) == 1


def put_off(until_on: date, happened_at: datetime) -> dict[str, object]:
    """The fields of a card that was put off without a network."""
    return {"request_key": str(new_id()), "until_on": until_on.isoformat(), "happened_at": said(happened_at)}


def test_what_was_put_off_without_a_network_rests_from_then_on(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    form = put_off(today + timedelta(2), clock.now() - timedelta(hours=1))

    codes = [member("advisor").post(f"{queue[0]}/snooze", form, htmx=True).status_code for _ in range(2)]

    assert codes == [204, 204]
    assert [card.state for card in cards_of(shop, queue[0])] == ["snoozed"]
    assert contacts(shop) == []


def test_what_was_put_off_yesterday_puts_off_todays_card_once(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)
    browser, form = member("advisor"), put_off(today + timedelta(1), clock.now() - timedelta(hours=23))
    assert browser.post(f"{queue[0]}/snooze", form, htmx=True).status_code == 204
    assert [card.state for card in cards_of(shop, queue[0])] == ["carried", "snoozed"]
    with tenant_scope(shop.id):  # somebody took it up again
        db.session.execute(update(FollowUp).where(FollowUp.queue_on == today).values(state="open"))
        db.session.commit()

    assert browser.post(f"{queue[0]}/snooze", form, htmx=True).status_code == 204

    assert cards_of(shop, queue[0])[-1].state == "open"


def test_a_day_that_has_come_before_the_network_puts_nothing_off(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    plan_the_next_day(shop, today)

    answer = member("advisor").post(f"{queue[0]}/snooze", put_off(today, clock.now() - timedelta(hours=23)), htmx=True)

    assert answer.status_code == 204
    assert cards_of(shop, queue[0])[-1].state == "open"


def test_putting_off_needs_the_key_of_its_form(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    form = put_off(today + timedelta(2), clock.now()) | {"request_key": ""}

    assert member("advisor").post(f"{queue[0]}/snooze", form, htmx=True).status_code == 422
    assert cards_of(shop, queue[0])[-1].state == "open"
