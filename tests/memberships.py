"""Where a person belongs."""

import uuid

from sqlalchemy import select

from saas.accounts.models import Membership, Shop
from tenants.db import db


def roles_of(user_id: uuid.UUID) -> dict[str, str]:
    """The short name of every shop he may enter -> as what."""
    rows = db.session.execute(
        select(Shop.slug, Membership.role)
        .join(Membership, Membership.shop_id == Shop.id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    )
    return {row.slug: row.role for row in rows}
