"""Sign in, sign out, sign out everywhere."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from saas.accounts import passwords, people, sign_in, throttle
from saas.accounts.models import Session, SignInAttempt, User
from saas.web.security import cookie_name
from tenants import clock
from tenants.db import db
from tests import factories
from tests.browser import Browser

PASSWORD = "ein langes Passwort 回头"
COOKIE = cookie_name("session", secure=False)
ENGLISH = {"Accept-Language": "en"}


pytestmark = pytest.mark.usefixtures("cheap_hashing")


@pytest.fixture
def user(app: Flask) -> User:
    return factories.create_user(password_hash=passwords.hash_password(PASSWORD))


def try_password(browser: Browser, email: str, password: str = "wrong") -> int:
    return browser.post("/sign-in", {"email": email, "password": password}).status_code


def token(browser: Browser) -> str:
    cookie = browser.client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/").location != "/sign-in"


def test_the_right_password_leads_to_where_one_wanted_to_go(browser: Browser, user: User) -> None:
    answer = browser.post(
        "/sign-in", {"email": f"  {user.email.upper()} ", "password": PASSWORD, "next": "/s/a/queue?tab=done"}
    )

    assert answer.status_code == 303
    assert answer.location == "/s/a/queue?tab=done"
    assert is_signed_in(browser)


def test_the_cookie_is_for_the_server_only_and_the_table_knows_its_hash_only(browser: Browser, user: User) -> None:
    answer = browser.post("/sign-in", {"email": user.email, "password": PASSWORD})

    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    kept = db.session.scalars(select(Session.token_hash).where(Session.user_id == user.id)).one()
    assert kept == sign_in.hash_token(token(browser))
    assert len(token(browser)) >= 43  # 256 bits in base 64


def test_unknown_account_wrong_password_and_disabled_person_are_one_answer(browser: Browser, user: User) -> None:
    gone = factories.create_user(password_hash=user.password_hash, disabled_at=clock.now())
    forms = [(user.email, "wrong"), ("nobody@example.com", PASSWORD), (gone.email, PASSWORD)]

    answers = [browser.post("/sign-in", {"email": email, "password": word}) for email, word in forms]

    bodies = {a.text.replace(email, "") for a, (email, _) in zip(answers, forms, strict=True)}
    assert {answer.status_code for answer in answers} == {422}
    assert len({_without_token(body) for body in bodies}) == 1
    assert not token(browser)


def _without_token(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if "csrf_token" not in line)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"email": "", "password": "x"}, "Enter your e-mail address."),
        ({"email": "a@b", "password": ""}, "Enter your password."),
    ],
)
def test_an_empty_field_is_said_at_the_field(browser: Browser, form: dict[str, str], sentence: str) -> None:
    answer = browser.post("/sign-in", form, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_session_brought_along_is_never_taken_over(browser: Browser, user: User) -> None:
    browser.client.set_cookie(COOKIE, "chosen by an attacker")

    browser.post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert token(browser) not in ("", "chosen by an attacker")


def test_signing_in_again_ends_the_session_before(browser: Browser, user: User, app: Flask) -> None:
    browser.post("/sign-in", {"email": user.email, "password": PASSWORD})
    old = Browser(app)
    old.client.set_cookie(COOKIE, token(browser))

    browser.post("/sign-in", {"email": user.email, "password": PASSWORD})

    assert is_signed_in(browser)
    assert not is_signed_in(old)


def test_the_form_token_from_before_sign_in_is_worth_nothing_after_it(browser: Browser, user: User) -> None:
    before = browser.form_token()
    browser.post("/sign-in", {"email": user.email, "password": PASSWORD, "csrf_token": before})

    assert is_signed_in(browser)
    assert browser.post("/sign-out", {"csrf_token": before}).status_code == 400


def test_signing_out_ends_this_session_on_the_server(browser: Browser, user: User, app: Flask) -> None:
    browser.sign_in(user)
    copy, elsewhere = Browser(app), Browser(app).sign_in(user)
    copy.client.set_cookie(COOKIE, token(browser))

    answer = browser.post("/sign-out")

    assert answer.location == "/sign-in"
    assert not token(browser)
    assert not is_signed_in(copy)
    assert is_signed_in(elsewhere)


def test_signing_out_everywhere_ends_every_session(browser: Browser, user: User, app: Flask) -> None:
    browser.sign_in(user)
    elsewhere = Browser(app).sign_in(user)
    other = Browser(app).sign_in(factories.create_user())

    browser.post("/sign-out/everywhere")

    assert not is_signed_in(elsewhere)
    assert is_signed_in(other)


def test_a_disabled_person_is_out_with_the_next_request(browser: Browser, user: User) -> None:
    browser.sign_in(user)
    people.disable(user.id, clock.now())
    db.session.commit()

    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("column", "ago", "is_open"),
    [
        ("seen_at", sign_in.IDLE - timedelta(minutes=1), True),
        ("seen_at", sign_in.IDLE + timedelta(minutes=1), False),
        ("created_at", sign_in.ABSOLUTE - timedelta(minutes=1), True),
        ("created_at", sign_in.ABSOLUTE + timedelta(minutes=1), False),
    ],
)
def test_a_session_ends_after_twelve_idle_hours_and_after_fourteen_days(
    browser: Browser, user: User, column: str, ago: timedelta, is_open: bool
) -> None:
    browser.sign_in(user)
    db.session.execute(update(Session).where(Session.user_id == user.id).values({column: clock.now() - ago}))
    db.session.commit()

    assert is_signed_in(browser) is is_open


def test_after_ten_failures_the_account_waits_even_for_the_right_password(browser: Browser, user: User) -> None:
    for _ in range(throttle.MOST_PER_ACCOUNT):
        assert try_password(browser, user.email) == 422

    answer = browser.post("/sign-in", {"email": user.email, "password": PASSWORD}, headers=ENGLISH)

    assert answer.status_code == 429
    assert "Too many failed attempts. Try again in 15 minutes." in answer.text
    assert not token(browser)


def test_an_unknown_account_waits_just_as_long(browser: Browser) -> None:
    email = factories.create_user().email.replace("@", "+nobody@")
    for _ in range(throttle.MOST_PER_ACCOUNT):
        assert try_password(browser, email) == 422

    assert try_password(browser, email) == 429


def test_a_failure_is_counted_although_the_answer_is_an_error(browser: Browser, user: User) -> None:
    count = select(func.count()).select_from(SignInAttempt)
    before = db.session.scalar(count)
    db.session.rollback()

    try_password(browser, user.email)

    assert db.session.scalar(count) == before + 1  # type: ignore[operator]


def test_someone_signed_in_is_not_asked_again(browser: Browser, user: User) -> None:
    answer = browser.sign_in(user).get("/sign-in?next=/s/a/queue")

    assert answer.location == "/s/a/queue"


def test_the_form_never_leads_to_another_site(browser: Browser, user: User) -> None:
    answer = browser.post("/sign-in", {"email": user.email, "password": PASSWORD, "next": "//evil.example"})

    assert answer.location == "/"
