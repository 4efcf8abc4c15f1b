"""What a customer allows, written down on his page."""

import uuid
from collections.abc import Callable
from datetime import time

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import ChannelConsent
from tenants.customers.wishes import Wishes, wishes_of
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def customer_id(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        customer_id = factories.create_customer("赵静", "13900000001").id
        db.session.commit()
        return customer_id


def of(shop: Shop, customer_id: uuid.UUID) -> Wishes:
    with tenant_scope(shop.id):
        return wishes_of([customer_id])[customer_id]


def test_an_answer_is_kept_with_its_proof_and_the_queue_is_planned_again(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    told = {"call": "granted", "sms": "refused", "source": "counter", "place": "前台"}

    response = member("advisor").post(f"/s/{shop.slug}/customers/{customer_id}/consents", told)

    assert response.status_code == 303
    assert of(shop, customer_id).consents == {"call": True, "sms": False}
    with tenant_scope(shop.id):
        row = db.session.scalars(select(ChannelConsent).where(ChannelConsent.channel == "call")).one()
        assert (row.source, row.place, row.by_id is not None, row.text_version is not None) == (
            "counter",
            "前台",
            True,
            True,
        )
        assert [job.actor for job in db.session.scalars(select(Job))] == ["plan_queue"]


def test_what_he_says_on_a_page_from_before_his_merge_is_the_survivors(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    with tenant_scope(shop.id):
        survivor_id = factories.create_customer("赵静").id
        merging.merge(customer_id, survivor_id)
        db.session.commit()
    old_page = f"/s/{shop.slug}/customers/{customer_id}"

    answers = [
        member("advisor").post(f"{old_page}/consents", {"sms": "refused", "source": "counter"}),
        member("advisor").post(f"{old_page}/wishes", {"do_not_contact": "on", "source": "counter"}),
    ]

    assert [each.status_code for each in answers] == [303, 303]
    assert (of(shop, survivor_id).consents["sms"], of(shop, survivor_id).do_not_contact) == (False, True)


def test_the_page_shows_what_was_said(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    browser = member("advisor")
    browser.post(f"/s/{shop.slug}/customers/{customer_id}/consents", {"call": "granted", "source": "call"})

    page = browser.get(f"/s/{shop.slug}/customers/{customer_id}", headers=ENGLISH).text

    assert "Call: agreed" in page
    assert "WeChat: not asked" in page
    assert "On the phone" in page


def test_withdrawing_is_as_easy_and_saying_it_twice_is_harmless(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    browser, address = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}/consents"
    for status in ("granted", "refused", "refused"):
        browser.post(address, {"wechat": status, "source": "message"})

    assert of(shop, customer_id).consents == {"wechat": False}
    with tenant_scope(shop.id):
        assert db.session.scalar(select(func.count()).select_from(ChannelConsent)) == 2


def test_what_is_not_wanted_and_the_hours_are_kept_and_taken_back(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    browser, address = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}/wishes"
    hours = {"preferred_from": "18:00", "preferred_until": "19:30"}

    browser.post(address, {"do_not_call": "yes", "no_profiling": "yes", "source": "call"} | hours)
    told = of(shop, customer_id)
    shown = ["do_not_call", "no_profiling"]
    browser.post(address, {"source": "call", "preferred_from": "", "preferred_until": "", "shown": shown})

    assert (told.do_not_call, told.no_profiling, told.do_not_market) == (True, True, False)
    assert told.preferred == (time(18), time(19, 30))
    assert (of(shop, customer_id).do_not_call, of(shop, customer_id).preferred) == (False, None)


def test_a_page_from_before_a_refusal_does_not_withdraw_it(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    browser, page = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}"
    assert 'name="shown"' not in browser.get(page).text
    browser.post(f"{page}/wishes", {"do_not_call": "yes", "source": "call"})

    browser.post(f"{page}/wishes", {"source": "counter"})

    assert of(shop, customer_id).do_not_call
    assert 'name="shown" value="do_not_call"' in browser.get(page).text


@pytest.mark.parametrize(
    ("tail", "told", "sentence"),
    [
        ("consents", {"call": "perhaps", "source": "call"}, "Choose one of the values offered."),
        ("consents", {"call": "granted", "source": "rumour"}, "Say how the customer told you."),
        ("consents", {"call": "granted", "source": "call", "place": "x" * 61}, "Write at most 60 characters."),
        ("wishes", {"source": "call", "preferred_from": "25:00"}, "Write the hour like 18:30."),
        ("wishes", {"source": "call", "preferred_from": "09:00+08:00"}, "Write the hour like 18:30."),
        ("wishes", {"source": "call", "preferred_from": "09:00Z", "preferred_until": "10:00"}, "like 18:30."),
        ("wishes", {"source": "call", "preferred_from": "9\x00"}, "Write the hour like 18:30."),
        ("consents", {"call": "granted\x00", "source": "call"}, "Choose one of the values offered."),
        ("consents", {"call": "granted", "source": "call\x00"}, "Say how the customer told you."),
        ("consents", {"call": "granted", "source": "call", "place": "x\x00" * 61}, "Write at most 60 characters."),
        ("wishes", {"source": "call", "preferred_from": "18:00"}, "Give the hour from which on"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(
    member: Member, shop: Shop, customer_id: uuid.UUID, tail: str, told: dict[str, str], sentence: str
) -> None:
    response = member("advisor").post(f"/s/{shop.slug}/customers/{customer_id}/{tail}", told, headers=ENGLISH)

    assert response.status_code == 422
    assert sentence in response.text
    assert of(shop, customer_id) == Wishes(has_number=True)


def test_a_place_loses_the_one_character_that_cannot_be_kept(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    told = {"call": "granted", "source": "counter", "place": "前\x00台"}

    response = member("advisor").post(f"/s/{shop.slug}/customers/{customer_id}/consents", told)

    assert response.status_code == 303
    with tenant_scope(shop.id):
        assert db.session.scalars(select(ChannelConsent.place)).one() == "前台"


@pytest.mark.parametrize("tail", ["consents", "wishes"])
def test_viewers_and_strangers_write_nothing(
    member: Member, shop: Shop, other_shop: Shop, customer_id: uuid.UUID, tail: str
) -> None:
    address = f"/s/{shop.slug}/customers/{customer_id}/{tail}"

    assert member("viewer").post(address, {"source": "call"}).status_code == 403
    assert member("owner", other_shop).post(address, {"source": "call"}).status_code == 404
