"""At the dial: one advisor per customer, and what became true after the queue was planned."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.follow_ups.models import FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
FIRST = 'href="tel:13900000000"'


def row_of(address: str) -> FollowUp:
    return db.session.scalars(select(FollowUp).where(FollowUp.id == address.rsplit("/", 1)[-1])).one()


def dial(browser: Browser, address: str, **form: str) -> str:
    return browser.post(f"{address}/claim", form, htmx=True, headers=ENGLISH).text


def test_who_opens_a_card_may_dial_and_it_is_his_for_a_while(member: Member, queue: list[str]) -> None:
    browser = member("advisor")

    before, panel = browser.get(queue[0], htmx=True).text, dial(browser, queue[0])

    assert FIRST not in before
    assert f'hx-post="{queue[0]}/claim"' in before
    assert FIRST in panel
    assert "Yours until" in panel
    assert "<html" not in panel
    assert FIRST in browser.get(queue[0], htmx=True).text


def test_a_colleague_is_told_who_is_on_the_phone_and_gets_no_number_to_dial(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    dial(member("advisor"), queue[0])
    colleague = member("advisor")

    panel = dial(colleague, queue[0])
    page = colleague.get(queue[0], headers=ENGLISH).text

    assert "王建国 has this card open until" in panel
    assert FIRST not in panel + page
    assert "On the phone" in page


def test_a_card_nobody_asked_for_gives_way_to_the_next_free_one(member: Member, queue: list[str]) -> None:
    dial(member("advisor"), queue[0])
    colleague = member("advisor")

    instead = colleague.post(f"{queue[0]}/claim", {"instead": "1"}, htmx=True)

    assert instead.headers["HX-Retarget"] == "#queue-card"
    assert 'href="tel:13900000001"' in instead.text
    assert colleague.post(f"{queue[0]}/claim", {"instead": "1"}).location.endswith("/queue")


def test_the_queue_shows_each_advisor_another_customer_first(member: Member, shop: Shop, queue: list[str]) -> None:
    dial(member("advisor"), queue[0])

    page = member("advisor").get(f"/s/{shop.slug}/queue").text

    assert f'hx-post="{queue[1]}/claim"' in page
    assert f'hx-post="{queue[0]}/claim"' not in page


def test_the_next_card_is_taken_with_the_outcome_of_the_last(member: Member, queue: list[str]) -> None:
    form = {"request_key": "01936f00-0000-7000-8000-000000000001", "outcome": "no_answer", "channel": "call"}
    browser = member("advisor")

    after = browser.post(f"{queue[0]}/outcome", form, htmx=True).text

    assert 'href="tel:13900000001"' in after
    assert "has this card open" in dial(member("advisor"), queue[1])


def test_without_a_script_the_number_follows_after_one_tap(member: Member, queue: list[str]) -> None:
    browser = member("advisor")

    answered = browser.post(f"{queue[0]}/claim")

    assert (answered.status_code, answered.location) == (303, queue[0])
    assert FIRST in browser.get(answered.location).text


def test_when_a_claim_has_ended_the_card_asks_again_by_a_tap_only(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")
    dial(browser, queue[0])
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(claimed_until=clock.now() - timedelta(seconds=1)))
        db.session.commit()

    panel = browser.get(f"{queue[0]}/dial", htmx=True).text

    assert FIRST not in panel
    assert "intersect" not in panel
    assert FIRST in dial(browser, queue[0])


def test_a_finished_card_cannot_be_opened_for_a_call(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        row_of(queue[0]).state = "done"
        db.session.commit()

    refused = member("advisor").post(f"{queue[0]}/claim", htmx=True, headers=ENGLISH)

    assert refused.status_code == 422
    assert "This follow-up is done already" in refused.text


def test_who_is_in_the_shop_today_is_not_called_by_surprise(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    with tenant_scope(shop.id):
        row = row_of(queue[0])
        customer = db.session.scalars(select(Customer).where(Customer.id == row.customer_id)).one()
        car = db.session.scalars(select(Vehicle).where(Vehicle.customer_id == row.customer_id)).one()
        factories.create_order(customer, car, None, status="open", arrived_on=today)  # type: ignore[arg-type]
        db.session.commit()

    assert "Is in the shop today" in dial(member("advisor"), queue[0])


def test_an_appointment_made_meanwhile_is_said(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    day = today + timedelta(days=2)
    with tenant_scope(shop.id):
        db.session.add(Appointment(customer_id=row_of(queue[0]).customer_id, due_on=day, due_time=time(10, 30)))
        db.session.commit()

    assert f"Is booked for {day} 10:30." in dial(member("advisor"), queue[0])


def test_a_visit_of_yesterday_that_the_plan_did_not_know_is_said(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    yesterday = today - timedelta(days=1)
    with tenant_scope(shop.id):
        car = db.session.scalars(select(Vehicle).where(Vehicle.customer_id == row_of(queue[0]).customer_id)).one()
        factories.create_order(None, car, yesterday)
        db.session.commit()

    assert f"Was here on {yesterday}" in dial(member("advisor"), queue[0])


def test_outside_calling_hours_the_number_does_not_dial(
    member: Member, queue: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 4, 30, tzinfo=UTC))

    panel = dial(member("advisor"), queue[0])

    assert "No call: Outside calling hours. From 2026-07-01 14:00 on." in panel
    assert "139 0000 0000" in panel
    assert FIRST not in panel


def test_who_refused_calls_meanwhile_is_not_called(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(Customer).values(do_not_call=True))
        db.session.commit()

    panel = dial(member("advisor"), queue[0])

    assert "No call: Does not want to be called." in panel
    assert FIRST not in panel


def test_who_was_reached_today_already_is_named(member: Member, shop: Shop, queue: list[str]) -> None:
    form = {"request_key": "01936f00-0000-7000-8000-000000000002", "outcome": "later", "channel": "call"}
    member("advisor").post(f"{queue[0]}/outcome", form | {"day": clock.today(shop.timezone).isoformat()}, htmx=True)

    assert "王建国 reached this customer today at" in dial(member("advisor"), queue[0])


def test_the_panel_asks_the_database_a_fixed_number_of_times(member: Member, queue: list[str]) -> None:
    browser = member("advisor")

    with recorded_queries() as queries:
        dial(browser, queue[0])

    # who asks; the follow-up, the claim, what is true now, the name of who has it; five for the governor
    assert len(queries) == 10


@pytest.mark.parametrize("role", ["viewer"])
def test_who_may_not_record_sees_numbers_that_do_not_dial(member: Member, queue: list[str], role: str) -> None:
    browser = member(role)

    assert "139 0000 0000" in browser.get(queue[0]).text
    assert FIRST not in browser.get(queue[0]).text
    assert browser.post(f"{queue[0]}/claim").status_code == 403


def test_a_stranger_opens_nothing(member: Member, other_shop: Shop, queue: list[str]) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.post(f"{queue[0]}/claim").status_code == 404
    assert stranger.get(f"{queue[0]}/dial").status_code == 404
