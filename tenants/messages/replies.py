"""What customers answer to text messages. A stop word ends them at once; no confirmation is sent (domain.md 4.4)."""

import re
import uuid
from datetime import datetime

from sqlalchemy import func, select

from tenants.customers.models import Customer, CustomerPhone
from tenants.customers.wishes import Proof, Status, answer
from tenants.db import db
from tenants.messages.stop_words import is_stop

SOURCE = "reply"
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def receive(number: str, text: str, *, now: datetime, by_id: uuid.UUID | None = None) -> int:
    """A reply that came from a number. Returns for how many customers text messages ended: all who have the number."""
    if not is_stop(text):
        return 0
    owners = _owners(_ABROAD.sub("", re.sub(r"[\s-]", "", number)))
    for customer_id in owners:
        answer(customer_id, {"sms": Status.REFUSED}, Proof(SOURCE, by_id, now))
    return len(owners)


def _owners(number: str) -> list[uuid.UUID]:
    survivor = func.coalesce(Customer.merged_into_id, Customer.id)
    owners = select(survivor).join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
    return list(db.session.scalars(owners.where(CustomerPhone.number == number).distinct()))
