"""The governor asked with what the database knows."""

from datetime import UTC, datetime

from saas.accounts.models import Shop
from tenants.customers import wishes
from tenants.customers.wishes import Status
from tenants.follow_ups.governing import may_contact
from tests.factories import create_customer

NOON = datetime(2026, 7, 1, 2, tzinfo=UTC)  # ten in the morning, by the shop's clock
SHANGHAI = "Asia/Shanghai"


def test_marketing_by_call_needs_a_recorded_consent(in_shop: Shop) -> None:
    customer = create_customer(phone="13912345678")
    asked = {"category": "M", "trigger": "LAPSE", "channel": "call", "now": NOON, "timezone": SHANGHAI}

    before = may_contact(customer.id, **asked)
    wishes.record_consent([customer.id], "call", Status.GRANTED, source="counter", at=NOON)

    assert (before.allowed, before.why) == (False, "blocked_consent")
    assert may_contact(customer.id, **asked, lock=True).allowed
