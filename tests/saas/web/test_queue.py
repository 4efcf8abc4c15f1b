"""The queue: whom to call, why, and who sees which cards."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from tests.saas.web.answers import answer, in_order
from tests.saas.web.conftest import NAMES

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


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


def test_the_caller_sees_what_his_day_has_brought(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    browser = member("advisor")
    before = browser.get(f"/s/{shop.slug}/queue", headers=ENGLISH).text

    day = (today + timedelta(days=3)).isoformat()
    after = browser.post(f"{queue[0]}/outcome", answer("booked", day=day), htmx=True, headers=ENGLISH).text

    assert "0 of 3 people" in before
    assert "1 of 3 people" in after
    assert "1 booked" in after
    assert "Your day" not in member("viewer").get(f"/s/{shop.slug}/queue", headers=ENGLISH).text


def test_a_card_can_be_put_off_without_a_call(member: Member, shop: Shop, queue: list[str], today: date) -> None:
    browser, until = member("advisor"), (today + timedelta(days=1)).isoformat()
    form = {"request_key": str(uuid.uuid4()), "until_on": until}

    after, again = (browser.post(f"{queue[0]}/snooze", form, htmx=True) for _ in range(2))
    another = browser.post(f"{queue[0]}/snooze", form | {"request_key": str(uuid.uuid4())}, htmx=True)

    assert (after.status_code, again.status_code, another.status_code) == (200, 200, 422)
    with tenant_scope(shop.id):
        assert [row.state for row in in_order()] == ["snoozed", "open", "open"]


def test_who_sees_only_the_pool_is_not_told_that_all_is_done(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(state="carried"))
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/queue", headers=ENGLISH).text

    assert "Nothing lies in the pool" in page
    assert "All done for today" not in page


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "9999-12-31"])
def test_a_card_cannot_be_put_off_to_a_day_that_makes_no_sense(
    member: Member, shop: Shop, queue: list[str], until: str
) -> None:
    form = {"request_key": str(uuid.uuid4()), "until_on": until}

    assert member("advisor").post(f"{queue[0]}/snooze", form).status_code == 422


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
        for row, user in zip(in_order(), (mine, hers), strict=False):
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


def test_a_shop_without_any_queue_is_told_what_makes_one(member: Member, shop: Shop) -> None:
    page = member("owner").get(f"/s/{shop.slug}/queue", headers=ENGLISH)

    assert page.status_code == 200
    assert "There is no queue yet" in page.text
    assert "Import a file" in page.text


def test_a_queue_that_is_done_is_a_page_too(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(state="done"))
        db.session.commit()

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


def test_a_day_before_the_first_queue_does_not_ask_for_an_import(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("manager").get(f"/s/{shop.slug}/queue?on=2020-01-01", headers=ENGLISH).text

    assert "No queue was made for this day" in page


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
    assert f"tab=done&amp;whose=all&amp;on={yesterday}" in page
    assert browser.get(f"/s/{shop.slug}/queue?on=nonsense", headers=ENGLISH).text.count("data-row") == 2
