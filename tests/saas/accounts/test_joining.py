"""What a link does: for whom it opens the shop, and when it does not."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from saas.accounts import invitations, joining, members, passwords, people, shops, sign_in, throttle
from saas.accounts.invitations import Guest
from saas.accounts.joining import NotOpen
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Membership, Shop, User
from tenants import clock
from tenants.db import db
from tenants.errors import DomainError
from tests import factories
from tests.saas.guests import PASSWORD, head_of, invited, issuer, somebody, token_of

pytestmark = pytest.mark.usefixtures("cheap_hashing")
ADDRESS = "192.0.2.7"


@pytest.fixture
def owner(app: Flask, shop: Shop) -> User:
    return head_of(shop)


@pytest.fixture
def invitation(shop: Shop, owner: User) -> Invitation:
    row = invited(shop, issuer(owner))
    db.session.commit()
    return row


def join(row: Invitation, password: str = PASSWORD, later: timedelta = timedelta()) -> str:
    """The token of the session that it opens."""
    return joining.accept_by_password(token_of(row), password, address=ADDRESS, now=clock.now() + later)[1]


def account(row: Invitation, password: str = PASSWORD) -> User:
    user = User(name="李婷", email=row.email, password_hash=passwords.hash_password(password))
    db.session.add(user)
    db.session.commit()
    return user


def role_of(shop: Shop, email: str) -> str | None:
    return next((each.role for each in members.members_of(shop.id) if each.email == email and not each.ended_at), None)


def test_who_has_no_account_gets_one_and_is_a_member(shop: Shop, invitation: Invitation) -> None:
    session = sign_in.find_session(join(invitation), clock.now())

    assert session is not None
    assert (session.user.email, session.user.name) == (invitation.email, "李婷")
    assert [(membership.role, found.id) for membership, found in session.shops] == [("advisor", shop.id)]
    assert invitation.accepted_at is not None
    assert sign_in.sign_in(invitation.email, PASSWORD, address=ADDRESS, now=clock.now())


def test_a_link_works_once(invitation: Invitation) -> None:
    join(invitation)

    with pytest.raises(NotOpen):
        join(invitation)


def test_who_has_an_account_needs_its_password(shop: Shop, invitation: Invitation) -> None:
    user = account(invitation)

    with pytest.raises(sign_in.WrongPassword):
        join(invitation, "ein ganz anderes Passwort")
    assert role_of(shop, user.email) is None
    join(invitation)

    assert role_of(shop, user.email) == "advisor"


def test_guesses_are_counted_with_those_of_the_sign_in(invitation: Invitation) -> None:
    account(invitation)
    for _ in range(throttle.MOST_PER_ACCOUNT):
        with pytest.raises(sign_in.WrongPassword):
            join(invitation, "ein ganz anderes Passwort")

    with pytest.raises(throttle.TooManyAttempts):
        join(invitation)


@pytest.mark.parametrize("has_account", [True, False])
def test_a_weak_password_is_refused_alike_with_an_account_and_without(
    invitation: Invitation, has_account: bool
) -> None:
    if has_account:
        account(invitation)

    with pytest.raises(DomainError, match="at least") as refusal:
        join(invitation, "short")

    assert not isinstance(refusal.value, sign_in.WrongPassword)


def test_no_name_on_an_invitation_makes_a_password_of_an_account_weak(shop: Shop, owner: User) -> None:
    named = invited(shop, issuer(owner), Guest(f"{uuid.uuid4().hex}@example.com", "see-you-next", "advisor"))
    account(named, "see-you-next-visit")

    join(named, "see-you-next-visit")

    assert role_of(shop, named.email) == "advisor"


def test_who_is_signed_in_accepts_as_himself_only(shop: Shop, invitation: Invitation) -> None:
    user, other = account(invitation), factories.create_user()

    with pytest.raises(DomainError, match="is for"):
        joining.accept(token_of(invitation), other, now=clock.now())
    joining.accept(token_of(invitation), user, now=clock.now())

    assert role_of(shop, user.email) == "advisor"
    assert role_of(shop, other.email) is None


def end_access(shop: Shop, owner: User) -> None:
    second = factories.create_user()
    factories.create_membership(shop, second, "owner")
    members.end(shop.id, owner.id, by=Actor(second.id, "owner"), now=clock.now())


def lower_role(shop: Shop, owner: User) -> None:
    shops.admit(owner, shop, "advisor")


def disable(shop: Shop, owner: User) -> None:
    people.disable(owner.id, clock.now())


@pytest.mark.parametrize("change", [end_access, lower_role, disable])
def test_a_link_is_worth_what_its_maker_may_still_give(
    shop: Shop, owner: User, invitation: Invitation, change: Callable[[Shop, User], None]
) -> None:
    change(shop, owner)

    with pytest.raises(NotOpen):
        join(invitation)


def test_a_link_is_worth_nothing_after_three_days(invitation: Invitation) -> None:
    with pytest.raises(NotOpen):
        join(invitation, later=timedelta(days=3))

    assert join(invitation, later=timedelta(days=2, hours=23))


@pytest.mark.parametrize("token", ["", "x", "秘密", "\ud800"])
def test_what_is_no_link_opens_nothing(app: Flask, token: str) -> None:
    with pytest.raises(NotOpen):
        joining.open_one(token, clock.now())


def test_a_link_raises_nobody_who_is_a_member_by_now(shop: Shop, owner: User) -> None:
    row = invited(shop, issuer(owner), somebody("manager"))
    shops.admit(account(row), shop, "viewer")

    join(row)

    assert role_of(shop, row.email) == "viewer"


def test_an_old_link_brings_nobody_back_whose_access_has_ended(shop: Shop, owner: User, invitation: Invitation) -> None:
    user = account(invitation)
    shops.admit(user, shop, "advisor")
    members.end(shop.id, user.id, by=Actor(owner.id, "owner"), now=clock.now())

    with pytest.raises(NotOpen):
        join(invitation)

    assert role_of(shop, user.email) is None


def test_of_many_who_open_a_link_at_once_one_gets_in(app: Flask, shop: Shop, invitation: Invitation) -> None:
    token = token_of(invitation)

    def attempt(_: int) -> bool:
        with app.app_context():
            try:
                joining.accept_by_password(token, PASSWORD, address=ADDRESS, now=clock.now())
                db.session.commit()
            except DomainError:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(4) as threads:
        got_in = list(threads.map(attempt, range(8)))

    assert sum(got_in) == 1
    assert db.session.query(Membership).filter_by(shop_id=shop.id).count() == 2


def test_two_links_of_two_shops_are_both_accepted(shop: Shop, other_shop: Shop, invitation: Invitation) -> None:
    stranger = factories.create_user()
    factories.create_membership(other_shop, stranger, "owner")
    second = invited(other_shop, issuer(stranger), somebody("viewer", invitation.email))

    join(invitation)
    join(second)

    assert (role_of(shop, invitation.email), role_of(other_shop, invitation.email)) == ("advisor", "viewer")
    assert invitations.listed(shop.id)[0].accepted_at is not None
