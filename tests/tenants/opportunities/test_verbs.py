"""Things to come back to: written down, graded, ended; referrals and campaigns."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.opportunities import campaigns, queries, verbs
from tenants.opportunities.campaigns import Plan
from tenants.opportunities.grades import Grade
from tenants.opportunities.models import Campaign, Opportunity, Referral
from tenants.opportunities.verbs import Draft
from tenants.visits.derive import derive_visits
from tests.factories import create_customer, create_order, create_vehicle

TODAY = date(2026, 7, 1)


def note(customer: Customer, kind: str = "deferred", what: str = "前刹车片", **values: Any) -> Opportunity:
    values.setdefault("due_on", TODAY)
    return verbs.note(customer.id, Draft(kind, what, **values), by=None, today=TODAY)


def open_reasons(customer: Customer) -> list[str]:
    found = select(Reason.trigger).where(Reason.customer_id == customer.id, Reason.closed_on.is_(None))
    return sorted(db.session.scalars(found))


def test_a_job_put_off_is_a_reason_to_call_a_week_later(in_shop: Shop) -> None:
    customer = create_customer("李四", "13912345678")
    note(customer, is_safety=True, vehicle_id=create_vehicle(customer).id)

    plan_queue(TODAY + timedelta(7))

    assert db.session.scalars(select(FollowUp.trigger)).all() == ["DEFERRED"]


def test_what_has_ended_is_no_reason_any_more(in_shop: Shop) -> None:
    customer = create_customer("李四", "13912345678")
    row = note(customer, is_safety=True)
    plan_queue(TODAY + timedelta(7))

    verbs.end(row, "done", today=TODAY + timedelta(7))
    plan_queue(TODAY + timedelta(8))

    assert open_reasons(customer) == []
    assert db.session.scalars(select(Reason.closed_by)).all() == ["settled"]


def test_writing_it_down_twice_is_writing_it_down_once(in_shop: Shop) -> None:
    customer = create_customer("李四")

    assert note(customer).id == note(customer, what=" 前刹车片 ").id
    assert db.session.scalar(select(func.count()).select_from(Opportunity)) == 1


def test_the_first_end_counts(in_shop: Shop) -> None:
    row = note(create_customer("李四"))

    verbs.end(row, "done", today=TODAY)
    verbs.end(row, "lost", today=TODAY + timedelta(1))

    assert (row.ended_as, row.ended_on) == ("done", TODAY)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"kind": "gossip"}, "Choose what it is"),
        ({"what": "  "}, "few words"),
        ({"due_on": None}, "Choose the day"),
        ({"due_on": TODAY + timedelta(1)}, "put off at a visit"),
        ({"kind": "benefit", "due_on": TODAY - timedelta(1)}, "today or a later day"),
        ({"kind": "lead", "grade": "Z"}, "grades shown"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(in_shop: Shop, values: dict[str, Any], match: str) -> None:
    with pytest.raises(DomainError, match=match):
        note(create_customer("李四"), **values)


def test_the_car_of_somebody_else_is_not_taken(in_shop: Shop) -> None:
    foreign = create_vehicle(create_customer("张三"))

    assert note(create_customer("李四"), vehicle_id=foreign.id).vehicle_id is None


def test_the_car_of_a_merged_record_is_the_survivors_and_so_is_what_was_noted_before(in_shop: Shop) -> None:
    duplicate, survivor = create_customer("李四"), create_customer("李四")
    car = create_vehicle(duplicate)
    before = note(duplicate, what="前刹车片", vehicle_id=car.id)
    merging.merge(duplicate.id, survivor.id)

    assert note(survivor, what="后刹车片", vehicle_id=car.id).vehicle_id == car.id
    assert note(survivor, what="前刹车片").id == before.id


def test_a_lead_is_graded_by_its_day_until_a_person_knows_better(in_shop: Shop) -> None:
    customer = create_customer("李四")
    row = note(customer, "lead", "换四条轮胎", due_on=TODAY + timedelta(40))

    assert queries.of_customer(customer.id, TODAY)[0].grade is Grade.LATER
    verbs.grade_anew(row, "H", row.due_on, today=TODAY)
    assert queries.of_customer(customer.id, TODAY)[0].grade is Grade.HOT


def test_who_sent_a_customer_is_found_by_his_number(in_shop: Shop) -> None:
    sender, sent = create_customer("王五", "13912345678"), create_customer("赵六")

    verbs.refer(sent.id, "139 1234 5678", by=None, today=TODAY)
    verbs.refer(sent.id, "13912345678", by=None, today=TODAY)

    referrer = queries.referrer_of(sent.id)
    assert referrer
    assert referrer.customer_id == sender.id
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 1


@pytest.mark.parametrize(("number", "match"), [("13900000000", "No customer"), ("13912345678", "himself")])
def test_a_number_that_cannot_be_the_senders_is_refused(in_shop: Shop, number: str, match: str) -> None:
    customer = create_customer("王五", "13912345678")

    with pytest.raises(DomainError, match=match):
        verbs.refer(customer.id, number, by=None, today=TODAY)


def test_who_sent_a_friend_is_thanked_after_his_first_paid_visit(in_shop: Shop) -> None:
    sender, sent = create_customer("王五", "13912345678"), create_customer("赵六", "13800000000")
    verbs.refer(sent.id, "13912345678", by=None, today=TODAY)
    create_order(sent, create_vehicle(sent), TODAY)
    derive_visits()

    plan_queue(TODAY + timedelta(1))

    assert open_reasons(sender) == ["REFER_THANKS"]


def plan(**values: Any) -> Plan:
    known = {"name": "冬季检查", "invites_on": TODAY, "ends_on": TODAY + timedelta(14), "channel": "call"}
    return Plan(**{**known, "classes": ("NEW",), **values})


def test_a_campaign_is_launched_once_and_stopped(in_shop: Shop) -> None:
    first = campaigns.launch(plan(), by=None, today=TODAY)
    again = campaigns.launch(plan(), by=None, today=TODAY)
    campaigns.stop(first, now=datetime(2026, 7, 2, tzinfo=UTC))
    campaigns.stop(first, now=datetime(2026, 7, 3, tzinfo=UTC))

    assert again.id == first.id
    assert first.stopped_at == datetime(2026, 7, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"name": ""}, "a name"),
        ({"ends_on": None}, "from when to when"),
        ({"invites_on": TODAY - timedelta(1)}, "begins today"),
        ({"ends_on": TODAY + timedelta(93)}, "at most"),
        ({"channel": "pigeon"}, "by call"),
        ({"classes": ()}, "at least one"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(in_shop: Shop, values: dict[str, Any], match: str) -> None:
    with pytest.raises(DomainError, match=match):
        campaigns.launch(plan(**values), by=None, today=TODAY)

    assert db.session.scalars(select(Campaign)).all() == []
