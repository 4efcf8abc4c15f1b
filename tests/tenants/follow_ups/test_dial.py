"""What the dial knows of somebody who has two records."""

import uuid
from datetime import UTC, date, datetime, time

import pytest

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.dial import Booked, Fresh, look
from tenants.follow_ups.models import Contact, FollowUp
from tests import factories

TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 3, tzinfo=UTC)
ADVISOR = uuid.UUID(int=901)


@pytest.fixture
def records(in_shop: Shop) -> tuple[Customer, Customer]:
    """The survivor and the record merged into him; the queue was planned while they were two."""
    survivor, other = (
        factories.create_customer(name, phone=phone)
        for name, phone in (("李四", "13912345678"), ("李先生", "13812345678"))
    )
    for customer in (survivor, other):
        values = {"trigger": "D3", "band": 1, "score": 1.0, "urgency": 0.7, "value": 0.5, "rfm_class": "NEW"}
        values |= {"reason_ids": [], "channel": "call", "deadline_on": TODAY, "queue_on": TODAY}
        db.session.add(FollowUp(customer_id=customer.id, **values))
    db.session.flush()
    merging.merge(other.id, survivor.id)
    return survivor, other


def seen_from(customer: Customer) -> Fresh:
    row = db.session.scalars(db.select(FollowUp).where(FollowUp.customer_id == customer.id)).one()
    return look(row, now=NOON, timezone="Asia/Shanghai")


@pytest.mark.parametrize("card", [0, 1])
def test_either_card_knows_what_came_with_either_record(records: tuple[Customer, Customer], card: int) -> None:
    other = records[1 - card]
    db.session.add(Appointment(customer_id=other.id, due_on=TODAY, due_time=time(16)))
    at = datetime(2026, 7, 1, 2, tzinfo=UTC)
    said = {"channel": "call", "outcome": "will_come", "connected": True}
    db.session.add(Contact(customer_id=other.id, user_id=ADVISOR, contacted_at=at, **said))
    factories.create_order(other, factories.create_vehicle(other), TODAY)

    fresh = seen_from(records[card])

    assert (fresh.is_here, fresh.booked) == (True, Booked(TODAY, time(16)))
    assert fresh.reached
    assert fresh.reached.user_id == ADVISOR
    assert sorted(fresh.phones) == ["13812345678", "13912345678"]
