"""The governor asked with what the database knows."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

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
from tenants.settings.models import ShopSetting
from tenants.settings.settings import DEFAULTS
from tenants.visits.derive import derive_visits
from tests.factories import consent, create_customer, create_order, create_profile, create_vehicle

NOON = datetime(2026, 7, 1, 2, tzinfo=UTC)  # ten in the morning, by the shop's clock
TODAY = date(2026, 7, 1)
SHANGHAI = "Asia/Shanghai"


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


def test_who_has_potential_gets_two_offers_in_ninety_days_unless_the_shop_says_more(customer: Customer) -> None:
    for told, days_ago in (("LAPSE call", 80), ("SECOND_VISIT wechat", 40), ("W3 wechat", 20)):
        contact(customer, told, NOON - timedelta(days_ago))
    before = held(customer)

    create_profile(customer, tier="TIER_POTENTIAL")
    after = held(customer)
    db.session.add(ShopSetting(name="potential_offers_in_90_days", value=3))
    db.session.flush()

    assert (before, after, held(customer)) == (None, "enough", None)
    assert held(customer, "M3 call") is None


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
        "most_offers_with_potential": 2,
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
