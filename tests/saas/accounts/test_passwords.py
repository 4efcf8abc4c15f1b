"""Which passwords are good enough, and how they are kept."""

import unicodedata

import pytest

from saas.accounts import passwords
from tenants.errors import DomainError


@pytest.mark.parametrize(
    "password",
    [
        "abendrot über x",  # 15 characters
        "三月里的小雨淅沥沥沥沥下个不停",
        "correct horse battery staple",
        "              spaces count too",
        "x1y2z3" * 42,
    ],
)
def test_a_long_password_of_ones_own_is_good(password: str) -> None:
    passwords.check(password)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("fourteen chars", "Use at least 15 characters"),
        ("", "Use at least 15 characters"),
        ("abcdef " * 37, "Use at most 256 characters"),
        ("a" * 15, "easy to guess"),
        ("ababababababababab", "easy to guess"),
        ("password12345678", "easy to guess"),
        ("PASSWORDpassword", "easy to guess"),
        ("1234567890123456", "easy to guess"),
        ("huitou2026huitou", "easy to guess"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence(password: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        passwords.check(password)


def test_what_is_known_of_a_person_is_no_password() -> None:
    words = ("wang.jianguo@example.com", "Wang Jianguo", "Chengguan")

    for password in ("wang.jianguo2026", "Wang Jianguo 1980", "Chengguan-Jianguo", "example.com12345"):
        with pytest.raises(DomainError, match="easy to guess"):
            passwords.check(password, *words)

    passwords.check("Jianguo drinks green tea", *words)


def test_only_the_right_password_belongs_to_a_hash() -> None:
    kept = passwords.hash_password("ein langes Passwort")

    assert kept.startswith("$argon2id$")
    assert passwords.verify("ein langes Passwort", kept)
    assert not passwords.verify("ein langes passwort", kept)
    assert not passwords.verify("", kept)


def test_the_same_letters_in_another_form_are_the_same_password() -> None:
    decomposed = unicodedata.normalize("NFD", "Müller fährt Rad")
    assert decomposed != "Müller fährt Rad"

    assert passwords.verify(decomposed, passwords.hash_password("Müller fährt Rad"))


def test_no_password_opens_an_account_that_cannot_sign_in() -> None:
    assert not passwords.verify("!", "!")


def test_no_password_opens_an_account_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_NOBODY", passwords.hash_password("the password of nobody"))

    assert not passwords.verify("the password of nobody", None)


def test_an_unknown_account_costs_as_much_hashing_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(
        passwords, "_hasher", type("Spy", (), {"verify": lambda self, kept, plain: hashed.append(kept) or False})()
    )

    passwords.verify("x", None)
    passwords.verify("x", "a known hash")

    assert hashed == [passwords._NOBODY, "a known hash"]


def test_the_hash_for_an_unknown_account_is_as_much_work_as_todays() -> None:
    assert not passwords.is_outdated(passwords._NOBODY)


def test_a_megabyte_is_refused_before_it_is_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", None)

    assert not passwords.verify("x" * 1_000_000, "any")


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x2rHQm9OoDU2cKNCm3iGkA")
    assert not passwords.is_outdated(passwords.hash_password("ein langes Passwort"))
