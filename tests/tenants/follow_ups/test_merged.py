"""Records that count as one customer: each reason stands once, and is whose it is when they are parted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import parted
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import plan_queue
from tests.tenants.follow_ups.days import TODAY, queue, report
from tests.tenants.follow_ups.records import SINCE, BringUp, booked_tomorrow, due, insured, merge, open_reasons, part

pytestmark = pytest.mark.usefixtures("nobody_goes_without")


@pytest.mark.parametrize("bring_up", [booked_tomorrow, insured, due], ids=["APPT_CONFIRM", "INSURANCE", "MAINT_DUE"])
def test_merged_a_second_time_they_have_their_reasons_again(one: Customer, other: Customer, bring_up: BringUp) -> None:
    bring_up(other)
    plan_queue(TODAY)
    merge(other, one)
    the_first_time = queue()
    part(other)

    merge(other, one)

    assert the_first_time
    assert queue() == the_first_time


@pytest.mark.parametrize("bring_up", [booked_tomorrow, insured, due], ids=["APPT_CONFIRM", "INSURANCE", "MAINT_DUE"])
def test_what_stood_on_either_record_stands_once(one: Customer, other: Customer, bring_up: BringUp) -> None:
    bring_up(other)
    plan_queue(TODAY)
    before = open_reasons()

    merge(other, one)
    plan_queue(TODAY + timedelta(1))

    assert {trigger for _, _, trigger, *_ in before}
    assert len(open_reasons()) == len(before)


def test_what_was_settled_before_they_were_one_is_not_asked_again(one: Customer, other: Customer) -> None:
    insured(other)
    plan_queue(TODAY)
    report(other, "not_needed", note="很好")

    merge(other, one, TODAY + timedelta(1))

    assert open_reasons() == set()


def test_what_came_up_and_was_settled_while_they_were_one_stays_settled(one: Customer, other: Customer) -> None:
    merge(other, one)
    insured(other)
    plan_queue(TODAY)
    report(one, "not_needed", note="很好")

    part(other, TODAY + timedelta(1))

    (reason,) = db.session.scalars(select(Reason).where(Reason.trigger == "INSURANCE"))
    assert (reason.customer_id, reason.closed_by) == (other.id, "not_needed")


@pytest.mark.parametrize("bring_up", [booked_tomorrow, insured, due], ids=["APPT_CONFIRM", "INSURANCE", "MAINT_DUE"])
def test_what_came_up_while_they_were_one_goes_with_what_it_is_about(
    one: Customer, other: Customer, bring_up: BringUp
) -> None:
    merge(other, one)
    bring_up(other)
    plan_queue(TODAY)
    (found,) = db.session.scalars(select(Reason.id).where(Reason.closed_on.is_(None)))

    part(other)

    (reason,) = db.session.scalars(select(Reason).where(Reason.closed_on.is_(None)))
    assert (reason.id, reason.customer_id) == (found, other.id)
    assert [name for name, _ in queue()] == [other.name]


def test_his_card_is_off_the_survivors_list_before_the_next_plan(one: Customer, other: Customer) -> None:
    merge(other, one)
    insured(other)
    plan_queue(TODAY)
    merged = queue()

    merging.unmerge(other.id)
    parted.reopen([one.id, other.id], since_on=SINCE, today=TODAY)

    assert (merged, queue()) == ([(one.name, "INSURANCE")], [])
