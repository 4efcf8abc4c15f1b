"""Sign-in, and the sessions it opens: the browser holds a token, the table its SHA-256."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, select, update

from saas.accounts import passwords, people, throttle
from saas.accounts.models import Membership, Session, Shop, User
from tenants.db import db
from tenants.errors import N_, DomainError

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=14)
TOUCH_EVERY = timedelta(minutes=5)
TOKEN_BYTES = 32


# every request begins with it: put together once
_OPEN = (
    select(Session.token_hash, Session.seen_at, User, Membership, Shop)
    .join(User, User.id == Session.user_id)
    .outerjoin(Membership, and_(Membership.user_id == User.id, Membership.ended_at.is_(None)))
    .outerjoin(Shop, Shop.id == Membership.shop_id)
    .where(
        Session.token_hash == bindparam("token_hash"),
        Session.revoked_at.is_(None),
        Session.seen_at > bindparam("idle_since"),
        Session.created_at > bindparam("oldest"),
        User.disabled_at.is_(None),
    )
    .order_by(Shop.name, Shop.slug)
)


class WrongPassword(DomainError):
    """The same for an unknown account, a wrong password and a disabled person."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is valid now, whose it is, and his shops by name. All is detached: a rollback leaves it
    readable."""

    token_hash: bytes
    user: User
    shops: list[tuple[Membership, Shop]]
    needs_touch: bool


def sign_in(email: str, password: str, *, address: str, now: datetime) -> str:
    """Open a session and return its token. Raises TooManyAttempts, or WrongPassword after counting the failure:
    the caller then commits all the same."""
    email = people.normal_email(email)
    attempt = throttle.begin(email, address, now)
    user = people.find(email)
    if not passwords.verify(password, user.password_hash if user else None) or not user or user.disabled_at:
        throttle.count_failure(attempt, now)
        raise WrongPassword(N_("E-mail or password is wrong. Check both and try again."))
    throttle.forgive(attempt)
    throttle.forget_old(now)
    _forget_old_sessions(user.id, now)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    return open_session(user.id, now)


def open_session(user_id: uuid.UUID, now: datetime) -> str:
    """A fresh token, never one that the browser brought along."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(Session(token_hash=hash_token(token), user_id=user_id, created_at=now, seen_at=now))
    db.session.flush()
    return token


def find_session(token: str, now: datetime) -> OpenSession | None:
    """The session of a token, unless it is unknown, revoked, idle too long, too old, or its person is disabled."""
    rows = db.session.execute(
        _OPEN, {"token_hash": hash_token(token), "idle_since": now - IDLE, "oldest": now - ABSOLUTE}
    ).all()
    if not rows:
        return None
    first, found = rows[0], [(row.Membership, row.Shop) for row in rows if row.Membership]
    for thing in {first.User, *(thing for pair in found for thing in pair)}:
        db.session.expunge(thing)
    return OpenSession(first.token_hash, first.User, found, needs_touch=first.seen_at <= now - TOUCH_EVERY)


def touch(token_hash: bytes, now: datetime) -> None:
    """The session was used: it stays open for another IDLE."""
    db.session.execute(update(Session).where(Session.token_hash == token_hash).values(seen_at=now))


def sign_out(token_hash: bytes, now: datetime) -> None:
    _revoke(now, Session.token_hash == token_hash)


def sign_out_everywhere(user_id: uuid.UUID, now: datetime) -> None:
    """End every session of a person, this one included."""
    _revoke(now, Session.user_id == user_id)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _revoke(now: datetime, which: object) -> None:
    db.session.execute(update(Session).where(which, Session.revoked_at.is_(None)).values(revoked_at=now))  # type: ignore[arg-type]


def _forget_old_sessions(user_id: uuid.UUID, now: datetime) -> None:
    db.session.execute(delete(Session).where(Session.user_id == user_id, Session.created_at <= now - ABSOLUTE))
