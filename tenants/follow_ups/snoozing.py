"""Put a card off without a contact (domain.md 4.6)."""

import uuid
from datetime import date

from sqlalchemy import select

from tenants.db import db
from tenants.follow_ups import effects as deciding
from tenants.follow_ups import followed
from tenants.follow_ups.effects import Effects, Moment
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.stored import open_reason
from tenants.follow_ups.undoing import Trail
from tenants.follow_ups.windows import Wake


def snooze(follow_up_id: uuid.UUID, until_on: date, *, moment: Moment, request_key: uuid.UUID) -> FollowUp:
    """Put a card off to the morning of a later day; that of a day gone by leads to the customer's newest one.

    The same form again, by its `request_key`, changes nothing, and neither does one whose day has come meanwhile.
    Raises DomainError when somebody has finished the follow-up, or for a day that makes no sense.
    """
    row = followed.follow(follow_up_id)
    before = _put_off_by(request_key, row.customer_id)
    if before is not None:
        return before
    card = followed.reasons_left(row)
    if not card:
        raise followed.nothing_left(row)
    effects = deciding.snooze([open_reason(each) for each in card], Wake(until_on), moment=moment)
    row.put_off_key = request_key
    if until_on > row.queue_on:
        rest(effects, card, Trail(moment.today))
        row.state, row.claimed_by_id, row.claimed_until = "snoozed", None, None
    db.session.flush()
    return row


def rest(effects: Effects, card: list[Reason], trail: Trail) -> None:
    """Let those reasons of a card wait that an outcome, or nobody's, puts off."""
    for reason in card:
        if reason.id in effects.puts_off:
            trail.change(
                reason,
                wake_on=effects.wake.on if effects.wake else None,
                wake_half=effects.wake.half.value if effects.wake else None,
                ends_on=effects.ends_on,
            )


def _put_off_by(request_key: uuid.UUID, customer_id: uuid.UUID) -> FollowUp | None:
    wanted = select(FollowUp).where(FollowUp.customer_id == customer_id, FollowUp.put_off_key == request_key)
    return db.session.scalar(wanted.limit(1))
