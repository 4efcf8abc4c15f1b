"""What came of a call: recorded, refused, taken back."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.db import db
from tenants.follow_ups.models import Contact, Reason
from tenants.needs.models import CarReport
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.answers import answer, in_order

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def test_an_outcome_closes_the_card_and_the_next_one_follows(member: Member, shop: Shop, queue: list[str]) -> None:
    after = member("advisor").post(f"{queue[0]}/outcome", answer("satisfied", reason="all_good"), htmx=True)

    assert after.status_code == 200
    assert "刘洋" in after.text.split('id="queue-head"')[0]
    assert after.headers["HX-Push-Url"] == queue[1]
    assert "follow-up:next" in json.loads(after.headers["HX-Trigger"])
    assert after.text.count("data-row") == 2
    with tenant_scope(shop.id):
        assert [row.state for row in in_order()] == ["done", "open", "open"]


def test_a_booking_becomes_an_appointment_on_its_day(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    day = today + timedelta(days=3)

    member("advisor").post(f"{queue[0]}/outcome", answer("booked", day=day.isoformat()), htmx=True)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Appointment.due_on)).all() == [day]


def test_the_card_asks_for_one_fact_and_writes_it_to_the_record(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")
    card = browser.get(queue[0], htmx=True, headers=ENGLISH).text
    assert "how many kilometres are on the clock now?" in card

    told = answer("satisfied", reason="all_good", odometer_km="52000", asked="odometer_km", nps="10")
    browser.post(f"{queue[0]}/outcome", told, htmx=True)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(CarReport.odometer_km)).all() == [52000]
        assert db.session.scalars(select(Reason.trigger).where(Reason.trigger == "REFER_ASK")).all() == ["REFER_ASK"]


def test_whom_three_calls_did_not_reach_gets_a_message_instead(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")
    second = browser.post(f"{queue[1]}/outcome", answer("no_answer"), htmx=True, headers=ENGLISH).text
    with tenant_scope(shop.id):
        db.session.execute(update(Reason).values(tries=2))
        db.session.commit()

    third = browser.post(f"{queue[0]}/outcome", answer("no_answer"), htmx=True, headers=ENGLISH).text

    assert "Write to him instead" not in second
    assert "Write to him instead" in third
    with tenant_scope(shop.id):
        assert in_order()[0].state == "done"


def test_no_answer_is_one_tap(member: Member, queue: list[str]) -> None:
    card = member("advisor").get(queue[0], htmx=True).text

    assert 'id="outcome-no_answer"' in card
    assert 'id="outcome-no_answer-form"' not in card
    assert 'id="outcome-satisfied-form"' in card


def test_what_is_worth_asking_is_kept_with_the_contact(member: Member, shop: Shop, queue: list[str]) -> None:
    told = answer("done_elsewhere", reason="price", competitor="途虎", price_fen="399.50", note="做了大保养")

    member("advisor").post(f"{queue[0]}/outcome", told, htmx=True)

    with tenant_scope(shop.id):
        contact = db.session.scalars(select(Contact)).one()
        assert contact.note == "做了大保养"
        assert contact.answer == {"reason": "price", "competitor": "途虎", "price_fen": 39950}


def test_who_complained_is_asked_for_nothing_in_passing(member: Member, shop: Shop, queue: list[str]) -> None:
    usual = member("advisor").get(queue[0], htmx=True, headers=ENGLISH).text
    with tenant_scope(shop.id):
        db.session.execute(update(Reason).values(trigger="COMPLAINT"))
        db.session.commit()

    grave = member("advisor").get(queue[0], htmx=True, headers=ENGLISH).text

    assert "Ask in passing" in usual
    assert "Ask in passing" not in grave


def test_a_character_that_no_database_keeps_is_left_out(member: Member, shop: Shop, queue: list[str]) -> None:
    answered = member("advisor").post(f"{queue[0]}/outcome", answer("satisfied", note="挺\x00好"), htmx=True)

    assert answered.status_code == 200
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Contact.note)).all() == ["挺好"]


def test_without_a_script_the_outcome_leads_to_the_next_card_with_the_way_back(
    member: Member, shop: Shop, queue: list[str]
) -> None:
    browser = member("advisor")

    after = browser.post(f"{queue[0]}/outcome", answer("satisfied", note="挺好"))
    page = browser.get(after.location, headers=ENGLISH).text

    assert after.status_code == 303
    assert after.location.startswith(queue[1])
    assert "Satisfied" in page
    assert "/undo" in page


def test_the_same_form_sent_twice_is_one_contact(member: Member, shop: Shop, queue: list[str]) -> None:
    browser, form = member("advisor"), answer("satisfied", note="挺好")

    codes = [browser.post(f"{queue[0]}/outcome", form, htmx=True).status_code for _ in range(2)]

    assert codes == [200, 200]
    with tenant_scope(shop.id):
        assert len(db.session.scalars(select(Contact)).all()) == 1


def test_who_comes_second_is_told_that_the_card_is_done(member: Member, shop: Shop, queue: list[str]) -> None:
    member("advisor").post(f"{queue[0]}/outcome", answer("satisfied", note="挺好"), htmx=True)

    second = member("advisor").post(f"{queue[0]}/outcome", answer("no_answer"), htmx=True, headers=ENGLISH)

    assert second.status_code == 422
    assert second.headers["HX-Reswap"] == "none"
    assert "This follow-up is done already" in second.text


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (answer("booked"), "Choose the day, then save again."),
        (answer("booked", day="2020-01-01"), "2020-01-01 is over."),
        (answer("booked", day="tomorrow"), "Choose the day, then save again."),
        (answer("satisfied"), "Tap a reason or write a short note"),
        (answer("satisfied", reason="hung_up"), "Choose one of the reasons shown"),
        (answer("info_updated"), "Add a day, a reason or a short note"),
        (answer("not_needed", note="x" * 2001), "Write at most 2,000 characters."),
        (answer("done_elsewhere", reason="price", price_fen="a lot"), "Write an amount."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_recorded(
    member: Member, shop: Shop, queue: list[str], told: dict[str, object], sentence: str
) -> None:
    browser = member("advisor")

    fragment = browser.post(f"{queue[0]}/outcome", told, htmx=True, headers=ENGLISH)
    page = browser.post(f"{queue[0]}/outcome", told, headers=ENGLISH)

    assert fragment.status_code == page.status_code == 422
    assert all('id="queue-card"' in each.text and sentence in each.text for each in (fragment, page))
    assert "<html" not in fragment.text
    assert told["request_key"] in fragment.text
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Contact)).all() == []


@pytest.mark.parametrize(
    "told",
    [{}, answer("abducted"), answer("satisfied", channel="pigeon"), answer("no_answer", request_key="1")],
)
def test_a_form_that_is_not_ours_is_refused(member: Member, queue: list[str], told: dict[str, object]) -> None:
    refused = member("advisor").post(f"{queue[0]}/outcome", told, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Load the page again" in refused.text


def test_an_outcome_can_be_taken_back_and_its_card_returns(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")
    browser.post(f"{queue[0]}/outcome", answer("satisfied", note="挺好"), htmx=True)
    with tenant_scope(shop.id):
        contact_id = db.session.scalars(select(Contact.id)).one()

    answers = [browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo", htmx=True) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert "陈晓敏" in answers[0].text.split('id="queue-head"')[0]
    with tenant_scope(shop.id):
        assert [row.state for row in in_order()] == ["open", "open", "open"]


def test_outcomes_that_are_seldom_come_when_they_are_asked_for(member: Member, queue: list[str]) -> None:
    browser = member("advisor")

    card = browser.get(queue[0], htmx=True).text
    others = browser.get(f"{queue[0]}/outcomes", htmx=True).text
    page = browser.get(f"{queue[0]}/outcomes").text

    assert 'id="outcome-satisfied"' in card
    assert 'id="outcome-car_sold"' not in card
    assert f'href="{queue[0]}/outcomes"' in card
    assert 'id="outcome-car_sold"' in others
    assert 'id="outcome-satisfied"' not in others
    assert re.search(r'name="price_fen"[^>]* step="0.01"', others), "jiao and fen are asked for too"
    assert all(f'id="outcome-{code}"' in page for code in ("satisfied", "car_sold"))
    assert "<html" in page


def test_a_mistake_in_a_seldom_outcome_shows_them_all_again(member: Member, queue: list[str]) -> None:
    told = answer("done_elsewhere", reason="price", price_fen="a lot")

    card = member("advisor").post(f"{queue[0]}/outcome", told, htmx=True, headers=ENGLISH).text

    assert '<details class="more" open>' in card
    assert 'value="a lot"' in card


def test_who_may_not_record_gets_no_outcomes(member: Member, other_shop: Shop, queue: list[str]) -> None:
    assert member("viewer").get(f"{queue[0]}/outcomes").status_code == 403
    assert member("owner", of=other_shop).get(f"{queue[0]}/outcomes").status_code == 404
