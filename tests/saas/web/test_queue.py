"""The queue: whom to call, why, what came of it, and the way back."""

import json
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.db import db, new_id
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.needs.models import CarReport
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from tests.saas.web.conftest import NAMES

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def _in_order() -> list[FollowUp]:
    return list(db.session.scalars(select(FollowUp).order_by(FollowUp.band, FollowUp.score.desc())))


def answer(outcome: str, **told: object) -> dict[str, object]:
    """The fields of a filled form."""
    return {"request_key": str(new_id()), "outcome": outcome, "channel": "call", **told}


def test_the_queue_shows_the_list_and_whom_to_call_first(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("advisor").get(f"/s/{shop.slug}/queue", headers=ENGLISH).text

    assert page.count("data-row") == 3
    assert page.index("陈晓敏") < page.index("刘洋") < page.index("孙丽华")
    assert "Call these 3 first" in page
    assert "139 0000 0000" in page
    assert "3-day call" in page
    assert "Satisfied" in page


def test_a_card_tells_why_today_and_what_was_done(member: Member, queue: list[str]) -> None:
    card = member("advisor").get(queue[1], htmx=True, headers=ENGLISH).text

    assert "<html" not in card
    assert 'id="queue-card"' in card
    assert "刘洋" in card
    assert "is everything in order?" in card
    assert "大众 帕萨特 2019" in card
    assert "小保养" in card
    assert "148 days" in card


def test_an_outcome_closes_the_card_and_the_next_one_follows(member: Member, shop: Shop, queue: list[str]) -> None:
    after = member("advisor").post(f"{queue[0]}/outcome", answer("satisfied", reason="all_good"), htmx=True)

    assert after.status_code == 200
    assert "刘洋" in after.text.split('id="queue-head"')[0]
    assert after.headers["HX-Push-Url"] == queue[1]
    assert "follow-up:next" in json.loads(after.headers["HX-Trigger"])
    assert after.text.count("data-row") == 2
    with tenant_scope(shop.id):
        assert [row.state for row in _in_order()] == ["done", "open", "open"]


def test_a_booking_becomes_an_appointment_on_its_day(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    day = today + timedelta(days=3)

    member("advisor").post(f"{queue[0]}/outcome", answer("booked", day=day.isoformat()), htmx=True)

    with tenant_scope(shop.id):
        assert db.session.scalars(select(Appointment.due_on)).all() == [day]


def test_the_caller_sees_what_his_day_has_brought(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    browser = member("advisor")
    before = browser.get(f"/s/{shop.slug}/queue", headers=ENGLISH).text

    day = (today + timedelta(days=3)).isoformat()
    after = browser.post(f"{queue[0]}/outcome", answer("booked", day=day), htmx=True, headers=ENGLISH).text

    assert "0 of 3 people" in before
    assert "1 of 3 people" in after
    assert "1 booked" in after
    assert "Your day" not in member("viewer").get(f"/s/{shop.slug}/queue", headers=ENGLISH).text


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
        assert _in_order()[0].state == "done"


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
    assert "Somebody has finished this follow-up already" in second.text


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
        assert [row.state for row in _in_order()] == ["open", "open", "open"]


def test_a_card_can_be_put_off_without_a_call(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    browser, until = member("advisor"), (today + timedelta(days=1)).isoformat()

    after = browser.post(f"{queue[0]}/snooze", {"until_on": until}, htmx=True)
    again = browser.post(f"{queue[0]}/snooze", {"until_on": until}, htmx=True)

    assert after.status_code == 200
    assert again.status_code == 422
    with tenant_scope(shop.id):
        assert [row.state for row in _in_order()] == ["snoozed", "open", "open"]


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "9999-12-31"])
def test_a_card_cannot_be_put_off_to_a_day_that_makes_no_sense(
    member: Member, shop: Shop, queue: list[str], until: str
) -> None:
    assert member("advisor").post(f"{queue[0]}/snooze", {"until_on": until}).status_code == 422


def test_the_tabs_show_what_is_open_what_was_done_and_what_was_booked(
    member: Member, shop: Shop, queue: list[str], today: date
) -> None:
    browser = member("advisor")
    browser.post(f"{queue[0]}/outcome", answer("booked", day=(today + timedelta(2)).isoformat()), htmx=True)
    browser.post(f"{queue[1]}/outcome", answer("satisfied", note="挺好"), htmx=True)

    tabs = {tab: browser.get(f"/s/{shop.slug}/queue?tab={tab}", htmx=True).text for tab in ("open", "done", "booked")}

    found = {tab: [name for name in NAMES if name in text] for tab, text in tabs.items()}
    assert found == {"open": ["孙丽华"], "done": ["陈晓敏", "刘洋"], "booked": ["陈晓敏"]}


@pytest.mark.parametrize(("typed", "found"), [("晓敏", ["陈晓敏"]), ("1390000", list(NAMES)), ("nobody", [])])
def test_the_queue_is_searched_like_customers(
    member: Member, shop: Shop, queue: list[str], typed: str, found: list[str]
) -> None:
    listed = member("advisor").get(f"/s/{shop.slug}/queue", query_string={"query": typed}, htmx=True).text

    assert [name for name in NAMES if name in listed] == found


def test_an_advisor_sees_his_own_cards_and_the_pool_a_manager_all(
    app: Flask, member: Member, whole_probe: Flask, shop: Shop, queue: list[str]
) -> None:
    mine, hers = factories.create_user("李婷"), factories.create_user("赵强")
    for user in (mine, hers):
        factories.create_membership(shop, user, "advisor")
    with tenant_scope(shop.id):
        for row, user in zip(_in_order(), (mine, hers), strict=False):
            row.assigned_to_id = user.id
        db.session.commit()
    browser = Browser(whole_probe).sign_in(mine)

    seen = browser.get(f"/s/{shop.slug}/queue", htmx=True).text

    assert [name for name in NAMES if name in seen] == ["陈晓敏", "孙丽华"]
    assert browser.get(queue[1]).status_code == 404
    assert browser.post(f"{queue[1]}/outcome", answer("no_answer")).status_code == 404
    assert "孙丽华" not in browser.get(f"/s/{shop.slug}/queue?whose=mine", htmx=True).text
    assert all(name in member("manager").get(f"/s/{shop.slug}/queue", htmx=True).text for name in NAMES)


@pytest.mark.parametrize("asked", ["0", "-3", "9", "9" * 30])
def test_a_page_that_does_not_exist_is_the_nearest_there_is(
    member: Member, shop: Shop, queue: list[str], asked: str
) -> None:
    listed = member("advisor").get(f"/s/{shop.slug}/queue?page={asked}", htmx=True)

    assert listed.text.count("data-row") == 3


def test_an_empty_queue_is_a_page_too(member: Member, shop: Shop) -> None:
    page = member("advisor").get(f"/s/{shop.slug}/queue", headers=ENGLISH)

    assert page.status_code == 200
    assert "All done for today" in page.text


def test_a_viewer_looks_but_may_not_record(member: Member, shop: Shop, queue: list[str]) -> None:
    viewer = member("viewer")

    assert "outcome-satisfied" not in viewer.get(queue[0]).text
    assert viewer.post(f"{queue[0]}/outcome", answer("satisfied", note="x")).status_code == 403
    assert viewer.post(f"{queue[0]}/snooze", {"until_on": "2099-01-01"}).status_code == 403
    assert viewer.post(f"/s/{shop.slug}/contacts/{uuid.uuid4()}/undo").status_code == 403


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, queue: list[str]) -> None:
    member("advisor").post(f"{queue[1]}/outcome", answer("satisfied", note="挺好"))
    with tenant_scope(shop.id):
        contact_id = db.session.scalars(select(Contact.id)).one()
    stranger, theirs = member("owner", of=other_shop), queue[0].replace(shop.slug, other_shop.slug)

    for address in (queue[0], theirs):
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}/outcome", answer("no_answer")).status_code == 404
        assert stranger.post(f"{address}/snooze", {"until_on": "2099-01-01"}).status_code == 404
    assert stranger.get(f"/s/{shop.slug}/queue").status_code == 404
    assert stranger.post(f"/s/{other_shop.slug}/contacts/{contact_id}/undo").status_code == 404


def test_a_tab_that_does_not_exist_is_refused_in_words(member: Member, shop: Shop) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/queue?tab=lost").status_code == 422
    assert member("viewer").get(f"/s/{shop.slug}/queue?whose=god").status_code == 422


def test_the_queue_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("advisor")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/queue")

    # who asks, with his shops; the day in numbers, its lines, the caller's own; the card, what to say (the pool has no
    # names to ask for)
    assert len(queries) == 6


def test_a_card_asks_for_no_list(member: Member, queue: list[str]) -> None:
    browser = member("advisor")

    with recorded_queries() as queries:
        browser.get(queue[0], htmx=True)

    # who asks; the follow-up, its card, what to say
    assert len(queries) == 4
    assert not any("count(*) OVER" in each for each in queries)


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


def test_the_queue_of_another_day_can_be_looked_at(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    yesterday = today - timedelta(days=1)
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(queue_on=yesterday).where(FollowUp.id == queue[2].split("/")[-1]))
        db.session.commit()
    browser = member("manager")

    page = browser.get(f"/s/{shop.slug}/queue?on={yesterday}", headers=ENGLISH).text

    assert page.count("data-row") == 1
    assert "孙丽华" in page
    assert f"{queue[2]}?on={yesterday}" in page
    assert browser.get(f"/s/{shop.slug}/queue?on=nonsense", headers=ENGLISH).text.count("data-row") == 2
