"""Sending a message at most once: it is asked about and marked, then handed over, then what is known is written down.

The mark is committed before the provider is called. A crash in between leaves it, and whoever finds it says `unknown`.
"""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tenants.customers.models import Customer
from tenants.customers.queries import numbers_of
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups import contacts, undoing
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.governing import category_of, may_contact
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import Contact
from tenants.follow_ups.triggers import TRIGGERS
from tenants.messages import standing
from tenants.messages.handing import AGAIN, Handed, Letter
from tenants.messages.models import Message
from tenants.messages.states import AWAITS_RECEIPT, Medium, State
from tenants.messages.writing import find

MOST_TRIES = 3  # of handing over what was certainly not taken
PAUSE = timedelta(minutes=5)
HOURS = {Hold.QUIET_HOURS, Hold.QUIET_DAY}  # the one thing that is waited for
OUTCOME = "message_sent"


def start(message_id: uuid.UUID, *, now: datetime, timezone: str) -> Message | None:
    """Ask once more whether a waiting message may leave and what it was written of still stands, and mark it
    `sending`, in the ledger too. None when it does not wait any more: then somebody else hands it over, or did.

    Not allowed, or its ground is gone: it is `refused`; or it waits until the hour that is. The customer is locked
    until the caller commits, so that of two messages the second sees the first in the ledger.
    """
    row = find(message_id, lock=True)
    if row is None or row.state != State.QUEUED:
        return None
    if row.due_at > now:
        return row
    trigger = TRIGGERS[row.trigger]
    row.recipient = _recipient(row)
    verdict = may_contact(
        row.customer_id,
        category=trigger.category.value,
        trigger=row.trigger,
        channel=row.medium,
        now=now,
        timezone=timezone,
        is_mass=trigger.is_mass,
        lock=True,
        reason_id=row.reason_id,
    )
    # after the lock: who books just now is waited for
    over = standing.why_over(row, now.astimezone(ZoneInfo(timezone)).date())
    if over:
        _end(row, State.REFUSED, now, over.value)
    elif verdict.why in HOURS and verdict.until:
        row.due_at, row.why = verdict.until, verdict.why.value
    elif verdict.why or not row.recipient:
        _end(row, State.REFUSED, now, (verdict.why or Hold.NO_NUMBER).value)
    else:
        row.state, row.why, row.tries = State.SENDING.value, None, row.tries + 1
        row.contact_id = _write_into_ledger(row, now, timezone).id
    db.session.flush()
    return row


def letter(message_id: uuid.UUID) -> Letter | None:
    """What is to be handed over now; None when it is not `sending` any more."""
    row = find(message_id)
    if row is None or row.state != State.SENDING or row.recipient is None:
        return None
    return Letter(row.shop_id, row.id, row.recipient, row.subject, row.body, row.trigger)


def finish(message_id: uuid.UUID, handed: Handed, *, provider: str, now: datetime) -> Message | None:
    """Write down what the provider said; a message that did not leave is taken out of the ledger again. None when it
    was written down before.
    """
    row = find(message_id, lock=True)
    if row is None or row.state != State.SENDING:
        return None
    row.provider, row.provider_id = provider, handed.provider_id
    if handed.state in (AGAIN, State.FAILED):
        _take_out_of_ledger(row, now)
    if handed.state == AGAIN and row.tries < MOST_TRIES:
        row.state, row.why, row.due_at = State.QUEUED.value, handed.why, now + PAUSE * row.tries
    else:
        _end(row, State.FAILED if handed.state == AGAIN else State(handed.state), now, handed.why)
    db.session.flush()
    return row


def receive(
    message_id: uuid.UUID, number: str, *, arrived: bool, why: str, provider_id: str, now: datetime
) -> Message | None:
    """What the provider tells later of a text message to `number`. One that did not arrive is taken out of the ledger.

    None, and nothing is changed, for a message that there is not, and for one whose end is known.
    """
    row = find(message_id, lock=True)
    if row is None or row.medium != Medium.SMS or row.recipient != number or row.state not in AWAITS_RECEIPT:
        return None
    row.provider_id = row.provider_id or provider_id
    if arrived:
        _end(row, State.DELIVERED, now, None)
    else:
        _take_out_of_ledger(row, now)
        _end(row, State.FAILED, now, why or None)
    db.session.flush()
    return row


def lose(message_id: uuid.UUID, *, now: datetime) -> None:
    """Nobody can tell whether it left: that is shown, and it is never sent again by itself."""
    row = find(message_id, lock=True)
    if row is not None and row.state == State.SENDING:
        _end(row, State.UNKNOWN, now, "stopped")
        db.session.flush()


def _end(row: Message, state: State, now: datetime, why: str | None) -> None:
    row.state, row.ended_at, row.why = state.value, now, why[:64] if why else None


def _recipient(row: Message) -> str | None:
    if row.medium == Medium.SMS:
        mobiles = [phone for phone in numbers_of(row.customer_id) if phone.kind == "mobile" and not phone.invalid_at]
        return mobiles[0].number if mobiles else None
    return db.session.scalar(select(Customer.email).where(Customer.id == row.customer_id)) or None


def _write_into_ledger(row: Message, now: datetime, timezone: str) -> Contact:
    key = uuid.uuid5(row.id, str(row.tries))
    if row.follow_up_id and row.written_by_id:
        try:
            with db.session.begin_nested():
                return contacts.record(
                    row.follow_up_id,
                    Answer(OUTCOME, row.medium),
                    user_id=row.written_by_id,
                    now=now,
                    moment=contacts.moment_of(now, timezone),
                    request_key=key,
                )
        except DomainError:
            pass  # somebody finished the follow-up meanwhile; the message is a contact all the same
    return _plain_contact(row, key, now, timezone)


def _plain_contact(row: Message, key: uuid.UUID, now: datetime, timezone: str) -> Contact:
    trigger, today = TRIGGERS[row.trigger], now.astimezone(ZoneInfo(timezone)).date()
    contact = Contact(
        customer_id=row.customer_id,
        user_id=row.written_by_id,
        contacted_at=now,
        channel=row.medium,
        outcome=OUTCOME,
        trigger=row.trigger,
        category=category_of(trigger, row.customer_id, today).value,
        reason_id=row.reason_id,
        is_mass=trigger.is_mass,
        effects={"on": today.isoformat(), "before": {}, "opened": []},
        request_key=key,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def _take_out_of_ledger(row: Message, now: datetime) -> None:
    contact = db.session.scalar(select(Contact).where(Contact.id == row.contact_id))
    if contact is None or contact.undone_at is not None:
        return
    if contacts.is_newest(contact):  # else what it changed has been changed again since
        undoing.restore(contact, now)
    contact.undone_at = now
