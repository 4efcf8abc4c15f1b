"""Invitations to a shop: who is asked in as what, and the link for it, which works once and for three days.

The link is never stored: it is made of the row's id with the key of the installation, and the row has its SHA-256.
Nothing here tells whether an address has an account; that would tell of other shops. Who is shown a link, because the
installation sends no mail, can open it himself: there owners are trusted with that.
"""

import base64
import hmac
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from saas.accounts import members, people, sign_in
from saas.accounts.members import Actor
from saas.accounts.models import Invitation, Membership, Shop
from saas.accounts.roles import ROLE_ACTIONS, governs
from tenants.db import db, new_id
from tenants.errors import N_, DomainError

EXPIRES = timedelta(hours=72)
MOST_A_DAY = 30  # by one shop: each may be a mail to a stranger
MOST_LISTED = 50
LONGEST_NAME, LONGEST_EMAIL = 80, 254
_MAILABLE = re.compile(r"[^\s@<>,;:\"\\]+@[a-z0-9.-]+\.[a-z0-9-]+", re.ASCII)
OPEN = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is asked in, and as what."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who makes a link, on a page of which `origin` ("https://host"), with the key of the installation."""

    actor: Actor
    origin: str
    key: str


def invite(shop_id: int, guest: Guest, *, by: Issuer, now: datetime) -> Invitation:
    """A new invitation; an open one of the same person is withdrawn with it.

    Raises DomainError for a malformed address or name, a role that is not `by`'s to give, who belongs to the shop or
    did, and a shop that has invited too many today.
    """
    email = _checked(guest, by.actor)
    _lock(shop_id)
    _refuse_members(shop_id, email)
    _refuse_too_many(shop_id, now)
    for other in db.session.scalars(select(Invitation).where(Invitation.shop_id == shop_id, *OPEN)):
        if other.email == email:
            _withdraw(other, by.actor, now)
    row = Invitation(
        id=new_id(), shop_id=shop_id, email=email, name=guest.name.strip(), role=guest.role, origin=by.origin
    )
    row.token_hash = sign_in.hash_token(token_of(row.id, by.key))
    row.invited_by_id, row.invited_at, row.expires_at = by.actor.id, now, now + EXPIRES
    db.session.add(row)
    db.session.flush()
    return row


def renew(shop_id: int, invitation_id: uuid.UUID, *, by: Issuer, now: datetime) -> Invitation:
    """Another link for the same person; the one before is worth nothing. Raises DomainError as `invite` does."""
    row = _governed(shop_id, invitation_id, by.actor)
    if not row.is_open:
        raise DomainError(N_("This invitation is not open any more. Invite the person anew."))
    return invite(shop_id, Guest(row.email, row.name, row.role), by=by, now=now)


def withdraw(shop_id: int, invitation_id: uuid.UUID, *, by: Actor, now: datetime) -> Invitation:
    """Its link is worth nothing from now on; twice is harmless. Raises DomainError for a role that is not `by`'s."""
    row = _governed(shop_id, invitation_id, by)
    if row.is_open:
        _withdraw(row, by, now)
    return row


def find(shop_id: int, invitation_id: uuid.UUID) -> Invitation | None:
    """An invitation of this shop, open or not."""
    wanted = select(Invitation).where(Invitation.shop_id == shop_id, Invitation.id == invitation_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def listed(shop_id: int) -> list[Invitation]:
    """The open ones, then what became of the others; the newest first, at most MOST_LISTED."""
    closed = func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at)
    newest = select(Invitation).where(Invitation.shop_id == shop_id)
    order = (closed.desc().nulls_first(), Invitation.invited_at.desc(), Invitation.id)
    return list(db.session.scalars(newest.order_by(*order).limit(MOST_LISTED)))


def token_of(invitation_id: uuid.UUID, key: str) -> str:
    """What stands in the link: 256 bits that nobody makes without the key of the installation."""
    digest = hmac.digest(key.encode(), b"invitation:" + invitation_id.bytes, "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def address_of(row: Invitation, key: str) -> str:
    """The whole link."""
    return f"{row.origin}/invitations/{token_of(row.id, key)}"


def to_mail(invitation_id: uuid.UUID, now: datetime) -> tuple[Invitation, Shop] | None:
    """What is still to be mailed, or None."""
    wanted = select(Invitation, Shop).join(Shop, Shop.id == Invitation.shop_id)
    still = (*OPEN, Invitation.expires_at > now, Invitation.mailed_at.is_(None))
    found = db.session.execute(wanted.where(Invitation.id == invitation_id, *still)).one_or_none()
    return (found[0], found[1]) if found else None


def mark_mailed(row: Invitation, now: datetime) -> None:
    row.mailed_at = now
    db.session.flush()


def _checked(guest: Guest, by: Actor) -> str:
    """The address as it is kept."""
    if guest.role not in ROLE_ACTIONS or not governs(by.role, guest.role):
        raise DomainError(N_("Choose one of the roles that you may give."))
    name = guest.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise DomainError(N_("Write the name as your work orders have it, in one line."))
    email = people.checked_email(guest.email)
    if len(email) > LONGEST_EMAIL or not email.isascii() or not _MAILABLE.fullmatch(email):
        raise DomainError(N_("%(email)s is not an e-mail address."), email=email[:LONGEST_EMAIL])
    return email


def _lock(shop_id: int) -> None:
    # before any row of an invitation: two clicks at once must not make two open links, nor wait for one another
    db.session.execute(select(Membership.id).where(Membership.shop_id == shop_id).with_for_update())


def _refuse_members(shop_id: int, email: str) -> None:
    known = next((each for each in members.members_of(shop_id) if each.email == email), None)
    if known and known.ended_at:
        raise DomainError(N_("%(name)s worked here before. Give the access back on the staff page."), name=known.name)
    if known:
        raise DomainError(N_("%(name)s is a member already."), name=known.name)


def _refuse_too_many(shop_id: int, now: datetime) -> None:
    today = (Invitation.shop_id == shop_id, Invitation.invited_at > now - timedelta(days=1))
    count = db.session.scalar(select(func.count()).select_from(Invitation).where(*today)) or 0
    if count >= MOST_A_DAY:
        raise DomainError(N_("%(most)s invitations in one day are enough. Try again tomorrow."), most=MOST_A_DAY)


def _governed(shop_id: int, invitation_id: uuid.UUID, by: Actor) -> Invitation:
    _lock(shop_id)
    row = find(shop_id, invitation_id)
    if row is None:
        raise DomainError(N_("This invitation is not open any more. Invite the person anew."))
    if not governs(by.role, row.role):
        raise DomainError(N_("Only an owner decides about owners and managers. Ask the owner of the shop."))
    return row


def _withdraw(row: Invitation, by: Actor, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id = now, by.id
    db.session.flush()
