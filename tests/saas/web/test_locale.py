"""The language of a page: the person's choice, then the cookie, then the browser's wish, then Chinese."""

import pytest
from flask import Flask
from flask_babel import force_locale, gettext

from saas.accounts.models import User
from saas.web import locale
from tenants.db import db
from tests import factories
from tests.browser import Browser

CHINESE, ENGLISH = "zh-Hans-CN", "en"


def language(browser: Browser, wish: str = "") -> str:
    return str(browser.get("/sign-in", headers={"Accept-Language": wish} if wish else {}).headers["Content-Language"])


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [
        ("", CHINESE),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("zh-TW", CHINESE),
        ("en-GB,en;q=0.9", ENGLISH),
        ("de,fr;q=0.9", CHINESE),
        ("de,en;q=0.5,zh;q=0.4", ENGLISH),
        ("de,en;q=0.4,zh;q=0.5", CHINESE),
    ],
)
def test_the_browser_may_wish(browser: Browser, wish: str, spoken: str) -> None:
    assert language(browser, wish) == spoken


def test_each_language_says_a_known_sentence(browser: Browser) -> None:
    assert "Password" in browser.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert "密码" in browser.get("/sign-in", headers={"Accept-Language": "zh-CN"}).text


def test_the_page_names_its_language(browser: Browser) -> None:
    assert '<html lang="zh-Hans-CN">' in browser.get("/sign-in").text


def test_a_choice_is_kept_in_a_cookie_and_leads_back(browser: Browser) -> None:
    answer = browser.post("/locale", {"locale": "en", "next": "/sign-in?next=/s/a/queue"})

    assert answer.location == "/sign-in?next=/s/a/queue"
    assert language(browser, "zh-CN") == ENGLISH


def test_a_person_keeps_the_choice_on_every_device(browser: Browser, app: Flask) -> None:
    user = factories.create_user()
    browser.sign_in(user).post("/locale", {"locale": "en"})

    elsewhere = Browser(app).sign_in(user).get("/", headers={"Accept-Language": "zh-CN"})

    db.session.expire_all()
    assert db.session.get(User, user.id).locale == "en"  # type: ignore[union-attr]
    assert elsewhere.headers["Content-Language"] == ENGLISH


def test_the_choice_of_the_person_goes_before_the_cookie(browser: Browser) -> None:
    browser.client.set_cookie(locale.COOKIE, "en")
    browser.sign_in(factories.create_user(locale="zh_Hans_CN"))

    assert browser.get("/").headers["Content-Language"] == CHINESE


@pytest.mark.parametrize("cookie", ["de", "../../etc", "zh_CN", ""])
def test_a_strange_cookie_is_no_choice(browser: Browser, cookie: str) -> None:
    browser.client.set_cookie(locale.COOKIE, cookie)

    assert language(browser, "en") == ENGLISH


def test_an_unknown_language_is_refused(browser: Browser) -> None:
    answer = browser.post("/locale", {"locale": "de"}, headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert "Choose one of the languages offered." in answer.text


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_the_way_back_stays_on_this_site(browser: Browser, address: str) -> None:
    assert browser.post("/locale", {"locale": "en", "next": address}).location == "/"


def test_outside_a_request_a_sentence_is_chinese_unless_said_otherwise(app: Flask) -> None:
    with app.app_context():
        assert gettext("Sign in") == "登录"
        with force_locale("en"):
            assert gettext("Sign in") == "Sign in"
