"""What a phone needs to work without a network, and what comes from it later; the sheet of paper."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import wishes
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups import governing, plan
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.scope import tenant_scope
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def kept(happened_at: str) -> dict[str, object]:
    """The fields of an outcome that waited on a phone."""
    return {"request_key": str(new_id()), "outcome": "no_answer", "channel": "call", "happened_at": happened_at}


def said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def contacts(shop: Shop) -> list[datetime]:
    with tenant_scope(shop.id):
        return list(db.session.scalars(select(Contact.contacted_at)))


def test_the_app_of_a_shop_starts_at_its_queue_and_stays_in_its_path(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/app.webmanifest", headers=ENGLISH)

    told = json.loads(answer.text)
    assert answer.mimetype == "application/manifest+json"
    assert (told["start_url"], told["scope"]) == (f"/s/{shop.slug}/queue", f"/s/{shop.slug}/")
    assert told["short_name"] == "城关店"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}


def test_the_worker_lies_in_the_path_of_its_shop(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/worker.js")

    assert answer.mimetype == "text/javascript"
    assert "huitou:" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_kept_page_has_numbers_reasons_and_every_outcome(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("advisor").get(f"/s/{shop.slug}/queue/offline", headers=ENGLISH).text

    assert page.count("data-record=") == 3
    assert "139 0000 0000" in page
    assert "3-day call" in page
    assert 'id="outcome-renewed"' in page


def test_who_may_not_record_keeps_a_list_without_forms(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/queue/offline", headers=ENGLISH).text

    assert "139 0000 0000" in page
    assert "data-record=" not in page
    assert 'id="outcome-busy"' not in page


def test_what_is_a_colleagues_own_is_on_no_other_phone(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(assigned_to_id=new_id()))
        db.session.commit()

    for path in ("queue/offline", "queue/print"):
        assert "139 0000 0000" not in member("owner").get(f"/s/{shop.slug}/{path}").text


def test_who_must_not_be_called_has_no_number_on_paper(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("viewer")
    assert "139 0000 0000" in browser.get(f"/s/{shop.slug}/queue/print").text
    with tenant_scope(shop.id):
        db.session.execute(update(Customer).values(do_not_call=True))
        db.session.commit()

    page = browser.get(f"/s/{shop.slug}/queue/print").text

    assert "陈晓敏" in page
    assert "139 0000 0000" not in page


@pytest.mark.parametrize("path", ["queue/print", "queue/offline"])
def test_who_refused_calls_has_a_reason_in_place_of_a_number(
    member: Member, shop: Shop, queue: list[str], path: str
) -> None:
    with tenant_scope(shop.id):
        everybody = list(db.session.scalars(select(Customer.id)))
        wishes.record_consent(everybody, "call", wishes.Status.REFUSED, source="counter", at=clock.now())
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/{path}", headers=ENGLISH).text

    assert "陈晓敏" in page
    assert "139 0000 0000" not in page
    assert "No call: Refused this channel." in page


def test_a_stranger_gets_neither_app_nor_sheet(member: Member, shop: Shop, other_shop: Shop) -> None:
    stranger = member("owner", of=other_shop)

    for path in ("worker.js", "app.webmanifest", "queue/offline", "queue/print"):
        assert stranger.get(f"/s/{shop.slug}/{path}").status_code == 404


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


def plan_the_next_day(shop: Shop, today: date) -> None:
    """The list of the cards becomes yesterday's, and today's is planned."""
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(queue_on=today - timedelta(days=1)))
        plan.plan_queue(today)
        db.session.commit()


def cards_of(shop: Shop, address: str) -> list[Any]:
    """All cards of the customer of an address, the oldest first: state, outcome, tries."""
    with tenant_scope(shop.id):
        whose = select(FollowUp.customer_id).where(FollowUp.id == uuid.UUID(address.rpartition("/")[2]))
        wanted = select(FollowUp.state, FollowUp.outcome, FollowUp.tries).order_by(FollowUp.queue_on)
        return list(db.session.execute(wanted.where(FollowUp.customer_id == whose.scalar_subquery())))


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
