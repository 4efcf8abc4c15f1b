"""What took the ground away from a message while it waited."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments import booking
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups.models import Contact, Reason
from tenants.messages import sending, standing, writing
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.visits.derive import derive_visits
from tests import factories

EVENING = datetime(2026, 7, 1, 14, tzinfo=UTC)  # ten, by the shop's clock
MORNING = datetime(2026, 7, 2, 2, tzinfo=UTC)
TODAY = date(2026, 7, 2)
DUE_ON = date(2026, 7, 3)
ZONE = "Asia/Shanghai"
SOMEBODY = Hand(uuid.uuid4(), MORNING, TODAY)


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    agreed = factories.create_customer(phone="13912345678")
    factories.consent(agreed)
    return agreed


@pytest.fixture
def appointment(customer: Customer) -> Appointment:
    return factories.create_appointment(customer, DUE_ON, created_at=EVENING - timedelta(days=3))


def a_reason(customer: Customer, trigger: str, anchor_on: date, **values: Any) -> Reason:
    window = {"open_on": TODAY, "deadline_on": DUE_ON, "grace_days": 0, "created_at": EVENING - timedelta(days=2)}
    reason = Reason(customer_id=customer.id, trigger=trigger, anchor_on=anchor_on, **window | values)
    db.session.add(reason)
    db.session.flush()
    return reason


def written(customer: Customer, trigger: str, reason: Reason | None = None) -> Message:
    draft = Draft(customer.id, Medium.SMS, trigger, "明天上午见。", "安顺汽修", reason_id=reason.id if reason else None)
    return writing.write(draft, request_key=uuid.uuid4(), user_id=None, now=EVENING)


def sent_in_the_morning(message: Message) -> tuple[str, str | None]:
    sending.start(message.id, now=MORNING, timezone=ZONE)
    return message.state, message.why


@pytest.mark.parametrize("has_reason", [True, False])
def test_a_reminder_of_an_appointment_that_stands_leaves(
    customer: Customer, appointment: Appointment, has_reason: bool
) -> None:
    reason = a_reason(customer, "APPT_CONFIRM", DUE_ON) if has_reason else None

    assert sent_in_the_morning(written(customer, "APPT_CONFIRM", reason)) == (State.SENDING, None)


@pytest.mark.parametrize("has_reason", [True, False])
@pytest.mark.parametrize("what", ["cancelled", "moved to another day", "moved to another hour", "arrived"])
def test_a_reminder_of_an_appointment_that_changed_does_not_leave(
    customer: Customer, appointment: Appointment, what: str, has_reason: bool
) -> None:
    reason = a_reason(customer, "APPT_CONFIRM", DUE_ON) if has_reason else None
    message = written(customer, "APPT_CONFIRM", reason)

    match what:
        case "cancelled":
            booking.cancel(appointment.id, SOMEBODY)
        case "moved to another day":
            booking.reschedule(appointment.id, DUE_ON + timedelta(1), SOMEBODY)
        case "moved to another hour":
            booking.reschedule(appointment.id, DUE_ON, SOMEBODY, due_time=time(10))
        case "arrived":
            booking.arrive(appointment.id, SOMEBODY)

    assert sent_in_the_morning(message) == (State.REFUSED, "appointment_changed")
    assert db.session.scalars(select(Contact)).all() == []


def test_a_change_that_was_taken_back_changes_nothing(customer: Customer, appointment: Appointment) -> None:
    message = written(customer, "APPT_CONFIRM", a_reason(customer, "APPT_CONFIRM", DUE_ON))
    moved = booking.reschedule(appointment.id, DUE_ON + timedelta(1), SOMEBODY)

    booking.undo(moved.id, SOMEBODY)

    assert sent_in_the_morning(message) == (State.SENDING, None)


@pytest.mark.parametrize(
    ("closed_by", "why"),
    [
        ("visit", "came"),
        ("booked", "booked_meanwhile"),
        ("car_sold", "car_gone"),
        ("car_exit", "car_gone"),
        ("appointment_changed", "appointment_changed"),
        ("not_needed", "reason_over"),
        ("superseded", "reason_over"),
    ],
)
def test_a_reason_that_was_closed_says_by_what(customer: Customer, closed_by: str, why: str) -> None:
    reason = a_reason(customer, "DEFERRED", TODAY - timedelta(40))
    message = written(customer, "DEFERRED", reason)

    reason.closed_on, reason.closed_by = TODAY, closed_by

    assert sent_in_the_morning(message) == (State.REFUSED, why)


def test_who_was_not_reached_by_three_calls_still_gets_the_message(customer: Customer) -> None:
    reason = a_reason(customer, "CALLBACK", TODAY, closed_on=TODAY, closed_by="unreached")

    assert sent_in_the_morning(written(customer, "CALLBACK", reason)) == (State.SENDING, None)


def test_who_came_before_the_next_plan_gets_no_reminder_to_come(customer: Customer) -> None:
    car = factories.create_vehicle(customer)
    reason = a_reason(customer, "DEFERRED", TODAY - timedelta(40), vehicle_id=car.id)
    message = written(customer, "DEFERRED", reason)

    factories.create_order(customer, car, TODAY, delivered_on=TODAY)
    derive_visits()

    assert sent_in_the_morning(message) == (State.REFUSED, "came")


def test_who_sold_the_car_before_the_next_plan_hears_nothing_of_it(customer: Customer) -> None:
    car = factories.create_vehicle(customer)
    message = written(customer, "D3", a_reason(customer, "D3", TODAY - timedelta(3), vehicle_id=car.id))

    car.closed_on = TODAY

    assert sent_in_the_morning(message) == (State.REFUSED, "car_gone")


@pytest.mark.parametrize(
    ("created_at", "state"), [(EVENING - timedelta(days=1), State.SENDING), (MORNING, State.REFUSED)]
)
def test_who_booked_since_it_was_written_is_not_asked_to_come(
    customer: Customer, created_at: datetime, state: State
) -> None:
    message = written(customer, "CAMPAIGN")

    factories.create_appointment(customer, DUE_ON, created_at=created_at)

    assert sent_in_the_morning(message)[0] == state


def test_a_promise_to_call_back_must_still_be_open(customer: Customer) -> None:
    promise = a_reason(customer, "CALLBACK", TODAY)
    message, other = written(customer, "CALLBACK"), written(customer, "CALLBACK")
    assert sent_in_the_morning(message) == (State.SENDING, None)

    promise.closed_on, promise.closed_by = TODAY, "later"

    assert sent_in_the_morning(other) == (State.REFUSED, "reason_over")


def test_a_reason_whose_contact_was_taken_back_is_gone(customer: Customer) -> None:
    reason = a_reason(customer, "CALLBACK", TODAY)
    message = written(customer, "CALLBACK", reason)

    db.session.delete(reason)

    assert sent_in_the_morning(message) == (State.REFUSED, "reason_over")


def test_at_night_a_message_whose_ground_is_gone_does_not_wait(customer: Customer, appointment: Appointment) -> None:
    message = written(customer, "APPT_CONFIRM")
    booking.cancel(appointment.id, SOMEBODY)

    sending.start(message.id, now=EVENING, timezone=ZONE)

    assert (message.state, message.ended_at) == (State.REFUSED, EVENING)


def test_nobody_sends_anew_what_is_over(customer: Customer, appointment: Appointment) -> None:
    message = written(customer, "APPT_CONFIRM")
    standing.require(message, TODAY)

    booking.reschedule(appointment.id, DUE_ON + timedelta(1), SOMEBODY)

    with pytest.raises(DomainError):
        standing.require(message, TODAY)
