"""What a contact may change, remembered before it does, so that an undo can put it back."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from tenants.appointments import booking
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression

REASON = ("tries", "owner_id", "wake_on", "wake_half", "ends_on", "closed_on", "closed_by")
FOLLOW_UP = (
    "state",
    "outcome",
    "tries",
    "wake_half",
    "reason_ids",
    "trigger",
    "band",
    "channel",
    "deadline_on",
    "urgency",
    "score",
    "assigned_to_id",
)
CUSTOMER = ("do_not_call", "do_not_market")
VEHICLE = ("closed_on", "exit_reason", "commercial_expires_on")


def remember(row: FollowUp, card: Collection[Reason]) -> dict[str, Any]:
    """The state of a follow-up, its reasons, the customer, his phones and the cars it is about, fit for JSON."""
    customer = db.session.scalars(select(Customer).where(Customer.id == row.customer_id)).one()
    vehicles = db.session.scalars(select(Vehicle).where(Vehicle.customer_id == row.customer_id))
    return {
        "reasons": {str(each.id): _values(each, REASON) for each in card},
        "follow_up": _values(row, FOLLOW_UP),
        "customer": _values(customer, CUSTOMER),
        "vehicles": {str(each.id): _values(each, VEHICLE) for each in vehicles},
        "valid_phones": [each.number for each in _phones(row.customer_id) if each.invalid_at is None],
    }


def remember_also(state: dict[str, Any], reason: Reason) -> dict[str, Any]:
    """The same, with a reason that was not on the card."""
    return state | {"reasons": state["reasons"] | {str(reason.id): _values(reason, REASON)}}


def restore(contact: Contact, now: datetime) -> None:
    """Put back what `remember` saw, and remove what the contact made: a reason, suppressions, an appointment."""
    state = contact.effects
    _put_back_all(Reason, state["reasons"])
    _put_back_all(Vehicle, state["vehicles"])
    _put_back_all(Customer, {str(contact.customer_id): state["customer"]})
    _put_back_all(FollowUp, {str(contact.follow_up_id): state["follow_up"]})
    for phone in _phones(contact.customer_id):
        if phone.number in state["valid_phones"]:
            phone.invalid_at = None
    if "opened" in state:
        db.session.execute(delete(Reason).where(Reason.id == uuid.UUID(state["opened"])))
    db.session.execute(delete(Suppression).where(Suppression.contact_id == contact.id))
    booking.take_back(contact.id, now)


def _values(row: Any, names: Collection[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _put_back_all(model: Any, states: Mapping[str, Mapping[str, Any]]) -> None:
    for row in db.session.scalars(select(model).where(model.id.in_(map(uuid.UUID, states)))):
        for name, value in states[str(row.id)].items():
            setattr(row, name, _typed(name, value))


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return uuid.UUID(value) if name.endswith("_id") else value


def _phones(customer_id: uuid.UUID) -> list[CustomerPhone]:
    return list(db.session.scalars(select(CustomerPhone).where(CustomerPhone.customer_id == customer_id)))
