"""An appointment that moves is confirmed anew, one that stays where it is only once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments import booking
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.models import Reason, TriggerSetting
from tenants.follow_ups.plan import plan_queue
from tests.factories import create_appointment, create_customer
from tests.tenants.follow_ups.days import ADVISOR, TODAY, queue, report

NOW = datetime.combine(TODAY, time(4), UTC)
HAND = Hand(ADVISOR, NOW, TODAY, at=time(12))
TOMORROW, THAT_DAY, ANOTHER_DAY = (TODAY + timedelta(days) for days in (1, 3, 8))


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    # asked three days before, so that there is time to move away and back
    db.session.add(TriggerSetting(code="APPT_CONFIRM", opens=-3))
    return create_customer("张三", "13912345678")


@pytest.fixture
def booked(customer: Customer) -> Appointment:
    appointment = create_appointment(customer, THAT_DAY, created_at=NOW - timedelta(9))
    plan_queue(TODAY)
    return appointment


def reasons() -> list[tuple[str | None, bool]]:
    rows = select(Reason.closed_by, Reason.closed_on.is_(None)).where(Reason.trigger == "APPT_CONFIRM")
    return [(by, is_open) for by, is_open in db.session.execute(rows.order_by(Reason.created_at, Reason.id))]


@pytest.mark.parametrize("is_planned_between", [False, True])
def test_who_moves_away_and_back_is_asked_again(
    customer: Customer, booked: Appointment, is_planned_between: bool
) -> None:
    report(customer, "confirmed")

    moved = booking.reschedule(booked.id, ANOTHER_DAY, HAND)
    if is_planned_between:
        plan_queue(TODAY)
    booking.reschedule(moved.id, THAT_DAY, HAND)
    plan_queue(TOMORROW)
    plan_queue(TOMORROW)

    assert reasons() == [("confirmed", False), (None, True)]
    assert queue(TOMORROW) == [("张三", "APPT_CONFIRM")]


def test_a_move_that_is_taken_back_leaves_the_day_to_be_confirmed(booked: Appointment) -> None:
    moved = booking.reschedule(booked.id, ANOTHER_DAY, HAND)
    plan_queue(TODAY)
    while_moved = reasons()

    booking.undo(moved.id, HAND)
    plan_queue(TODAY)

    assert while_moved == [("appointment_changed", False)]
    assert reasons() == [(None, True)]
    assert queue() == [("张三", "APPT_CONFIRM")]


def test_an_hour_that_moves_is_told_on_the_card_and_asks_once(booked: Appointment) -> None:
    booking.reschedule(booked.id, THAT_DAY, HAND, due_time=time(15))

    plan_queue(TOMORROW)

    (reason,) = db.session.scalars(select(Reason))
    assert (reason.closed_on, reason.facts["due_time"]) == (None, "15:00")


@pytest.mark.parametrize("ended_by", ["confirmed", "no_reply", "not_needed"])
def test_what_did_not_move_is_asked_once(booked: Appointment, ended_by: str) -> None:
    (reason,) = db.session.scalars(select(Reason))
    reason.closed_on, reason.closed_by = TODAY, ended_by

    plan_queue(TODAY)
    plan_queue(TOMORROW)

    assert reasons() == [(ended_by, False)]


def test_a_reason_from_before_bookings_were_told_apart_is_not_asked_twice(booked: Appointment) -> None:
    (reason,) = db.session.scalars(select(Reason))
    reason.about_id, reason.closed_on, reason.closed_by = None, TODAY, "confirmed"

    plan_queue(TOMORROW)

    assert reasons() == [("confirmed", False)]
