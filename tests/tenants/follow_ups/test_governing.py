"""The governor asked with what the database knows, alone and by many at once."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging, wishes
from tenants.customers.models import Customer
from tenants.customers.wishes import Status
from tenants.db import db
from tenants.follow_ups.caps import CAP_DAYS, MASS_DAYS
from tenants.follow_ups.governing import may_contact, rules_of
from tenants.follow_ups.models import Contact, Reason, Suppression
from tenants.follow_ups.permission import Rules
from tenants.follow_ups.reasons import SAME_REASON_DAYS
from tenants.follow_ups.refusals import CALM_AFTER_COMPLAINT_DAYS
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scope import tenant_scope
from tenants.settings.models import ShopSetting
from tenants.settings.settings import DEFAULTS
from tenants.visits.derive import derive_visits
from tests.factories import consent, create_customer, create_order, create_vehicle

NOON = datetime(2026, 7, 1, 2, tzinfo=UTC)  # ten in the morning, by the shop's clock
TODAY = date(2026, 7, 1)
SHANGHAI = "Asia/Shanghai"
WORKERS, MOMENTS = 4, 18


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    """He agreed to everything, and nobody goes without."""
    db.session.add(ShopSetting(name="hold_out", value=False))
    agreed = create_customer(phone="13912345678")
    consent(agreed)
    return agreed


def held(customer: Customer, told: str = "LAPSE call", now: datetime = NOON, **values: Any) -> str | None:
    trigger, channel = told.split()
    asked = {"category": TRIGGERS[trigger].category, "trigger": trigger, "channel": channel} | values
    return may_contact(customer.id, now=now, timezone=SHANGHAI, **asked).why


def contact(customer: Customer, told: str, at: datetime, **values: Any) -> Contact:
    trigger, channel = told.split()
    values = {"category": TRIGGERS[trigger].category.value, "connected": channel == "call"} | values
    made = Contact(
        customer_id=customer.id, trigger=trigger, channel=channel, contacted_at=at, outcome="satisfied", **values
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_marketing_by_call_needs_a_recorded_consent(customer: Customer) -> None:
    silent = create_customer(phone="13912345678")
    asked = {"category": "M", "trigger": "LAPSE", "channel": "call", "now": NOON, "timezone": SHANGHAI}

    before = may_contact(silent.id, **asked)
    wishes.record_consent([silent.id], "call", Status.GRANTED, source="counter", at=NOON)

    assert (before.allowed, before.why) == (False, "blocked_consent")
    assert may_contact(silent.id, **asked, lock=True).allowed


def test_the_next_opening_is_told_in_the_time_of_the_shop(customer: Customer) -> None:
    night = datetime(2026, 7, 1, 14, tzinfo=UTC)

    verdict = may_contact(customer.id, category="M", trigger="LAPSE", channel="call", now=night, timezone=SHANGHAI)

    assert (verdict.why, verdict.until) == ("quiet_hours", datetime(2026, 7, 2, 1, 30, tzinfo=UTC))


def test_the_ledger_knows_what_was_not_taken_back(customer: Customer) -> None:
    made = contact(customer, "W3 call", NOON - timedelta(5))

    assert held(customer) == "too_soon"
    made.undone_at = NOON
    db.session.flush()
    assert held(customer) is None


def test_the_last_offer_counts_however_long_ago_it_was(customer: Customer) -> None:
    contact(customer, "LAPSE call", NOON - timedelta(400))

    assert held(customer) == "care_first"
    contact(customer, "W3 wechat", NOON - timedelta(200))
    assert held(customer) is None


def test_contacts_refusals_and_silences_of_a_merged_record_count(customer: Customer) -> None:
    duplicate = create_customer()
    contact(duplicate, "W3 call", NOON - timedelta(5))
    made = contact(duplicate, "D3 call", NOON - timedelta(5))
    db.session.add(
        Suppression(customer_id=duplicate.id, scope="LAPSE", contact_id=made.id, until_on=TODAY + timedelta(9))
    )
    merging.merge(duplicate.id, customer.id)

    assert held(customer) == "suppressed"
    assert held(customer, "SECOND_VISIT wechat") == "too_soon"
    assert held(duplicate, "SECOND_VISIT wechat") == "too_soon"


def test_contacts_and_refusals_over_one_number_count_for_the_household(customer: Customer) -> None:
    wife = create_customer("陈", phone="13912345678")
    stranger = create_customer("钱", phone="13912345679")
    contact(wife, "W3 call", NOON - timedelta(5))
    contact(stranger, "W3 call", NOON - timedelta(5))

    assert held(customer) == "too_soon"
    assert held(customer, now=NOON + timedelta(9)) is None
    open_on = {name: TODAY + timedelta(9) for name in ("anchor_on", "open_on", "deadline_on")}
    complaint = Reason(customer_id=wife.id, trigger="COMPLAINT", grace_days=7, **open_on)
    db.session.add(complaint)
    db.session.flush()
    assert held(customer, now=NOON + timedelta(9)) == "complaint"
    db.session.delete(complaint)
    wife.do_not_call = True
    db.session.flush()
    assert held(customer, now=NOON + timedelta(9)) == "do_not_call"
    assert held(stranger, "D3 call") is None


def test_visits_complaints_and_the_day_are_looked_up(customer: Customer) -> None:
    create_order(customer, create_vehicle(customer), TODAY - timedelta(3))
    derive_visits()
    new_years_eve = datetime(2027, 2, 5, 2, tzinfo=UTC)

    assert held(customer) == "first_visit"
    assert held(customer, "CALLBACK call", new_years_eve) == "quiet_day"
    db.session.add(
        Reason(
            customer_id=customer.id,
            trigger="COMPLAINT",
            anchor_on=TODAY,
            open_on=TODAY,
            deadline_on=TODAY + timedelta(1),
            grace_days=7,
        )
    )
    db.session.flush()
    assert held(customer) == "complaint"
    assert held(customer, "D3 call") is None


def test_a_job_left_undone_that_concerns_safety_is_a_service(in_shop: Shop) -> None:
    silent = create_customer(phone="13912345678")
    undone = {
        kind: Reason(
            customer_id=silent.id,
            trigger="DEFERRED",
            anchor_on=TODAY - timedelta(days),
            open_on=TODAY,
            deadline_on=TODAY,
            grace_days=7,
            facts={"variant": kind},
        )
        for days, kind in enumerate(("safety", "comfort"))
    }
    db.session.add_all(undone.values())
    db.session.flush()

    assert held(silent, "DEFERRED call", reason_id=undone["safety"].id) is None
    assert held(silent, "DEFERRED call", reason_id=undone["comfort"].id) == "blocked_consent"


def test_who_wants_to_hear_nothing_is_warned_of_brakes_that_will_not_last(customer: Customer) -> None:
    undone = Reason(
        customer_id=customer.id,
        trigger="DEFERRED",
        anchor_on=TODAY,
        open_on=TODAY,
        deadline_on=TODAY,
        grace_days=7,
        facts={"variant": "safety"},
    )
    customer.do_not_call = customer.do_not_market = True
    db.session.add(undone)
    db.session.flush()

    assert held(customer, "DEFERRED call", reason_id=undone.id) is None
    assert held(customer, "D3 call") == "do_not_market"
    customer.do_not_contact = True
    db.session.flush()
    assert held(customer, "DEFERRED call", reason_id=undone.id) == "do_not_contact"


def test_the_defaults_of_the_rules_are_those_of_the_settings() -> None:
    given, plain = rules_of(DEFAULTS, TODAY), Rules()

    hours = ("call_hours", "message_hours", "service_message_hours")
    assert [(getattr(given, name).weekday, getattr(given, name).weekend) for name in hours] == [
        (getattr(plain, name).weekday, getattr(plain, name).weekend) for name in hours
    ]
    assert replace(given, **{name: getattr(plain, name) for name in hours}) == plain


def test_the_rules_are_those_of_the_catalogue() -> None:
    """Number by number (domain.md 4.4)."""
    told = {each.name: getattr(Rules(), each.name) for each in fields(Rules) if "hours" not in each.name}

    assert told == {
        "reminder_as_service": True,
        "served_within_months": 24,
        "gap_days": 14,
        "most_contacts": 4,
        "care_first": True,
        "after_first_visit_days": 21,
        "after_visit_days": 7,
        "most_mass_sms": 2,
        "most_mass_wechat": 4,
        "tries_a_day": 2,
        "most_tries": 3,
        "most_call_days": 5,
        "service_messages_a_day": 1,
    }
    assert (CAP_DAYS, MASS_DAYS, CALM_AFTER_COMPLAINT_DAYS, SAME_REASON_DAYS) == (90, 30, 7, 7)


@pytest.fixture
def raced(shop: Shop) -> Iterator[list[uuid.UUID]]:
    """Two who share a number, whom several workers contact as fast as they may."""
    with tenant_scope(shop.id):
        db.session.add(ShopSetting(name="hold_out", value=False))
        agreed = [create_customer(name, phone="13912345678") for name in ("王", "陈")]
        for each in agreed:
            consent(each)
        db.session.commit()
        yield [each.id for each in agreed]


@pytest.mark.parametrize("seed", [1, 2])
def test_workers_who_all_ask_at_once_never_exceed_a_cap(
    app: Flask, shop: Shop, raced: list[uuid.UUID], seed: int
) -> None:
    moments = _moments(Random(seed))
    start = threading.Barrier(WORKERS)

    def work(number: int) -> None:
        rng = Random(f"{seed} {number}")
        with app.app_context(), tenant_scope(shop.id):
            for now in moments:
                start.wait()
                _contact_if_allowed(rng.choice(raced), now, rng)
                db.session.commit()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))

    made = list(db.session.scalars(select(Contact).order_by(Contact.contacted_at, Contact.id)))
    assert len(made) > MOMENTS / 3
    _assert_no_cap_is_exceeded(made)


def _moments(rng: Random) -> list[datetime]:
    """Hours of working days, close enough for every cap to matter."""
    days = [rng.randrange(1, 6) for _ in range(MOMENTS)]
    return [NOON + timedelta(days=sum(days[: place + 1]), hours=rng.choice((0, 5))) for place in range(MOMENTS)]


def _contact_if_allowed(customer_id: uuid.UUID, now: datetime, rng: Random) -> None:
    trigger = TRIGGERS[rng.choice(("LAPSE", "W3", "M3", "D3", "MAINT_DUE", "SECOND_VISIT"))]
    channel = rng.choice(("call", "wechat", "sms"))
    is_mass = channel != "call" and trigger.category == "M" and rng.random() < 0.5
    values = {"category": trigger.category.value, "trigger": trigger.code, "channel": channel, "is_mass": is_mass}
    if may_contact(customer_id, now=now, timezone=SHANGHAI, lock=True, **values).allowed:
        spoke = channel == "call" and rng.random() < 0.7
        db.session.add(
            Contact(customer_id=customer_id, contacted_at=now, outcome="satisfied", connected=spoke, **values)
        )


def _assert_no_cap_is_exceeded(made: Sequence[Contact]) -> None:
    """Counted anew from the rows, not with the governor."""
    reached = [one for one in made if one.channel != "call" or one.connected]
    capped = [one for one in reached if not one.is_mass and (one.category != "S" or one.trigger == "MAINT_DUE")]
    days = [one.contacted_at.date() for one in capped]
    assert all((later - earlier).days >= 14 for earlier, later in pairwise(days))
    assert all((later - earlier).days >= 90 for earlier, later in zip(days, days[4:], strict=False))
    for channel, most in (("sms", 2), ("wechat", 4)):
        mass = [one.contacted_at.date() for one in made if one.is_mass and one.channel == channel]
        assert all((later - earlier).days >= 30 for earlier, later in zip(mass, mass[most:], strict=False))
    told = [one.contacted_at.date() for one in reached if one.category == "S" and one.channel != "call"]
    assert len(told) == len(set(told))
    tries = [one.contacted_at for one in made if one.channel == "call" and not one.connected]
    assert len(tries) == len(set(tries))
    offers = [one for one in reached if one.category in ("C", "M")]
    assert not any(earlier.category == later.category == "M" for earlier, later in pairwise(offers))
