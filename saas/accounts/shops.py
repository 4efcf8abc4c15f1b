"""Shops, and who belongs to them in which role."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select

from saas.accounts.models import Membership, Shop, User
from saas.accounts.roles import ROLE_ACTIONS
from tenants.db import db
from tenants.errors import N_, DomainError

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in a shop."""

    id: uuid.UUID
    name: str
    role: str


def ids(named: str = "") -> set[int]:
    """Of the shops of that name, or of all."""
    wanted = select(Shop.id).where(Shop.name == named) if named else select(Shop.id)
    return set(db.session.scalars(wanted))


def open_shop(name: str, slug: str, timezone: str = "Asia/Shanghai", currency: str = "CNY") -> Shop:
    """A new shop. Raises DomainError for a bad or taken slug and an unknown time zone."""
    if not SLUG.fullmatch(slug):
        raise DomainError(N_("Write the short name with small letters, digits and hyphens: %(slug)s"), slug=slug)
    if timezone not in available_timezones():
        raise DomainError(N_("%(timezone)s is not a time zone. Asia/Shanghai is one."), timezone=timezone)
    if find(slug):
        raise DomainError(N_("There is a shop %(slug)s already. Choose another short name."), slug=slug)
    shop = Shop(name=name.strip(), slug=slug, timezone=timezone, currency=currency)
    db.session.add(shop)
    db.session.flush()
    return shop


def find(slug: str) -> Shop | None:
    """For the operator; a request finds its shop through a membership."""
    return db.session.scalar(select(Shop).where(Shop.slug == slug))


def all_shops() -> list[Shop]:
    """For the operator: every shop, by short name."""
    return list(db.session.scalars(select(Shop).order_by(Shop.slug)))


def admit(user: User, shop: Shop, role: str) -> Membership:
    """Make a person a member, or change the role of one; access that had ended is given back."""
    if role not in ROLE_ACTIONS:
        raise DomainError(
            N_("%(role)s is not a role. Choose one of %(roles)s."), role=role, roles=", ".join(ROLE_ACTIONS)
        )
    membership = db.session.scalar(
        select(Membership).where(Membership.shop_id == shop.id, Membership.user_id == user.id)
    )
    if membership is None:
        membership = Membership(shop_id=shop.id, user_id=user.id, role=role)
        db.session.add(membership)
    membership.role, membership.ended_at, membership.ended_by_id = role, None, None
    db.session.flush()
    return membership


def team(shop_id: int) -> list[Colleague]:
    """Everybody who works in a shop and may sign in, by name."""
    rows = db.session.execute(
        select(User.id, User.name, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.shop_id == shop_id,
            Membership.role != "viewer",
            Membership.ended_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    return [Colleague(row.id, row.name, row.role) for row in rows]


def callers(team: Collection[Colleague]) -> dict[uuid.UUID, bool]:
    """Whose role makes calls: advisors; where there are none, everybody."""
    has_advisors = any(one.role == "advisor" for one in team)
    return {one.id: one.role == "advisor" or not has_advisors for one in team}


def managers_of(shop_id: int) -> list[uuid.UUID]:
    """Who answers for what an advisor should not judge himself: managers first, then owners."""
    return list(
        db.session.scalars(
            select(Membership.user_id)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.shop_id == shop_id,
                Membership.role.in_(("manager", "owner")),
                Membership.ended_at.is_(None),
                User.disabled_at.is_(None),
            )
            .order_by(Membership.role, Membership.created_at, Membership.id)
        )
    )
