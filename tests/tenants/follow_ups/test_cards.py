"""What a card says before somebody dials."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, CustomerPhone
from tenants.db import db, new_id
from tenants.follow_ups.cards import Card, card
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.scope import tenant_scope
from tenants.visits.derive import derive_visits
from tenants.visits.queries import Rhythm
from tests import factories

TODAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 29, 4, tzinfo=UTC)


def follow_up(customer: Customer, *reasons: Reason, **values: Any) -> FollowUp:
    numbers = {"band": 1, "score": 70.0, "urgency": 1.0, "value": 0.5}
    codes = {"rfm_class": "VALUE", "trigger": "D3", "channel": "call"}
    ids = [str(reason.id) for reason in reasons]
    days = {"queue_on": TODAY, "deadline_on": TODAY}
    row = FollowUp(customer_id=customer.id, reason_ids=ids, **{**numbers, **codes, **days, **values})
    db.session.add(row)
    db.session.flush()
    return row


def reason(customer: Customer, trigger: str, **facts: Any) -> Reason:
    window = {"anchor_on": TODAY, "open_on": TODAY, "deadline_on": TODAY, "grace_days": 1}
    row = Reason(id=new_id(), customer_id=customer.id, trigger=trigger, facts=facts, **window)
    db.session.add(row)
    db.session.flush()
    return row


def contact(customer: Customer, outcome: str, ago: int, **values: Any) -> None:
    at = NOON - timedelta(days=ago)
    db.session.add(
        Contact(customer_id=customer.id, user_id=new_id(), contacted_at=at, channel="call", outcome=outcome, **values)
    )
    db.session.flush()


@pytest.mark.usefixtures("in_shop")
def test_a_card_of_somebody_who_never_came_is_short() -> None:
    told = card(follow_up(factories.create_customer("陈晓敏")))

    assert told.customer.name == "陈晓敏"
    assert (told.vehicle, told.score, told.rhythm) == (None, None, None)
    assert [*told.phones, *told.reasons, *told.visits, *told.contacts] == []


@pytest.mark.usefixtures("in_shop")
def test_reasons_keep_their_order_and_facts() -> None:
    customer = factories.create_customer()
    later, first = reason(customer, "LAPSE", silent_days=200), reason(customer, "D3", visit_on="2026-06-27")

    told = card(follow_up(customer, first, later))

    assert [(why.trigger, why.facts) for why in told.reasons] == [
        ("D3", {"visit_on": "2026-06-27"}),
        ("LAPSE", {"silent_days": 200}),
    ]
    assert told.reasons[0].deadline_on == TODAY


@pytest.mark.usefixtures("in_shop")
def test_numbers_that_work_come_once_with_those_of_merged_records() -> None:
    survivor, duplicate = factories.create_customer("陈晓敏", "13900000001"), factories.create_customer("陈小敏")
    for number, position, invalid_at in (("13900000001", 0, None), ("13900000002", 1, None), ("13900000003", 2, NOON)):
        db.session.add(CustomerPhone(customer_id=duplicate.id, number=number, position=position, invalid_at=invalid_at))
    db.session.flush()
    merging.merge(duplicate.id, survivor.id)

    assert card(follow_up(survivor)).phones == ["13900000001", "13900000002"]


@pytest.mark.usefixtures("in_shop")
def test_the_last_visits_say_what_was_done_once_and_the_car_of_the_last_one_is_shown() -> None:
    customer, other = factories.create_customer(), factories.create_customer("赵强")
    car = factories.create_vehicle(customer, "甘A00001", brand="大众")
    for day, item in ((1, "洗车"), (9, "轮胎"), (15, "小保养"), (28, "刹车片")):
        order = factories.create_order(customer, car, date(2026, 6, day), odometer_km=day * 1000)
        factories.create_line(order, item)
        factories.create_line(order, item, 2)
    factories.create_line(factories.create_order(other, None, date(2026, 6, 28)), "玻璃水")
    derive_visits()

    told = card(follow_up(customer))

    assert [(row.visit_on.day, row.odometer_km, row.items) for row in told.visits] == [
        (28, 28_000, ["刹车片"]),
        (15, 15_000, ["小保养"]),
        (9, 9_000, ["轮胎"]),
    ]
    assert told.vehicle is not None
    assert (told.vehicle.plate, told.vehicle.brand) == ("甘A00001", "大众")
    assert told.rhythm == Rhythm(8, 3)


@pytest.mark.usefixtures("in_shop")
def test_what_a_merged_record_bought_over_the_counter_is_a_visit_of_the_survivor() -> None:
    survivor, duplicate = factories.create_customer("陈晓敏"), factories.create_customer("陈小敏")
    factories.create_line(factories.create_order(duplicate, None, date(2026, 6, 2), order_type="retail"), "玻璃水")
    merging.merge(duplicate.id, survivor.id)
    derive_visits()

    told = card(follow_up(survivor))

    assert [(row.items, row.order_types) for row in told.visits] == [(["玻璃水"], ["retail"])]


@pytest.mark.usefixtures("in_shop")
def test_contacts_that_were_taken_back_are_not_told() -> None:
    customer = factories.create_customer()
    contact(customer, "busy", 3, words="明天再打")
    contact(customer, "satisfied", 2, undone_at=NOON)
    contact(customer, "no_answer", 1)

    told = card(follow_up(customer))

    assert [(each.outcome, each.words) for each in told.contacts] == [("no_answer", None), ("busy", "明天再打")]
    assert told.contacts[0].contacted_at == NOON - timedelta(days=1)


@pytest.mark.usefixtures("in_shop")
def test_what_was_said_to_a_record_is_told_when_it_is_merged() -> None:
    survivor, duplicate = factories.create_customer(), factories.create_customer()
    contact(duplicate, "busy", 2, words="明天再打")
    contact(survivor, "no_answer", 1)
    merging.merge(duplicate.id, survivor.id)

    told = card(follow_up(survivor))

    assert [each.outcome for each in told.contacts] == ["no_answer", "busy"]


def test_a_card_reads_nothing_of_another_shop(shop: Shop, other_shop: Shop) -> None:
    twin = new_id()
    for each in (other_shop, shop):
        with tenant_scope(each.id):
            customer = factories.create_customer(each.name, "13900000001", id=twin)
            factories.create_order(customer, factories.create_vehicle(customer), date(2026, 6, 2))
            contact(customer, "busy", 1)
            derive_visits()
            told: Card = card(follow_up(customer))
            db.session.commit()

    assert (told.customer.name, len(told.phones), len(told.visits), len(told.contacts)) == (shop.name, 1, 1, 1)
