"""Messages as the pages show them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.messages import answers
from tenants.messages.models import Message
from tenants.messages.states import State
from tenants.paging import Page

# what the list is divided into
GROUPS: dict[str, tuple[State, ...]] = {
    "waiting": (State.QUEUED, State.SENDING),
    "gone": (State.SENT, State.DELIVERED, State.RECORDED),
    "unknown": (State.UNKNOWN,),
    "failed": (State.FAILED,),
    "refused": (State.REFUSED,),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A message with the name of whom it is for."""

    message: Message
    customer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something written: a message to a customer, or a reply of his."""

    at: datetime
    message: Message | None = None
    reply: answers.Line | None = None


def page(group: str, asked: int) -> tuple[list[Line], Page]:
    """A page of messages, the newest first; `group` of GROUPS, or all."""
    total = db.session.scalar(select(func.count()).select_from(Message).where(*_of_group(group))) or 0
    paging = Page.of(asked, total)
    return listed(group, paging.offset, paging.size), paging


def listed(group: str, offset: int = 0, most: int | None = None) -> list[Line]:
    """Messages of a group, or all, the newest first; to the last one without `most`."""
    rows = db.session.execute(
        select(Message, Customer.name)
        .join(Customer, Customer.id == Message.customer_id)
        .where(*_of_group(group))
        .order_by(Message.written_at.desc(), Message.id.desc())
        .offset(offset)
        .limit(most)
    )
    return [Line(message, name) for message, name in rows]


def counts() -> dict[str, int]:
    """How many messages each group has."""
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    of_state: dict[str, int] = dict(rows.all())
    return {group: sum(of_state.get(state, 0) for state in states) for group, states in GROUPS.items()}


def correspondence(customer_id: uuid.UUID, most: int) -> list[Entry]:
    """What was written last to a customer and by him, the newest first; that of records merged into him too."""
    entries = [
        *(Entry(each.written_at, message=each) for each in _of_customer(customer_id, most)),
        *(Entry(each.at, reply=each) for each in answers.of_customer(customer_id, most)),
    ]
    return sorted(entries, key=lambda each: each.at, reverse=True)[:most]


def _of_group(group: str) -> list[ColumnElement[bool]]:
    states = [state.value for state in GROUPS.get(group, ())]
    return [Message.state.in_(states)] if group else []


def _of_customer(customer_id: uuid.UUID, most: int) -> Sequence[Message]:
    his = is_record_of(Message.customer_id, customer_id)
    newest = select(Message).where(his).order_by(Message.written_at.desc(), Message.id.desc())
    return db.session.scalars(newest.limit(most)).all()
