"""Joining a shop: what the link of an invitation leads to, with an account or without one."""

from datetime import datetime

from sqlalchemy import select

from saas.accounts import passwords, people, shops, sign_in, throttle
from saas.accounts.invitations import OPEN
from saas.accounts.models import Invitation, Membership, Shop, User
from saas.accounts.roles import governs
from tenants.db import db
from tenants.errors import N_, DomainError

_GONE = N_("This link is not valid any more. Ask whoever sent it for a new one.")


class NotOpen(DomainError):
    """The same for a link that is unknown, used, withdrawn or too old, and when who made it may no longer invite."""


def open_one(token: str, now: datetime, *, lock: bool = False) -> tuple[Invitation, Shop]:
    """The invitation of a link. Raises NotOpen."""
    wanted = (
        select(Invitation, Shop, Membership.role)
        .join(Shop, Shop.id == Invitation.shop_id)
        .join(User, User.id == Invitation.invited_by_id)
        .join(Membership, (Membership.shop_id == Shop.id) & (Membership.user_id == User.id))
        .where(Invitation.token_hash == sign_in.hash_token(token), *OPEN, Invitation.expires_at > now)
        .where(Membership.ended_at.is_(None), User.disabled_at.is_(None))
    )
    found = db.session.execute(wanted.with_for_update(of=Invitation) if lock else wanted).one_or_none()
    if found is None or not governs(found[2], found[0].role):
        raise NotOpen(_GONE)
    return found[0], found[1]


def accept(token: str, user: User, *, now: datetime) -> Shop:
    """Whoever is signed in becomes a member. Raises NotOpen, and DomainError when it is for another address."""
    invitation, shop = open_one(token, now, lock=True)
    if user.email != invitation.email:
        raise DomainError(
            N_("This invitation is for %(email)s. Sign out, then open the link again."), email=invitation.email
        )
    _admit(invitation, shop, user, now)
    return shop


def accept_by_password(token: str, password: str, *, address: str, now: datetime) -> tuple[Shop, str]:
    """Whoever has an account enters it by its password; for anybody else one is made with this password.

    Gives the shop and the token of a session. Raises NotOpen; DomainError for a weak password; WrongPassword and
    TooManyAttempts as `sign_in` does.
    """
    invitation, shop = open_one(token, now, lock=True)
    # asked of everybody, before anything is looked up: the answer must not tell who has an account
    passwords.check(password, invitation.email)
    throttle.begin(invitation.email, address, now)
    user = people.find(invitation.email)
    if user is None:
        passwords.check(password, invitation.email, invitation.name)
        user = people.register(invitation.email, invitation.name, password)
        session = sign_in.open_session(user.id, now)
    else:
        session = sign_in.sign_in(invitation.email, password, address=address, now=now)
    _admit(invitation, shop, user, now)
    return shop, session


def _admit(invitation: Invitation, shop: Shop, user: User, now: datetime) -> None:
    """A member stays what he is: a link raises nobody, and brings nobody back whose access has ended since."""
    known = db.session.scalar(select(Membership).where(Membership.shop_id == shop.id, Membership.user_id == user.id))
    if known and known.ended_at:
        raise NotOpen(_GONE)
    if known is None:
        shops.admit(user, shop, invitation.role)
    invitation.accepted_at = now
    db.session.flush()
