"""Members of a shop: who has which role, and whose access has ended. An ended membership keeps its row and its role.

The last owner always stays: only an owner decides about owners, and nobody about himself.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from saas.accounts.models import Membership, User
from saas.accounts.roles import ROLE_ACTIONS, governs
from tenants.db import db
from tenants.errors import N_, DomainError


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a shop, or did until `ended_at`."""

    id: uuid.UUID  # of the person
    name: str
    email: str
    role: str
    ended_at: datetime | None
    ended_by_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes a membership, by his own role in that shop."""

    id: uuid.UUID
    role: str


def members_of(shop_id: int) -> list[Member]:
    """Everybody who may sign in to a shop, by name; after them those whose access has ended, the last first."""
    rows = db.session.execute(
        select(User.id, User.name, User.email, Membership.role, Membership.ended_at, Membership.ended_by_id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.shop_id == shop_id, User.disabled_at.is_(None))
        .order_by(Membership.ended_at.desc().nulls_first(), User.name, User.id)
    )
    return [Member(*row) for row in rows]


def find(shop_id: int, user_id: uuid.UUID) -> Member | None:
    """A member of this shop, present or former."""
    return next((each for each in members_of(shop_id) if each.id == user_id), None)


def may_govern(actor: Actor, user_id: uuid.UUID, role: str) -> bool:
    """May he end the access of that person, who has that role, or give it back? Never his own."""
    return actor.id != user_id and governs(actor.role, role)


def end(shop_id: int, user_id: uuid.UUID, *, by: Actor, now: datetime) -> None:
    """From the next request on he is a stranger to this shop; twice is harmless.

    Raises DomainError for oneself, and for a role that is not `by`'s to end.
    """
    row = _governed(shop_id, user_id, by)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = now, by.id
        db.session.flush()


def give_back(shop_id: int, user_id: uuid.UUID, *, by: Actor) -> None:
    """He is a member again, in the role he had; twice is harmless. Raises DomainError as `end` does."""
    row = _governed(shop_id, user_id, by)
    row.ended_at, row.ended_by_id = None, None
    db.session.flush()


def change_role(shop_id: int, user_id: uuid.UUID, role: str, *, by: Actor) -> None:
    """Raises DomainError for an unknown role, for oneself, and for who is no member any more."""
    if role not in ROLE_ACTIONS or not governs(by.role, role):
        raise DomainError(N_("Choose one of the roles that you may give."))
    row = _governed(shop_id, user_id, by)
    if row.ended_at is not None:
        raise DomainError(N_("His access has ended. Give it back first, then change the role."))
    row.role = role
    db.session.flush()


def _governed(shop_id: int, user_id: uuid.UUID, by: Actor) -> Membership:
    """His row, with all rows of the shop locked: two owners who end each other at once must not both succeed."""
    rows = db.session.scalars(
        select(Membership)
        .where(Membership.shop_id == shop_id)
        .order_by(Membership.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    row = next((each for each in rows if each.user_id == user_id), None)
    me = next((each for each in rows if each.user_id == by.id and each.ended_at is None), None)
    if row is None or me is None:
        raise DomainError(N_("Nobody of that name works here. Choose from the list."))
    if user_id == by.id:
        raise DomainError(N_("Nobody changes his own role or access. Ask another owner."))
    if not governs(me.role, row.role):
        raise DomainError(N_("Only an owner decides about owners and managers. Ask the owner of the shop."))
    return row
