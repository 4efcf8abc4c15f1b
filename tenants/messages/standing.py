"""Whether what a waiting message was written of still stands: it may wait for a night, and much happens meanwhile."""

import uuid
from dataclasses import replace
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, func, select

from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.follow_ups.effects import UNREACHED
from tenants.follow_ups.models import Reason
from tenants.follow_ups.persons import persons_of
from tenants.follow_ups.reasons import ended
from tenants.follow_ups.stored import open_reason
from tenants.follow_ups.triggers import TRIGGERS, Event
from tenants.messages.models import Message
from tenants.messages.topics import APPOINTMENT, CALL_BACK
from tenants.visits.models import Visit

_GONE = N_("What this message was written of is over. Look at the customer and write another one.")


class Over(StrEnum):
    """What took the ground away from a message."""

    CHANGED = "appointment_changed"
    CAME = "came"
    BOOKED = "booked_meanwhile"
    CAR_GONE = "car_gone"
    DONE = "reason_over"  # by an outcome, or its trigger no longer finds it


_BY_EVENT = {Event.VISIT: Over.CAME, Event.BOOKED: Over.BOOKED, Event.CAR_EXIT: Over.CAR_GONE}
# what closed a reason -> what the message says of it; everything else is DONE
_BY_CLOSING = {
    **{event.value: over for event, over in _BY_EVENT.items()},
    **dict.fromkeys(("car_sold", "moved", "scrapped"), Over.CAR_GONE),
    "booked": Over.BOOKED,
    "appointment_changed": Over.CHANGED,
}


def why_over(message: Message, today: date) -> Over | None:
    """What took the ground away since it was written; None while it stands."""
    survivor_id = _survivor(message.customer_id)
    reason = _reason(message)
    if message.reason_id and reason is None:
        return Over.DONE
    if reason is not None and (over := _reason_over(reason, survivor_id, today)):
        return over
    if message.trigger == APPOINTMENT:
        return None if _is_expected(message, reason, survivor_id, today) else Over.CHANGED
    if message.trigger == CALL_BACK and reason is None:
        return None if _has_open(CALL_BACK, survivor_id) else Over.DONE
    booked = TRIGGERS[message.trigger].waits_for_appointment and _has_booked_since(message, survivor_id, today)
    return Over.BOOKED if booked else None


def require(message: Message, today: date) -> None:
    """Raises DomainError for a message whose ground is gone."""
    if why_over(message, today):
        raise DomainError(_GONE)


def _reason(message: Message) -> Reason | None:
    return db.session.scalar(select(Reason).where(Reason.id == message.reason_id)) if message.reason_id else None


def _reason_over(reason: Reason, survivor_id: uuid.UUID, today: date) -> Over | None:
    if reason.closed_on is not None:
        # a message is what is left to do for whom three calls did not reach
        return None if reason.closed_by == UNREACHED else _BY_CLOSING.get(reason.closed_by or "", Over.DONE)
    # the next plan would close it: what happened today is known before
    people = persons_of([survivor_id], {}, today=today, advisors={})
    if survivor_id not in people:
        return Over.DONE
    person = replace(people[survivor_id], last_visit_on=_last_visit_on(survivor_id, today))
    over = ended([replace(open_reason(reason), customer_id=survivor_id, ends_on=None)], {survivor_id: person}, today)
    return _BY_CLOSING[over[reason.id]] if over else None


def _is_expected(message: Message, reason: Reason | None, survivor_id: uuid.UUID, today: date) -> bool:
    """Who moves an appointment makes another one, and the message names the day and hour of the old."""
    wanted = [
        is_record_of(Appointment.customer_id, survivor_id),
        Appointment.status == "booked",
        Appointment.due_on >= today,
        Appointment.created_at <= message.written_at,
    ]
    if reason is not None:
        wanted.append(Appointment.due_on == reason.anchor_on)
    return bool(db.session.scalar(select(exists().where(*wanted))))


def _has_booked_since(message: Message, survivor_id: uuid.UUID, today: date) -> bool:
    booked = exists().where(
        is_record_of(Appointment.customer_id, survivor_id),
        Appointment.status == "booked",
        Appointment.due_on >= today,
        Appointment.created_at > message.written_at,
    )
    return bool(db.session.scalar(select(booked)))


def _has_open(trigger: str, survivor_id: uuid.UUID) -> bool:
    his = is_record_of(Reason.customer_id, survivor_id)
    return bool(db.session.scalar(select(exists().where(his, Reason.trigger == trigger, Reason.closed_on.is_(None)))))


def _last_visit_on(survivor_id: uuid.UUID, today: date) -> date | None:
    seen = select(func.max(Visit.visit_on))
    return db.session.scalar(seen.where(Visit.customer_id == survivor_id, Visit.is_presence, Visit.visit_on <= today))


def _survivor(customer_id: uuid.UUID) -> uuid.UUID:
    survivor = select(func.coalesce(Customer.merged_into_id, Customer.id)).where(Customer.id == customer_id)
    return db.session.scalar(survivor) or customer_id
