"""Who invites whom, and the link that comes of it."""

import uuid
from datetime import datetime

from saas.accounts import invitations
from saas.accounts.invitations import Guest, Issuer
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Shop, User
from tenants import clock
from tests import factories

KEY = "a key for tests only"
PASSWORD = "ein langes Passwort 回头"


def head_of(shop: Shop) -> User:
    """An owner, who may invite for every role."""
    user = factories.create_user("马振华")
    factories.create_membership(shop, user, "owner")
    return user


def somebody(role: str = "advisor", email: str = "") -> Guest:
    return Guest(email or f"{uuid.uuid4().hex[:12]}@example.com", "李婷", role)


def issuer(user: User, role: str = "owner") -> Issuer:
    return Issuer(Actor(user.id, role), "https://huitou.example", KEY)


def invited(shop: Shop, by: Issuer, guest: Guest | None = None, now: datetime | None = None) -> Invitation:
    return invitations.invite(shop.id, guest or somebody(), by=by, now=now or clock.now())


def token_of(row: Invitation) -> str:
    return invitations.token_of(row.id, KEY)
