"""What customers answer to text messages. A stop word ends them at once; no confirmation is sent (domain.md 4.4)."""

import re
import uuid
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from tenants.customers.models import Customer, CustomerPhone
from tenants.customers.wishes import Proof, Status, answer
from tenants.db import db
from tenants.messages.models import Message
from tenants.messages.states import AWAITS_RECEIPT, Medium, State
from tenants.messages.stop_words import is_stop

SOURCE = "reply"
ANSWERED_DAYS = 90
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def receive(number: str, text: str, *, now: datetime, by_id: uuid.UUID | None = None) -> int:
    """A reply that came from a number. Returns for how many customers text messages ended: all who have the number."""
    if not is_stop(text):
        return 0
    owners = _owners(plain(number))
    for customer_id in owners:
        answer(customer_id, {"sms": Status.REFUSED}, Proof(SOURCE, by_id, now))
    return len(owners)


def was_written_to(number: str, *, now: datetime) -> bool:
    """Has the shop sent a text message to this number lately, so that an answer to it may be meant for us?"""
    sent = exists().where(
        Message.recipient == plain(number),
        Message.medium == Medium.SMS.value,
        Message.state.in_([state.value for state in (*AWAITS_RECEIPT, State.DELIVERED)]),
        Message.written_at >= now - timedelta(ANSWERED_DAYS),
    )
    return bool(db.session.scalar(select(sent)))


def plain(number: str) -> str:
    """A mobile number as it is kept: digits, without the country."""
    return _ABROAD.sub("", re.sub(r"[\s-]", "", number))


def _owners(number: str) -> list[uuid.UUID]:
    survivor = func.coalesce(Customer.merged_into_id, Customer.id)
    owners = select(survivor).join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
    return list(db.session.scalars(owners.where(CustomerPhone.number == number).distinct()))
