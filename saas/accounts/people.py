"""People: who they are, which language they read, and that they may be shut out."""

import re
import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from saas.accounts import passwords
from saas.accounts.models import Session, User
from tenants.db import db
from tenants.errors import N_, DomainError

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def register(email: str, name: str, password: str) -> User:
    """A new person. Raises DomainError for a malformed or known address and for a weak password."""
    email = checked_email(email)
    if find(email):
        raise DomainError(N_("%(email)s is registered already."), email=email)
    passwords.check(password, email, name)
    user = User(email=email, name=name.strip(), password_hash=passwords.hash_password(password))
    db.session.add(user)
    db.session.flush()
    return user


def find(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def names_of(user_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What to call the people behind ids; disabled ones too, for they did what they did."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def choose_locale(user_id: uuid.UUID, locale: str) -> None:
    db.session.execute(update(User).where(User.id == user_id).values(locale=locale))


def disable(user_id: uuid.UUID, now: datetime) -> None:
    """Shut a person out at once: no sign-in, and every open session ends."""
    db.session.execute(update(User).where(User.id == user_id, User.disabled_at.is_(None)).values(disabled_at=now))
    db.session.execute(
        update(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None)).values(revoked_at=now)
    )


def normal_email(email: str) -> str:
    return email.strip().casefold()


def checked_email(email: str) -> str:
    """As it is kept. Raises DomainError for what is no address."""
    email = normal_email(email)
    if not _EMAIL.fullmatch(email):
        raise DomainError(N_("%(email)s is not an e-mail address."), email=email)
    return email
