"""What a phone kept, as its page sends it, and what became of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db, new_id
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope


def kept(happened_at: str) -> dict[str, object]:
    """The fields of an outcome that waited on a phone."""
    return {"request_key": str(new_id()), "outcome": "no_answer", "channel": "call", "happened_at": happened_at}


def said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def contacts(shop: Shop) -> list[datetime]:
    with tenant_scope(shop.id):
        return list(db.session.scalars(select(Contact.contacted_at)))


def cards_of(shop: Shop, address: str) -> list[Any]:
    """All cards of the customer of an address, the oldest first: state, outcome, tries."""
    with tenant_scope(shop.id):
        whose = select(FollowUp.customer_id).where(FollowUp.id == uuid.UUID(address.rpartition("/")[2]))
        wanted = select(FollowUp.state, FollowUp.outcome, FollowUp.tries).order_by(FollowUp.queue_on, FollowUp.id)
        return list(db.session.execute(wanted.where(FollowUp.customer_id == whose.scalar_subquery())))
