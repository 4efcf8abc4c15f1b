"""What a phone kept without a network, and sent later."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db, new_id
from tenants.follow_ups import governing
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.phones import cards_of, contacts, kept, said

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def test_an_outcome_sent_later_is_of_the_moment_it_was_given(member: Member, shop: Shop, queue: list[str]) -> None:
    an_hour_ago = clock.now().replace(microsecond=0) - timedelta(hours=1)

    answer = member("advisor").post(f"{queue[0]}/outcome", kept(said(an_hour_ago)), htmx=True)

    assert answer.status_code == 204
    assert contacts(shop) == [an_hour_ago]


def test_an_outcome_that_arrives_twice_is_one_contact(member: Member, shop: Shop, queue: list[str]) -> None:
    browser, outcome = member("advisor"), kept(said(clock.now()))

    codes = [browser.post(f"{queue[0]}/outcome", outcome, htmx=True).status_code for _ in range(2)]

    assert codes == [204, 204]
    assert len(contacts(shop)) == 1


def test_sending_later_takes_no_card(member: Member, shop: Shop, queue: list[str]) -> None:
    member("advisor").post(f"{queue[0]}/outcome", kept(said(clock.now())), htmx=True)

    with tenant_scope(shop.id):
        assert not any(db.session.scalars(select(FollowUp.claimed_by_id)))


@pytest.mark.parametrize("ago", [timedelta(hours=26), timedelta(days=3), timedelta(days=10)])
def test_what_a_phone_kept_over_days_is_of_the_moment_it_happened(
    member: Member, shop: Shop, queue: list[str], ago: timedelta
) -> None:
    happened_at = clock.now() - ago

    answer = member("advisor").post(f"{queue[0]}/outcome", kept(said(happened_at)), htmx=True)

    assert answer.status_code == 204
    assert contacts(shop) == [happened_at]


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (timedelta(minutes=6), "Set its clock"),
        (timedelta(days=30), "Set its clock"),
        (timedelta(days=-10, seconds=-1), "This is of 2026-06-21; after 10 days"),
    ],
)
def test_a_moment_to_come_or_long_over_is_refused_in_words(
    member: Member, shop: Shop, queue: list[str], ahead: timedelta, says: str
) -> None:
    outcome = kept(said(clock.now() + ahead))

    answer = member("advisor").post(f"{queue[0]}/outcome", outcome, htmx=True, headers=ENGLISH)

    assert answer.status_code == 422
    assert says in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert contacts(shop) == []


def test_clocks_that_differ_by_minutes_do_no_harm(member: Member, shop: Shop, queue: list[str]) -> None:
    now = clock.now()

    member("advisor").post(f"{queue[0]}/outcome", kept(said(now + timedelta(minutes=4))), htmx=True)

    assert contacts(shop) == [now]


def test_what_follows_is_counted_from_the_day_on_which_it_happened_by_the_shops_clock(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    happened_at = datetime(2026, 6, 27, 23, tzinfo=UTC)  # Sunday the 28th, seven in the morning, in the shop

    member("advisor").post(f"{queue[0]}/outcome", kept(said(happened_at)) | {"outcome": "will_come"}, htmx=True)

    with tenant_scope(shop.id):
        promise = db.session.scalars(select(Reason).where(Reason.trigger == "CALLBACK")).one()
        assert promise.anchor_on == date(2026, 6, 28) + timedelta(7)


def test_the_ledger_counts_it_on_its_day_and_the_time_to_take_it_back_is_over(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    browser, happened_at = member("advisor"), clock.now() - timedelta(days=3)
    browser.post(f"{queue[0]}/outcome", kept(said(happened_at)), htmx=True)

    with tenant_scope(shop.id):
        contact = db.session.scalars(select(Contact)).one()
        contact_id, whom = contact.id, contact.customer_id
        entries = governing.ledgers([whom], clock.now(), ZoneInfo(shop.timezone))[whom].entries
        assert [entry.at.date() for entry in entries] == [date(2026, 6, 28)]
    answer = browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo", htmx=True, headers=ENGLISH)

    assert answer.status_code == 422
    assert "10 minutes" in answer.text


def test_what_came_in_later_is_not_undone_with_what_happened_after_it(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    browser = member("advisor")
    now = {"request_key": str(new_id()), "outcome": "busy", "channel": "call"}
    browser.post(f"{queue[0]}/outcome", now, htmx=True)
    with tenant_scope(shop.id):
        contact_id = db.session.scalars(select(Contact.id)).one()
    browser.post(f"{queue[0]}/outcome", kept(said(clock.now() - timedelta(days=3))), htmx=True)

    answer = browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo", htmx=True, headers=ENGLISH)

    assert "contacted again since" in answer.text
    assert cards_of(shop, queue[0])[-1].tries == 2


def test_a_moment_that_is_none_is_refused(member: Member, shop: Shop, queue: list[str]) -> None:
    answer = member("advisor").post(f"{queue[0]}/outcome", kept("yesterday"), htmx=True)

    assert answer.status_code == 422
    assert contacts(shop) == []


def yesterday() -> str:
    return said(clock.now() - timedelta(hours=23))
