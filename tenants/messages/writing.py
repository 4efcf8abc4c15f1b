"""Writing a message: it is checked, stored once, and waits to be sent. None of it commits."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db, new_id
from tenants.errors import N_, DomainError
from tenants.follow_ups.triggers import TRIGGERS, Category
from tenants.messages.models import Message
from tenants.messages.states import ENDED_BADLY, Medium, State
from tenants.scripts import sms

LONGEST_EMAIL = 5_000
LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `signature` is the name of the shop."""

    customer_id: uuid.UUID
    medium: Medium
    trigger: str
    text: str
    signature: str
    subject: str = ""
    follow_up_id: uuid.UUID | None = None
    reason_id: uuid.UUID | None = None


class Flawed(DomainError):
    """A text that no provider may be given; `lint` says why."""

    def __init__(self, lint: sms.Lint) -> None:
        super().__init__(N_("This text message cannot be sent as it is. Mend what is named below."))
        self.lint = lint


def composed(draft: Draft) -> str:
    """The text as it leaves. Marketing ends with how to refuse the next one."""
    text = draft.text.strip()
    if draft.medium is Medium.EMAIL:
        return f"{text}\n\n{draft.signature}"
    return sms.compose(draft.signature, text, promotes=_promotes(draft))


def lint(draft: Draft) -> sms.Lint:
    """What a provider would refuse of a text message."""
    return sms.lint(composed(draft), promotes=_promotes(draft))


def write(draft: Draft, *, request_key: uuid.UUID, user_id: uuid.UUID | None, now: datetime) -> Message:
    """Store a message that waits to be sent; the same `request_key` again is the same message.

    Raises Flawed, and DomainError for an empty or endless text and an unknown trigger.
    """
    _require(draft)
    values = {
        "shop_id": current_shop_id(),
        "id": new_id(),
        "customer_id": draft.customer_id,
        "follow_up_id": draft.follow_up_id,
        "reason_id": draft.reason_id,
        "medium": draft.medium.value,
        "trigger": draft.trigger,
        "subject": draft.subject.strip(),
        "body": composed(draft),
        "state": State.QUEUED.value,
        "tries": 0,
        "request_key": request_key,
        "written_by_id": user_id,
        "written_at": now,
        "due_at": now,
    }
    db.session.execute(insert(Message).values(values).on_conflict_do_nothing())
    return db.session.scalars(select(Message).where(Message.request_key == request_key)).one()


def write_again(message_id: uuid.UUID, *, request_key: uuid.UUID, user_id: uuid.UUID, now: datetime) -> Message:
    """The same words anew, as another message, because somebody wants it so: by itself nothing is sent twice.

    Raises DomainError unless the first one ended badly.
    """
    row = find(message_id)
    if row is None or row.state not in ENDED_BADLY:
        raise DomainError(N_("Only what was not sent for certain can be written again."))
    names = ("customer_id", "follow_up_id", "reason_id", "medium", "trigger", "subject", "body")
    anew = {name: getattr(row, name) for name in names}
    again = insert(Message).values(
        shop_id=current_shop_id(),
        id=new_id(),
        state=State.QUEUED.value,
        tries=0,
        request_key=request_key,
        written_by_id=user_id,
        written_at=now,
        due_at=now,
        **anew,
    )
    db.session.execute(again.on_conflict_do_nothing())
    return db.session.scalars(select(Message).where(Message.request_key == request_key)).one()


def cancel(message_id: uuid.UUID, *, now: datetime) -> Message:
    """Take back what still waits. Raises DomainError when it has left."""
    row = find(message_id, lock=True)
    if row is None or row.state not in (State.QUEUED, State.CANCELLED):
        raise DomainError(N_("This message has left already, or will not leave any more."))
    if row.state == State.QUEUED:
        row.state, row.ended_at = State.CANCELLED.value, now
        db.session.flush()
    return row


def find(message_id: uuid.UUID, *, lock: bool = False) -> Message | None:
    asked = select(Message).where(Message.id == message_id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(asked)


def _promotes(draft: Draft) -> bool:
    return TRIGGERS[draft.trigger].category is not Category.SERVICE


def _require(draft: Draft) -> None:
    if draft.trigger not in TRIGGERS:
        raise DomainError(N_("There is no trigger %(code)s."), code=draft.trigger[:40])
    if not draft.text.strip():
        raise DomainError(N_("Write what is to be said."))
    if draft.medium is Medium.EMAIL:
        if not draft.subject.strip() or len(draft.subject) > LONGEST_SUBJECT or "\n" in draft.subject:
            raise DomainError(N_("Give the e-mail a subject of at most %(most)s characters."), most=LONGEST_SUBJECT)
        if len(draft.text) > LONGEST_EMAIL:
            raise DomainError(N_("Write at most %(most)s characters."), most=LONGEST_EMAIL)
    elif (found := lint(draft)).flaws:
        raise Flawed(found)
