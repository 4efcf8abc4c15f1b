"""A merge that is taken back leaves the queue as it was, but for what people did meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tenants.visits.derive import derive_visits
from tests.factories import create_appointment, create_order
from tests.tenants.follow_ups.days import TODAY, queue, report, serve
from tests.tenants.follow_ups.records import (
    SINCE,
    BringUp,
    booked_tomorrow,
    car_of,
    due,
    insured,
    merge,
    open_reasons,
    part,
)

pytestmark = pytest.mark.usefixtures("nobody_goes_without")


def closings(customer: Customer, trigger: str) -> list[str | None]:
    his = select(Reason.closed_by).where(Reason.customer_id == customer.id, Reason.trigger == trigger)
    return list(db.session.scalars(his))


@pytest.mark.parametrize("bring_up", [booked_tomorrow, insured, due], ids=["APPT_CONFIRM", "INSURANCE", "MAINT_DUE"])
def test_both_have_their_reasons_and_cards_again(one: Customer, other: Customer, bring_up: BringUp) -> None:
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

    assert (closings(one, "INSURANCE"), closings(other, "INSURANCE")) == ([], [outcome])
    assert queue() == []


def test_a_booking_that_somebody_confirmed_leaves_the_next_one_to_be_confirmed(one: Customer, other: Customer) -> None:
    tomorrow, next_day = TODAY + timedelta(1), TODAY + timedelta(2)
    booked_tomorrow(other)
    create_appointment(other, next_day, vehicle_id=car_of(other).id, created_at=TODAY - timedelta(9))
    plan_queue(tomorrow)
    merge(other, one, tomorrow)
    first = update(Reason).where(Reason.anchor_on == tomorrow)
    db.session.execute(first.values(closed_on=tomorrow, closed_by="confirmed"))

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
    due(one)
    plan_queue(TODAY)
    create_order(other, car_of(other), TODAY)
    derive_visits()

    merge(other, one, TODAY + timedelta(1))
    part(other, TODAY + timedelta(60))

    assert closings(one, "MAINT_DUE") == ["visit"]
