"""Reminders of appointments: one for each, and another one for the day it was moved to."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments import booking
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tenants.messages import standing
from tenants.messages.from_queue import Voice
from tenants.messages.models import Message
from tenants.messages.reminders import write_reminders
from tests import factories

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 3)
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
VOICE = Voice("安顺汽修", "", "zh")
SOMEBODY = Hand(uuid.uuid4(), NOW, WEDNESDAY)


@pytest.fixture
def appointment(in_shop: Shop) -> Appointment:
    customer = factories.create_customer(phone="13912345678")
    factories.consent(customer)
    return factories.create_appointment(customer, THURSDAY, created_at=NOW - timedelta(9), booked_by_id=SOMEBODY.by)


def reminded(on: date) -> list[Message]:
    plan_queue(on)
    return write_reminders(on, VOICE, now=NOW + (on - WEDNESDAY))


def open_anchors() -> list[date]:
    return list(db.session.scalars(select(Reason.anchor_on).where(Reason.closed_on.is_(None))))


def test_an_appointment_is_reminded_of_once_however_often_it_is_asked(appointment: Appointment) -> None:
    (first,), (second,) = reminded(WEDNESDAY), reminded(WEDNESDAY)

    assert first is second


def test_who_moves_a_day_after_the_reminder_is_reminded_of_the_new_day(appointment: Appointment) -> None:
    (first,) = reminded(WEDNESDAY)
    booking.reschedule(appointment.id, FRIDAY, SOMEBODY)

    (second,) = reminded(THURSDAY)

    assert second.id != first.id
    assert second.body != first.body
    assert standing.why_over(second, THURSDAY) is None
    assert standing.why_over(first, THURSDAY) is standing.Over.CHANGED
    assert open_anchors() == [FRIDAY]


def test_who_confirmed_and_then_moved_is_asked_about_the_new_day(appointment: Appointment) -> None:
    reminded(WEDNESDAY)
    booking.confirm(appointment.id, SOMEBODY)
    plan_queue(WEDNESDAY)
    booking.reschedule(appointment.id, FRIDAY, SOMEBODY)

    assert len(reminded(THURSDAY)) == 1
    assert open_anchors() == [FRIDAY]


def test_tries_for_the_old_day_do_not_count_for_the_new_one(appointment: Appointment) -> None:
    reminded(WEDNESDAY)
    asked = db.session.scalars(select(Reason)).one()
    asked.tries, asked.ends_on = 2, THURSDAY + timedelta(4)
    booking.reschedule(appointment.id, FRIDAY, SOMEBODY)

    reminded(THURSDAY)

    new = db.session.scalars(select(Reason).where(Reason.closed_on.is_(None))).one()
    assert (new.anchor_on, new.tries, new.ends_on) == (FRIDAY, 0, None)
