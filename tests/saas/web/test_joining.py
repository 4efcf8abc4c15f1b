"""The page that a link leads to: in by a password or by a session, and one answer for every link that is none."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from saas.accounts import invitations, members, passwords, throttle
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Shop, User
from saas.web.security import cookie_name
from tenants import clock
from tenants.db import db
from tests import factories
from tests.browser import Browser
from tests.saas.guests import PASSWORD, head_of, invited, issuer, token_of

pytestmark = pytest.mark.usefixtures("cheap_hashing")
ENGLISH = {"Accept-Language": "en"}
NEVER_THE_SAME = re.compile(r'name="csrf_token" value="[^"]+"')


@pytest.fixture
def head(app: Flask, shop: Shop) -> User:
    return head_of(shop)


@pytest.fixture
def invitation(shop: Shop, head: User) -> Invitation:
    row = invited(shop, issuer(head))
    db.session.commit()
    return row


def link(row: Invitation) -> str:
    return f"/invitations/{token_of(row)}"


def account(row: Invitation) -> User:
    user = User(name="李婷", email=row.email, password_hash=passwords.hash_password(PASSWORD))
    db.session.add(user)
    db.session.commit()
    return user


def names(shop: Shop) -> list[str]:
    db.session.rollback()
    return sorted(each.name for each in members.members_of(shop.id))


def seen(browser: Browser, row: Invitation) -> str:
    return NEVER_THE_SAME.sub("", browser.get(link(row), headers=ENGLISH).text)


def test_a_person_without_an_account_chooses_a_password_and_sees_the_queue(
    browser: Browser, shop: Shop, invitation: Invitation
) -> None:
    page = browser.get(link(invitation), headers=ENGLISH)
    answer = browser.post(link(invitation), {"password": PASSWORD})

    assert page.status_code == 200
    assert "Join 城关店" in page.text
    assert (answer.status_code, answer.location) == (303, f"/s/{shop.slug}/queue")
    assert browser.get(f"/s/{shop.slug}/queue").status_code == 200
    assert names(shop) == ["李婷", "马振华"]


def test_the_page_is_the_same_with_an_account_and_without(browser: Browser, invitation: Invitation) -> None:
    before = seen(browser, invitation)

    account(invitation)

    assert seen(browser, invitation) == before


def test_looking_at_a_link_uses_nothing_up(browser: Browser, shop: Shop, invitation: Invitation) -> None:
    for _ in range(3):
        assert browser.get(link(invitation)).status_code == 200

    assert browser.post(link(invitation), {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("password", "sentence"), [("", "Enter your password."), ("short", "Use at least 15 characters.")]
)
def test_a_password_that_will_not_do_is_asked_for_again(
    browser: Browser, shop: Shop, invitation: Invitation, password: str, sentence: str
) -> None:
    answer = browser.post(link(invitation), {"password": password}, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert names(shop) == ["马振华"]


def test_a_wrong_password_of_an_account_is_counted_and_the_link_stays(
    browser: Browser, shop: Shop, invitation: Invitation
) -> None:
    account(invitation)

    wrong = [
        browser.post(link(invitation), {"password": "ein ganz anderes Passwort"}, headers=ENGLISH)
        for _ in range(throttle.MOST_PER_ACCOUNT + 1)
    ]

    assert {each.status_code for each in wrong[:-1]} == {422}
    assert wrong[-1].status_code == 429
    assert "Too many failed attempts" in wrong[-1].text
    assert names(shop) == ["马振华"]
    assert browser.get(link(invitation)).status_code == 200


def test_who_has_an_account_joins_by_its_password(browser: Browser, shop: Shop, invitation: Invitation) -> None:
    account(invitation)

    answer = browser.post(link(invitation), {"password": PASSWORD})

    assert answer.status_code == 303
    assert names(shop) == ["李婷", "马振华"]


def test_who_is_signed_in_joins_by_one_click(browser: Browser, shop: Shop, invitation: Invitation) -> None:
    browser.sign_in(account(invitation))

    page = browser.get(link(invitation), headers=ENGLISH).text
    answer = browser.post(link(invitation))

    assert "You are signed in as" in page
    assert 'name="password"' not in page
    assert (answer.status_code, answer.location) == (303, f"/s/{shop.slug}/queue")


def test_who_is_signed_in_as_somebody_else_is_told_for_whom_it_is(
    browser: Browser, shop: Shop, invitation: Invitation
) -> None:
    browser.sign_in(factories.create_user("张敏"))

    page = browser.get(link(invitation), headers=ENGLISH).text
    answer = browser.post(link(invitation), {"password": PASSWORD}, headers=ENGLISH)

    for text in (page, answer.text):
        assert text.count(f"This invitation is for {invitation.email}") == 1
    assert answer.status_code == 422
    assert names(shop) == ["马振华"]


def test_a_link_that_is_used_withdrawn_too_old_or_invented_leads_to_one_page(
    browser: Browser, shop: Shop, head: User, invitation: Invitation
) -> None:
    withdrawn = invited(shop, issuer(head))
    invitations.withdraw(shop.id, withdrawn.id, by=Actor(head.id, "owner"), now=clock.now())
    old = invited(shop, issuer(head), now=clock.now() - timedelta(days=3))
    db.session.commit()
    Browser(browser.app).post(link(invitation), {"password": PASSWORD})
    links = [*map(link, (invitation, withdrawn, old)), "/invitations/x"]

    answers = [browser.get(each, headers=ENGLISH) for each in links]
    answers += [browser.post(each, {"password": PASSWORD}, headers=ENGLISH) for each in links]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Ask whoever sent it for a new one." in answers[0].text


def test_the_session_is_a_fresh_one(browser: Browser, invitation: Invitation) -> None:
    brought = "a token that somebody planted"
    browser.client.set_cookie(cookie_name("session", secure=False), brought)

    browser.post(link(invitation), {"password": PASSWORD})

    cookie = browser.client.get_cookie(cookie_name("session", secure=False))
    assert cookie is not None
    assert cookie.value != brought


def test_the_language_can_be_chosen_and_leads_back(browser: Browser, invitation: Invitation) -> None:
    answer = browser.post("/locale", {"locale": "en", "next": link(invitation)})

    assert answer.location == link(invitation)
    assert f'name="next" value="{link(invitation)}"' in browser.get(link(invitation)).text
