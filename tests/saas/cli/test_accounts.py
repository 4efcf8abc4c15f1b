import pytest

from saas.accounts import passwords, people, sign_in
from tenants import clock
from tests.memberships import roles_of
from tests.saas.cli.conftest import Huitou

PASSWORD = "three blue tyres roll"


def test_a_shop_appears_in_the_list(huitou: Huitou, slug: str) -> None:
    listed = huitou("shops", "list")

    assert listed.exit_code == 0
    assert f"{slug}\tAsia/Shanghai\t城关店\n" in listed.stdout


def test_a_taken_short_name_is_refused_in_a_sentence(huitou: Huitou, slug: str) -> None:
    second = huitou("shops", "create", "另一家", "--slug", slug)

    assert second.exit_code == 1
    assert second.stderr == f"There is a shop {slug} already. Choose another short name.\n"


def test_an_unknown_shop_is_answered_with_the_ones_there_are(huitou: Huitou, slug: str) -> None:
    answer = huitou("score", "nowhere")

    assert answer.exit_code == 1
    assert "There is no shop nowhere." in answer.stderr
    assert slug in answer.stderr


def test_a_person_is_made_a_member_who_can_sign_in(app: object, huitou: Huitou, slug: str) -> None:
    email = f"owner@{slug}.example"

    made = huitou(
        "users", "create", email, "--name", "马振华", "--shop", slug, "--role", "owner", "--password-stdin",
        input=f"{PASSWORD}\n",
    )  # fmt: skip

    user = people.find(email)
    assert made.exit_code == 0, made.stderr
    assert user is not None
    assert passwords.verify(PASSWORD, user.password_hash)
    assert roles_of(user.id) == {slug: "owner"}


def test_a_weak_password_is_refused_and_nobody_is_registered(app: object, huitou: Huitou, slug: str) -> None:
    email = f"weak@{slug}.example"

    refused = huitou(
        "users", "create", email, "--name", "马", "--shop", slug, "--role", "owner", "--password-stdin", input="short\n"
    )

    assert refused.exit_code == 1
    assert "at least 15 characters" in refused.stderr
    assert people.find(email) is None


def test_a_known_person_is_admitted_to_another_shop(app: object, huitou: Huitou, slug: str) -> None:
    email = f"liting@{slug}.example"
    other = f"{slug}-2"
    huitou("shops", "create", "七里河店", "--slug", other)
    huitou(
        "users", "create", email, "--name", "李婷", "--shop", slug, "--role", "advisor", "--password-stdin",
        input=f"{PASSWORD}\n",
    )  # fmt: skip

    admitted = huitou("users", "admit", email, "--shop", other, "--role", "manager")

    user = people.find(email)
    assert admitted.exit_code == 0
    assert user is not None
    assert roles_of(user.id) == {slug: "advisor", other: "manager"}


def test_a_person_who_is_shut_out_cannot_sign_in(app: object, huitou: Huitou, slug: str) -> None:
    email = f"liting@{slug}.example"
    huitou(
        "users", "create", email, "--name", "李婷", "--shop", slug, "--role", "advisor", "--password-stdin",
        input=f"{PASSWORD}\n",
    )  # fmt: skip

    answers = [huitou("users", "disable", email) for _ in range(2)]

    assert [answer.exit_code for answer in answers] == [0, 0]
    with pytest.raises(sign_in.WrongPassword):
        sign_in.sign_in(email, PASSWORD, address=email, now=clock.now())


def test_who_was_never_registered_cannot_be_shut_out(huitou: Huitou) -> None:
    refused = huitou("users", "disable", "nobody@example.com")

    assert refused.exit_code == 1
    assert "Nobody is registered as nobody@example.com." in refused.stderr
