"""Reasons that end without a word from staff, against the database; and a first import that starts smoothly."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.customers import merging
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.follow_ups.backlog import CUSTOMERS_PER_DAY
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.reasons import REPLY_DAYS, OpenReason, ended
from tenants.follow_ups.triggers import Channel
from tenants.needs.models import Need
from tenants.scoring.segments import RfmClass
from tenants.visits.derive import derive_visits
from tests.factories import (
    consent,
    create_appointment,
    create_customer,
    create_need,
    create_order,
    create_outlook,
    create_profile,
    create_vehicle,
)
from tests.tenants.follow_ups.examples import came, reason

TODAY = date(2026, 7, 1)
TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def car(in_shop: Shop) -> Vehicle:
    """Of a customer whom nothing else brings up."""
    customer = create_customer("李四", "13912345678")
    vehicle = create_vehicle(customer)
    create_outlook(vehicle)
    return vehicle


def needs(car: Vehicle, code: str, due_on: date, **values: Any) -> None:
    create_need(car, code, due_on, **values)


def closed(trigger: str) -> list[str | None]:
    return list(db.session.scalars(select(Reason.closed_by).where(Reason.trigger == trigger)))


def on_the_list(on: date) -> list[str]:
    return list(db.session.scalars(select(FollowUp.trigger).where(FollowUp.queue_on == on, FollowUp.state == "open")))


def test_a_visit_ends_what_was_due(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY - timedelta(3))
    customer = db.session.get_one(Customer, (car.shop_id, car.customer_id))
    create_order(customer, car, TODAY - timedelta(200))  # served lately enough to be reminded
    derive_visits()
    plan_queue(TODAY)
    create_order(customer, car, TODAY)
    derive_visits()
    db.session.execute(delete(Need))  # the next prediction knows what was done

    plan_queue(TOMORROW)

    assert closed("MAINT_DUE") == ["visit"]
    assert "resolved" in db.session.scalars(select(FollowUp.state).where(FollowUp.queue_on == TODAY)).all()


def test_a_renewed_policy_ends_its_reminder(car: Vehicle) -> None:
    needs(car, "COMMERCIAL_INSURANCE", TODAY + timedelta(20), kind="insurance")
    plan_queue(TODAY)
    db.session.execute(update(Need).values(due_on=TODAY + timedelta(385)))

    plan_queue(TOMORROW)

    assert closed("INSURANCE") == ["renewed"]


def test_a_car_that_is_sold_ends_its_reminders(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY)
    plan_queue(TODAY)
    car.closed_on = TODAY
    db.session.flush()

    plan_queue(TOMORROW)

    assert closed("MAINT_DUE") == ["car_exit"]


def test_what_is_due_waits_for_an_appointment_and_comes_back_when_it_is_missed(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY)
    customer = db.session.get_one(Customer, (car.shop_id, car.customer_id))
    promised = create_appointment(customer, TODAY + timedelta(2), vehicle_id=car.id, confirmed_at=func.now())
    plan_queue(TODAY)
    waiting = on_the_list(TODAY)

    db.session.execute(update(Appointment).where(Appointment.id == promised.id).values(status="no_show"))
    plan_queue(TODAY + timedelta(2))

    assert waiting == []
    assert closed("MAINT_DUE") == [None]
    assert on_the_list(TODAY + timedelta(2)) == ["NO_SHOW"]


def merged_into(car: Vehicle) -> Customer:
    """Another record of the owner."""
    assert car.customer_id
    other = create_customer("李四", "13912345679")
    merging.merge(other.id, car.customer_id)
    return other


def test_what_a_merged_record_promised_is_waited_for(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY)
    create_appointment(merged_into(car), TODAY + timedelta(3), confirmed_at=func.now())

    plan_queue(TODAY)

    assert db.session.scalars(select(Reason.hold)).all() == ["appointment"]


def test_a_complaint_of_a_merged_record_keeps_the_customer_in_peace(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY)
    consent(db.session.get_one(Customer, (car.shop_id, car.customer_id)))
    days = {name: TODAY - timedelta(9) for name in ("anchor_on", "open_on", "deadline_on")}
    settled = {"closed_on": TODAY - timedelta(2), "closed_by": "satisfied"}
    db.session.add(Reason(customer_id=merged_into(car).id, trigger="COMPLAINT", grace_days=7, **days, **settled))

    plan_queue(TODAY)

    held = db.session.execute(select(Reason.hold, Reason.hold_until_on).where(Reason.closed_on.is_(None))).all()
    assert held == [("complaint", TODAY + timedelta(5))]


def test_a_car_of_a_merged_record_that_is_sold_takes_its_reasons_along(car: Vehicle) -> None:
    owner = db.session.get_one(Customer, (car.shop_id, car.customer_id))
    car.customer_id = merged_into(car).id
    create_order(owner, car, TODAY - timedelta(3))
    derive_visits()
    plan_queue(TODAY)
    car.closed_on = TODAY
    db.session.flush()

    plan_queue(TOMORROW)

    assert closed("D3") == ["car_exit"]


def test_a_message_before_the_call_does_not_end_the_reason() -> None:
    written = reason("MAINT_DUE", TODAY + timedelta(12), ends_on=TODAY + timedelta(REPLY_DAYS))

    assert ended([written], came(None), TODAY + timedelta(REPLY_DAYS)) == {}
    assert [written.awaits_reply(TODAY + timedelta(days)) for days in (4, 5)] == [True, False]
    assert written.channel_on(TODAY + timedelta(5), RfmClass.NEW) is Channel.CALL


def test_the_last_message_ends_like_any_other() -> None:
    last: OpenReason = reason("MAINT_DUE", TODAY - timedelta(8), ends_on=TODAY + timedelta(REPLY_DAYS))

    assert ended([last], came(None), TODAY + timedelta(REPLY_DAYS)) == {last.id: "no_reply"}


def test_a_message_waits_as_long_as_its_outcome_says() -> None:
    assert OUTCOMES["message_sent"].awaits_reply_days == REPLY_DAYS


def test_a_first_import_brings_up_forty_late_customers_a_day_and_none_is_overdue(in_shop: Shop) -> None:
    for number in range(CUSTOMERS_PER_DAY + 5):
        vehicle = create_vehicle(create_customer(f"客户{number}", f"139000{number:05d}"))
        create_outlook(vehicle)
        create_need(vehicle, "OIL_FULL", TODAY - timedelta(20))

    plan_queue(TODAY)
    plan_queue(TODAY)
    first = db.session.scalars(select(Reason)).all()
    plan_queue(TOMORROW)

    assert len(first) == CUSTOMERS_PER_DAY
    assert {one.deadline_on for one in first} == {TODAY + timedelta(21)}
    assert db.session.scalar(select(func.count()).select_from(Reason)) == CUSTOMERS_PER_DAY + 5


def test_a_key_account_has_its_turn_before_forty_others(in_shop: Shop) -> None:
    late = [create_vehicle(create_customer(f"客户{number}")) for number in range(CUSTOMERS_PER_DAY + 1)]
    for car in late:
        create_outlook(car)
        create_need(car, "OIL_FULL", TODAY - timedelta(20))
        owner = db.session.get_one(Customer, (car.shop_id, car.customer_id))
        create_order(owner, car, TODAY - timedelta(55), yuan=100 if car is late[-1] else 900)
        create_profile(owner, tier="KEY" if car is late[-1] else "NORMAL")
    derive_visits()

    plan_queue(TODAY)

    turned = set(db.session.scalars(select(Reason.vehicle_id).where(Reason.trigger == "MAINT_DUE")))
    assert (len(turned), late[-1].id in turned) == (CUSTOMERS_PER_DAY, True)


def test_a_reason_that_waited_for_its_turn_stays_until_its_own_deadline(car: Vehicle) -> None:
    needs(car, "OIL_FULL", TODAY - timedelta(36))
    plan_queue(TODAY)

    plan_queue(TODAY + timedelta(10))  # the trigger has let it go long ago

    assert closed("MAINT_DUE") == [None]
