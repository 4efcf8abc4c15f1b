"""Appointments inside a call: one about an appointment moves, confirms or cancels that, any other books a new one.

`about_on` is the day of the appointment that the call is about, None when it is about something else.
"""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import select

from tenants.appointments import booking
from tenants.appointments.booking import MISSED_TOO, Hand
from tenants.appointments.models import Appointment
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError


def book(customer_id: uuid.UUID, due_on: date, hand: Hand, *, about_on: date | None, **told: Any) -> Appointment:
    """`told` as in booking.book. Raises DomainError."""
    old = about_on and _of_day(customer_id, about_on)
    if old:
        return booking.reschedule(old, due_on, hand, due_time=told.get("due_time"), note=told.get("note") or None)
    return booking.book(customer_id, due_on, hand, **told)


def confirm(customer_id: uuid.UUID, about_on: date | None, hand: Hand) -> Appointment:
    """Raises DomainError when nobody expects the customer on that day any more."""
    return booking.confirm(_expected_on(customer_id, about_on), hand)


def cancel(customer_id: uuid.UUID, about_on: date | None, hand: Hand, reason: str) -> Appointment:
    """Raises DomainError when nobody expects the customer on that day any more."""
    return booking.cancel(_expected_on(customer_id, about_on), hand, reason)


def _of_day(customer_id: uuid.UUID, on: date) -> uuid.UUID | None:
    """The appointment of that day which can still be moved."""
    return db.session.scalar(
        select(Appointment.id)
        .where(
            is_record_of(Appointment.customer_id, customer_id),
            Appointment.due_on == on,
            Appointment.status.in_(MISSED_TOO),
        )
        .order_by(Appointment.id)
        .limit(1)
    )


def _expected_on(customer_id: uuid.UUID, on: date | None) -> uuid.UUID:
    found = on and _of_day(customer_id, on)
    if not found:
        raise DomainError(N_("This customer has no appointment to talk about any more. Choose another outcome."))
    return found
