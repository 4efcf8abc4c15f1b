"""People are registered with a good password and shut out at once."""

import uuid

import pytest
from flask import Flask

from saas.accounts import passwords, people, sign_in
from tenants import clock
from tenants.errors import DomainError

pytestmark = pytest.mark.usefixtures("cheap_hashing")


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def test_a_person_is_found_by_e_mail_however_it_is_written(app: Flask, email: str) -> None:
    user = people.register(f" {email.upper()}", " 王建国 ", "ein langes Passwort")

    assert people.find(f"{email.title()} ") is user
    assert user.name == "王建国"
    assert passwords.verify("ein langes Passwort", user.password_hash)


@pytest.mark.parametrize("wrong", ["", "wang", "wang@", "@example.com", "a b@example.com", "a@b@c"])
def test_an_address_that_is_none_is_refused(app: Flask, wrong: str) -> None:
    with pytest.raises(DomainError, match="not an e-mail address"):
        people.register(wrong, "王", "ein langes Passwort")


def test_an_address_is_registered_once(app: Flask, email: str) -> None:
    people.register(email, "王", "ein langes Passwort")

    with pytest.raises(DomainError, match="registered already"):
        people.register(email.upper(), "王", "ein langes Passwort")


def test_a_weak_password_registers_nobody(app: Flask, email: str) -> None:
    with pytest.raises(DomainError, match="at least 15"):
        people.register(email, "王", "short")
    with pytest.raises(DomainError, match="easy to guess"):
        people.register(email, "王", email)

    assert people.find(email) is None


def test_a_disabled_person_has_no_session_left(app: Flask, email: str) -> None:
    user = people.register(email, "王", "ein langes Passwort")
    token = sign_in.open_session(user.id, clock.now())

    people.disable(user.id, clock.now())

    assert sign_in.find_session(token, clock.now()) is None
    with pytest.raises(sign_in.WrongPassword):
        sign_in.sign_in(email, "ein langes Passwort", address=email, now=clock.now())
