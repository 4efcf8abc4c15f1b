"""The cards of a queue, and what came of them."""

from sqlalchemy import select

from tenants.db import db, new_id
from tenants.follow_ups.models import FollowUp


def in_order() -> list[FollowUp]:
    return list(db.session.scalars(select(FollowUp).order_by(FollowUp.band, FollowUp.score.desc())))


def answer(outcome: str, **told: object) -> dict[str, object]:
    """The fields of a filled form."""
    return {"request_key": str(new_id()), "outcome": outcome, "channel": "call", **told}
