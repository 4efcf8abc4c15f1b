"""Who has a card open: a soft lock with a name and an end, so that two advisors never call the same person."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, text
from sqlalchemy.orm.attributes import set_committed_value

from tenants.db import current_shop_id, db
from tenants.follow_ups.models import FollowUp

CLAIM_MINUTES = 12  # the longest usual call, that of a key customer (domain.md 4.5)

# One statement: whoever comes second waits for the first, then finds the row taken. Who opens a card lets go of the one
# before; a row that is just being worked is skipped, so that two who change places never wait for each other.
_CLAIM = text("""
WITH let_go AS (
    UPDATE follow_ups SET claimed_by_id = NULL, claimed_until = NULL
     WHERE shop_id = :shop_id AND id IN (
        SELECT id FROM follow_ups WHERE shop_id = :shop_id AND claimed_by_id = :user_id AND id <> :id
           FOR UPDATE SKIP LOCKED
     )
), taken AS (
    UPDATE follow_ups SET claimed_by_id = :user_id, claimed_until = :until
     WHERE shop_id = :shop_id AND id = :id AND state = 'open'
       AND (claimed_by_id IS NULL OR claimed_by_id = :user_id OR claimed_until <= :now)
    RETURNING claimed_by_id, claimed_until
)
SELECT claimed_by_id, claimed_until FROM taken
""")


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose card it is, and until when."""

    by_id: uuid.UUID
    until: datetime


def claim(follow_up: FollowUp, *, user_id: uuid.UUID, now: datetime) -> Claim | None:
    """Take an open card, or keep it for longer; every other card of this person is free again.

    None when it is no longer open; the claim of somebody else when he holds it.
    """
    said = {"shop_id": current_shop_id(), "id": follow_up.id, "user_id": user_id, "now": now}
    taken = db.session.execute(_CLAIM, said | {"until": now + timedelta(minutes=CLAIM_MINUTES)}).one_or_none()
    if taken is None:
        db.session.refresh(follow_up, ["state", "claimed_by_id", "claimed_until"])
        return holder(follow_up, now) if follow_up.state == "open" else None
    for name, value in taken._mapping.items():
        set_committed_value(follow_up, name, value)
    return Claim(*taken)


def holder(follow_up: FollowUp, now: datetime) -> Claim | None:
    """Who has the card open now."""
    if follow_up.claimed_by_id is None or follow_up.claimed_until is None or follow_up.claimed_until <= now:
        return None
    return Claim(follow_up.claimed_by_id, follow_up.claimed_until)


def is_free(user_id: Any, now: Any) -> ColumnElement[bool]:
    """For statements: nobody else has the card open. Values or bind parameters."""
    return or_(FollowUp.claimed_by_id.is_(None), FollowUp.claimed_by_id == user_id, FollowUp.claimed_until <= now)
