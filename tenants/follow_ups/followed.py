"""The card that an answer is written on: the one asked for, or the customer's newest when planning has moved on."""

import uuid

from sqlalchemy import func, select

from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.follow_ups.models import FollowUp, Reason

MESSAGE_SENT = "message_sent"
FINISHED = ("done", "snoozed")  # by somebody; the other states that are not open come from planning


def follow(follow_up_id: uuid.UUID) -> FollowUp:
    """The follow-up, or the newest of its customer when the queue was planned again since; locked to the end of the
    transaction. An answer that waited on a phone, or on an open page, belongs there. Raises DomainError."""
    # two advisors may press at the same moment: the second waits, and finds the card closed
    asked = _locked(follow_up_id)
    if asked is None:
        raise DomainError(N_("The reason for this follow-up is gone. Take the next one."))
    if asked.state == "open" or asked.state in FINISHED:
        return asked
    newest_id = _newest(asked)
    return _locked(newest_id) or asked if newest_id and newest_id != asked.id else asked


def newer_open(asked: FollowUp) -> FollowUp | None:
    """The open card of a later day of the same customer, for one that is over."""
    if asked.state == "open":
        return None
    found = db.session.scalar(select(FollowUp).where(FollowUp.id == _newest(asked)))
    return found if found and found.state == "open" and found.queue_on > asked.queue_on else None


def awaits_reply(row: FollowUp) -> bool:
    """Done by a message: an outcome of the customer's answer may still be written on it (domain.md 4.6)."""
    return row.state == "done" and row.outcome == MESSAGE_SENT


def reasons_left(row: FollowUp, *, is_reply: bool = False) -> list[Reason]:
    """The open reasons of a card that nobody has finished, the primary first. A message finishes it only until the
    customer answers: `is_reply` (domain.md 4.6)."""
    if row.state in FINISHED and not (is_reply and awaits_reply(row)):
        return []
    ids = [uuid.UUID(each) for each in row.reason_ids]
    found = {each.id: each for each in db.session.scalars(select(Reason).where(Reason.id.in_(ids)))}
    return [found[each] for each in ids if each in found and found[each].closed_on is None]


def nothing_left(row: FollowUp) -> DomainError:
    """Why nothing can be written on a card."""
    if row.state in FINISHED:
        return DomainError(N_("This follow-up is done already. Take the next one."))
    return DomainError(N_("The reason for this follow-up is gone. Take the next one."))


def _locked(follow_up_id: uuid.UUID) -> FollowUp | None:
    wanted = select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _newest(asked: FollowUp) -> uuid.UUID | None:
    """He may have been merged into another record meanwhile, and stand on the queue with that one."""
    survivor = select(func.coalesce(Customer.merged_into_id, Customer.id)).where(Customer.id == asked.customer_id)
    survivor_id = db.session.scalar(survivor) or asked.customer_id
    return db.session.scalar(
        select(FollowUp.id)
        .where(is_record_of(FollowUp.customer_id, survivor_id), FollowUp.queue_on >= asked.queue_on)
        .order_by(FollowUp.queue_on.desc(), (FollowUp.state == "open").desc())
        .limit(1)
    )
