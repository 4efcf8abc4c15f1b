"""A merge that is taken back leaves the queue as it was, but for what people did meanwhile."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.follow_ups import parted
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tenants.needs.models import VehicleNeeds
from tenants.visits.derive import derive_visits
from tests.factories import (
    consent,
    create_appointment,
    create_customer,
    create_need,
    create_order,
    create_outlook,
    create_vehicle,
)
from tests.tenants.follow_ups.days import TODAY, queue, report, serve

pytestmark = pytest.mark.usefixtures("nobody_goes_without")
SINCE = TODAY - timedelta(1)


@pytest.fixture
def one(in_shop: Shop) -> Customer:
    return owner("张三", "13912345678")


@pytest.fixture
def other(in_shop: Shop) -> Customer:
    return owner("张先生", "13912345679")


def owner(name: str, phone: str) -> Customer:
    """Served lately enough to be reminded, and agreed to it."""
    customer = create_customer(name, phone)
    car = create_vehicle(customer)
    create_order(customer, car, TODAY - timedelta(120))
    derive_visits()
    consent(customer)
    create_outlook(car)
    return customer


def car_of(customer: Customer) -> Vehicle:
    return db.session.scalars(select(Vehicle).where(Vehicle.customer_id == customer.id)).one()


def booked_tomorrow(customer: Customer) -> None:
    when = TODAY - timedelta(9)
    create_appointment(customer, TODAY + timedelta(1), vehicle_id=car_of(customer).id, created_at=when)


def insured(customer: Customer) -> None:
    create_need(car_of(customer), "COMMERCIAL_INSURANCE", TODAY + timedelta(20), kind="insurance")


def due(customer: Customer) -> None:
    create_need(car_of(customer), "OIL_FULL", TODAY - timedelta(3))


def open_reasons() -> set[tuple[Any, ...]]:
    rows = select(
        *(Reason.customer_id, Reason.vehicle_id, Reason.trigger, Reason.anchor_on),
        *(Reason.open_on, Reason.deadline_on, Reason.grace_days),
    )
    return {tuple(row) for row in db.session.execute(rows.where(Reason.closed_on.is_(None)))}


def merge(duplicate: Customer, survivor: Customer, on: date = TODAY) -> None:
    merging.merge(duplicate.id, survivor.id)
    derive_visits()
    # as the next prediction does
    db.session.execute(update(VehicleNeeds).values(customer_id=survivor.id))
    plan_queue(on)


def part(duplicate: Customer, on: date = TODAY) -> None:
    records = merging.records_of(duplicate.id)
    merging.unmerge(duplicate.id)
    derive_visits()
    parted.reopen(records, since_on=SINCE, today=on)
    plan_queue(on)


def closings(customer: Customer, trigger: str) -> list[str | None]:
    his = select(Reason.closed_by).where(Reason.customer_id == customer.id, Reason.trigger == trigger)
    return list(db.session.scalars(his))


@pytest.mark.parametrize("bring_up", [booked_tomorrow, insured, due], ids=["APPT_CONFIRM", "INSURANCE", "MAINT_DUE"])
def test_both_have_their_reasons_and_cards_again(one: Customer, other: Customer, bring_up: Any) -> None:
    bring_up(other)
    plan_queue(TODAY)
    before = open_reasons(), queue()
    assert before[1]

    merge(other, one)
    while_merged = queue()
    part(other)

    assert {name for name, _ in while_merged} == {one.name}
    assert (open_reasons(), queue()) == before


def test_what_a_merge_ended_for_the_survivor_is_open_again(one: Customer, other: Customer) -> None:
    due(one)
    plan_queue(TODAY)
    before = open_reasons(), queue()
    create_order(other, car_of(other), TODAY)
    derive_visits()

    merge(other, one, TODAY + timedelta(1))
    while_merged = closings(one, "MAINT_DUE")
    part(other, TODAY + timedelta(1))

    assert while_merged == ["visit"]
    assert open_reasons() >= before[0]
    assert (one.name, "MAINT_DUE") in queue(TODAY + timedelta(1))


def test_a_list_that_is_worked_shows_the_card_again(one: Customer, other: Customer) -> None:
    insured(other)
    third = serve("李四", TODAY - timedelta(3))
    plan_queue(TODAY)

    merge(other, one)
    report(third, "satisfied", note="很好")
    part(other)

    assert queue() == [(other.name, "INSURANCE")]


@pytest.mark.parametrize("outcome", ["not_needed", "renewed"])
def test_what_somebody_settled_while_they_were_one_stays_settled(one: Customer, other: Customer, outcome: str) -> None:
    insured(other)
    plan_queue(TODAY)

    merge(other, one)
    report(one, outcome, note="很好", answer_on=TODAY + timedelta(360) if outcome == "renewed" else None)
    part(other)

    assert closings(one, "INSURANCE") == [outcome]
    assert closings(other, "INSURANCE") == ["renewed"]
    assert queue() == []


def test_a_booking_that_somebody_confirmed_leaves_the_next_one_to_be_confirmed(one: Customer, other: Customer) -> None:
    tomorrow, next_day = TODAY + timedelta(1), TODAY + timedelta(2)
    booked_tomorrow(other)
    create_appointment(other, next_day, vehicle_id=car_of(other).id, created_at=TODAY - timedelta(9))
    plan_queue(tomorrow)
    merge(other, one, tomorrow)
    first = (Reason.customer_id == one.id, Reason.anchor_on == tomorrow)
    db.session.execute(update(Reason).where(*first).values(closed_on=tomorrow, closed_by="confirmed"))

    part(other, tomorrow)

    assert {(whose, anchor_on) for whose, _, _, anchor_on, *_ in open_reasons()} == {(other.id, next_day)}


def test_what_really_ended_meanwhile_is_closed_again(one: Customer, other: Customer) -> None:
    due(other)
    plan_queue(TODAY)

    merge(other, one)
    create_order(other, car_of(other), TODAY)
    derive_visits()
    part(other, TODAY + timedelta(1))

    assert closings(other, "MAINT_DUE") == ["visit"]


def test_what_ended_before_the_merge_stays_closed(one: Customer, other: Customer) -> None:
    insured(other)
    plan_queue(TODAY)
    db.session.execute(update(Reason).values(closed_on=SINCE - timedelta(1), closed_by="superseded"))

    merge(other, one)
    part(other)

    assert closings(other, "INSURANCE") == ["superseded"]


def test_a_merge_of_long_ago_brings_back_nothing_that_is_over(one: Customer, other: Customer) -> None:
    insured(other)
    plan_queue(TODAY)
    late = TODAY + timedelta(40)

    merge(other, one)
    part(other, late)

    assert closings(other, "INSURANCE") == ["renewed"]
