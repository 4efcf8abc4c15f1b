"""Who belongs to a shop in which role; whose access ends, by whose word, and how it comes back."""

import pytest
from flask import Flask

from saas.accounts import members, shops, sign_in
from saas.accounts.members import Actor
from saas.accounts.models import ROLES, Shop, User
from saas.accounts.roles import governs
from tenants import clock
from tenants.errors import DomainError
from tests import factories


@pytest.fixture
def owner(shop: Shop) -> User:
    return join(shop, "owner", "马振华")


def join(shop: Shop, role: str, name: str = "李婷") -> User:
    user = factories.create_user(name)
    factories.create_membership(shop, user, role)
    return user


def role_of(shop: Shop, user: User) -> str | None:
    found = members.find(shop.id, user.id)
    return found.role if found and found.ended_at is None else None


def test_who_was_ended_is_a_stranger_at_the_next_request_and_his_name_stays(
    app: Flask, shop: Shop, other_shop: Shop, owner: User
) -> None:
    leaver = join(shop, "advisor")
    factories.create_membership(other_shop, leaver, "advisor")
    token = sign_in.open_session(leaver.id, clock.now())

    members.end(shop.id, leaver.id, by=Actor(owner.id, "owner"), now=clock.now())

    session = sign_in.find_session(token, clock.now())
    assert session is not None
    assert [found.id for _, found in session.shops] == [other_shop.id]
    assert leaver.id not in {each.id for each in shops.team(shop.id)}
    former = members.find(shop.id, leaver.id)
    assert former is not None
    assert (former.name, former.role, former.ended_by_id) == ("李婷", "advisor", owner.id)


def test_whose_only_shop_it_was_keeps_his_session_but_sees_no_shop(app: Flask, shop: Shop, owner: User) -> None:
    leaver = join(shop, "advisor")
    token = sign_in.open_session(leaver.id, clock.now())

    members.end(shop.id, leaver.id, by=Actor(owner.id, "owner"), now=clock.now())

    session = sign_in.find_session(token, clock.now())
    assert session is not None
    assert session.shops == []


def test_a_manager_who_left_answers_for_nothing(app: Flask, shop: Shop, owner: User) -> None:
    manager = join(shop, "manager")

    members.end(shop.id, manager.id, by=Actor(owner.id, "owner"), now=clock.now())

    assert shops.managers_of(shop.id) == [owner.id]


def test_access_is_given_back_in_the_role_he_had_and_twice_is_harmless(app: Flask, shop: Shop, owner: User) -> None:
    leaver, by = join(shop, "manager"), Actor(owner.id, "owner")
    for _ in range(2):
        members.end(shop.id, leaver.id, by=by, now=clock.now())
    assert role_of(shop, leaver) is None

    for _ in range(2):
        members.give_back(shop.id, leaver.id, by=by)

    assert role_of(shop, leaver) == "manager"


def test_the_operator_gives_access_back_too(app: Flask, shop: Shop, owner: User) -> None:
    leaver = join(shop, "advisor")
    members.end(shop.id, leaver.id, by=Actor(owner.id, "owner"), now=clock.now())

    shops.admit(leaver, shop, "viewer")

    assert role_of(shop, leaver) == "viewer"


def test_the_last_owner_stays_because_nobody_decides_about_himself(app: Flask, shop: Shop, owner: User) -> None:
    by = Actor(owner.id, "owner")

    with pytest.raises(DomainError, match="his own role or access"):
        members.end(shop.id, owner.id, by=by, now=clock.now())
    with pytest.raises(DomainError, match="his own role or access"):
        members.change_role(shop.id, owner.id, "advisor", by=by)

    assert role_of(shop, owner) == "owner"


def test_of_two_owners_who_end_each_other_one_remains(app: Flask, shop: Shop, owner: User) -> None:
    second = join(shop, "owner", "陈晓敏")
    members.end(shop.id, owner.id, by=Actor(second.id, "owner"), now=clock.now())

    with pytest.raises(DomainError, match="Nobody of that name"):
        members.end(shop.id, second.id, by=Actor(owner.id, "owner"), now=clock.now())

    assert role_of(shop, second) == "owner"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("other", ROLES)
def test_each_role_ends_those_it_governs_and_nobody_else(app: Flask, shop: Shop, role: str, other: str) -> None:
    actor, colleague = join(shop, role, "陈晓敏"), join(shop, other)

    if governs(role, other):
        members.end(shop.id, colleague.id, by=Actor(actor.id, role), now=clock.now())
    else:
        with pytest.raises(DomainError, match="Only an owner"):
            members.end(shop.id, colleague.id, by=Actor(actor.id, role), now=clock.now())

    assert (role_of(shop, colleague) is None) is governs(role, other)


def test_managers_govern_advisors_and_viewers_and_owners_everybody() -> None:
    assert [other for other in ROLES if governs("owner", other)] == list(ROLES)
    assert [other for other in ROLES if governs("manager", other)] == ["advisor", "viewer"]
    assert not any(governs(role, other) for role in ("advisor", "viewer", "guest") for other in ROLES)


def test_an_owner_changes_the_role_of_a_member(app: Flask, shop: Shop, owner: User) -> None:
    advisor = join(shop, "advisor")

    members.change_role(shop.id, advisor.id, "manager", by=Actor(owner.id, "owner"))

    assert role_of(shop, advisor) == "manager"


def test_no_role_is_made_up_and_nobody_gives_more_than_he_decides_about(app: Flask, shop: Shop, owner: User) -> None:
    advisor, manager = join(shop, "advisor"), join(shop, "manager", "陈晓敏")

    with pytest.raises(DomainError, match="that you may give"):
        members.change_role(shop.id, advisor.id, "boss", by=Actor(owner.id, "owner"))
    with pytest.raises(DomainError, match="that you may give"):
        members.change_role(shop.id, advisor.id, "owner", by=Actor(manager.id, "manager"))

    assert role_of(shop, advisor) == "advisor"


def test_somebody_of_another_shop_is_nobody_here(app: Flask, shop: Shop, other_shop: Shop, owner: User) -> None:
    stranger = join(other_shop, "advisor")

    with pytest.raises(DomainError, match="Nobody of that name"):
        members.end(shop.id, stranger.id, by=Actor(owner.id, "owner"), now=clock.now())

    assert members.find(shop.id, stranger.id) is None
    assert role_of(other_shop, stranger) == "advisor"
