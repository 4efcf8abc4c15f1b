"""Who asks whom into a shop, and what becomes of the link."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect

from saas.accounts import invitations, joining, members, sign_in
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Shop, User
from tenants import clock
from tenants.db import db
from tenants.errors import DomainError
from tests import factories
from tests.saas.guests import head_of, invited, issuer, somebody, token_of


@pytest.fixture
def owner(app: Flask, shop: Shop) -> User:
    return head_of(shop)


@pytest.fixture
def manager(app: Flask, shop: Shop) -> User:
    user = factories.create_user("赵强")
    factories.create_membership(shop, user, "manager")
    return user


def is_open(row: Invitation) -> bool:
    try:
        return joining.open_one(token_of(row), clock.now())[0].id == row.id
    except joining.NotOpen:
        return False


def test_the_table_knows_the_hash_of_a_link_and_nothing_that_makes_one(shop: Shop, owner: User) -> None:
    row = invited(shop, issuer(owner))

    kept = [getattr(row, column.key) for column in inspect(Invitation).columns]
    assert row.token_hash == sign_in.hash_token(token_of(row))
    assert len(token_of(row)) == 43  # 256 bits in base 64
    assert token_of(row) not in map(str, kept)
    assert invitations.token_of(row.id, "another key") != token_of(row)


def test_another_invitation_of_the_same_person_ends_the_one_before(shop: Shop, owner: User, other_shop: Shop) -> None:
    guest = somebody()
    first, elsewhere = invited(shop, issuer(owner), guest), factories.create_user()
    factories.create_membership(other_shop, elsewhere, "owner")
    theirs = invited(other_shop, issuer(elsewhere), guest)

    second = invited(shop, issuer(owner), guest)
    third = invitations.renew(shop.id, second.id, by=issuer(owner), now=clock.now())

    assert [is_open(each) for each in (first, second, third, theirs)] == [False, False, True, True]
    assert (third.email, third.name, third.role) == (guest.email, guest.name, guest.role)
    assert [row.id for row in invitations.listed(shop.id)][0] == third.id
    assert len(invitations.listed(shop.id)) == 3


def test_a_withdrawn_link_is_worth_nothing_and_withdrawing_twice_is_harmless(shop: Shop, owner: User) -> None:
    row, now = invited(shop, issuer(owner)), clock.now()

    invitations.withdraw(shop.id, row.id, by=Actor(owner.id, "owner"), now=now)
    invitations.withdraw(shop.id, row.id, by=Actor(owner.id, "owner"), now=now + timedelta(hours=1))

    assert not is_open(row)
    assert (row.withdrawn_at, row.withdrawn_by_id) == (now, owner.id)
    with pytest.raises(DomainError, match="not open"):
        invitations.renew(shop.id, row.id, by=issuer(owner), now=now)


@pytest.mark.parametrize("role", ["owner", "manager", "king"])
def test_a_manager_gives_roles_below_his_and_decides_about_no_others(
    shop: Shop, owner: User, manager: User, role: str
) -> None:
    with pytest.raises(DomainError, match="roles"):
        invited(shop, issuer(manager, "manager"), somebody(role))

    if role != "king":
        row = invited(shop, issuer(owner), somebody(role))
        with pytest.raises(DomainError, match="Only an owner"):
            invitations.renew(shop.id, row.id, by=issuer(manager, "manager"), now=clock.now())
        with pytest.raises(DomainError, match="Only an owner"):
            invitations.withdraw(shop.id, row.id, by=Actor(manager.id, "manager"), now=clock.now())
        assert is_open(row)


def test_who_is_a_member_or_was_one_is_not_invited(shop: Shop, owner: User, manager: User) -> None:
    with pytest.raises(DomainError, match="member already"):
        invited(shop, issuer(owner), somebody(email=f" {manager.email.upper()} "))

    members.end(shop.id, manager.id, by=Actor(owner.id, "owner"), now=clock.now())
    with pytest.raises(DomainError, match="worked here before"):
        invited(shop, issuer(owner), somebody(email=manager.email))


def test_an_address_with_an_account_elsewhere_is_invited_like_any_other(
    shop: Shop, owner: User, other_shop: Shop
) -> None:
    stranger = factories.create_user()
    factories.create_membership(other_shop, stranger, "owner")

    row = invited(shop, issuer(owner), somebody(email=stranger.email))

    assert is_open(row)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "li",
        "li@",
        "a b@example.com",
        "li@example.com\nBcc: x@y",
        f"{'a' * 250}@b.cn",
        '"><b>@example.com',
        "a@localhost",
        "ａ@example.com",
    ],
)
def test_what_is_no_address_is_refused(shop: Shop, owner: User, email: str) -> None:
    with pytest.raises(DomainError, match="not an e-mail address"):
        invited(shop, issuer(owner), invitations.Guest(email, "李婷", "advisor"))


@pytest.mark.parametrize("name", ["", "  ", "李\n婷", "李" * 81])
def test_a_name_is_one_line(shop: Shop, owner: User, name: str) -> None:
    with pytest.raises(DomainError, match="one line"):
        invited(shop, issuer(owner), invitations.Guest("li@example.com", name, "advisor"))


def test_a_shop_invites_so_many_in_a_day_and_no_more(shop: Shop, owner: User, other_shop: Shop) -> None:
    now = clock.now()
    for number in range(invitations.MOST_A_DAY):
        invited(shop, issuer(owner), now=now - timedelta(hours=23, minutes=number))

    with pytest.raises(DomainError, match="in one day"):
        invited(shop, issuer(owner), now=now)
    assert is_open(invited(shop, issuer(owner), now=now + timedelta(hours=2)))


def test_nobody_reaches_an_invitation_through_another_shop(shop: Shop, owner: User, other_shop: Shop) -> None:
    stranger = factories.create_user()
    factories.create_membership(other_shop, stranger, "owner")
    row = invited(shop, issuer(owner))

    with pytest.raises(DomainError, match="not open"):
        invitations.withdraw(other_shop.id, row.id, by=Actor(stranger.id, "owner"), now=clock.now())

    assert is_open(row)
    assert invitations.listed(other_shop.id) == []


def test_what_was_mailed_or_is_over_is_not_mailed(shop: Shop, owner: User) -> None:
    row, now = invited(shop, issuer(owner)), clock.now()
    found = invitations.to_mail(row.id, now)
    assert found is not None
    assert found[1].id == shop.id
    assert invitations.to_mail(row.id, now + timedelta(days=8)) is None

    invitations.mark_mailed(row, now)
    assert invitations.to_mail(row.id, now) is None
    db.session.rollback()
