"""Days of a queue against the database: who is served, what is on the list, what came of it."""

import uuid
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import contacts
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.windows import Half
from tenants.visits.derive import derive_visits
from tests.factories import a_number, consent, create_customer, create_order, create_vehicle

TODAY = date(2026, 7, 1)  # a Wednesday
ADVISOR, MANAGER = uuid.uuid4(), uuid.uuid4()


def serve(name: str, on: date, **values: Any) -> Customer:
    customer = create_customer(name, phone=a_number())
    create_order(customer, create_vehicle(customer), on, **values)
    derive_visits()
    consent(customer)
    return customer


def queue(on: date = TODAY, state: str = "open") -> list[tuple[str, str]]:
    """(customer, trigger) in the order of the queue."""
    rows = db.session.execute(
        select(Customer.name, FollowUp.trigger)
        .join(Customer, (Customer.id == FollowUp.customer_id) & (Customer.shop_id == FollowUp.shop_id))
        .where(FollowUp.queue_on == on, FollowUp.state == state)
        .order_by(FollowUp.band, FollowUp.score.desc(), FollowUp.deadline_on, FollowUp.customer_id)
    )
    return [(name, trigger) for name, trigger in rows]


def row_of(customer: Customer, on: date = TODAY) -> FollowUp:
    return db.session.scalars(
        select(FollowUp).where(FollowUp.customer_id == customer.id, FollowUp.queue_on == on)
    ).one()


def report(
    customer: Customer,
    outcome: str,
    on: date = TODAY,
    half: Half = Half.AM,
    answer_on: date | None = None,
    **values: Any,
) -> Contact:
    details = {
        name: values.pop(name) for name in ("request_key", "words", "at", "told", "manager_id") if name in values
    }
    answer = Answer(outcome, "call", on=answer_on, **values)
    return contacts.record(
        row_of(customer, on).id,
        answer,
        user_id=ADVISOR,
        now=datetime.combine(on, time(2), UTC),
        moment=Moment(on, half),
        request_key=details.pop("request_key", uuid.uuid4()),
        **details,
    )


def open_reasons(customer: Customer) -> list[str]:
    return sorted(
        db.session.scalars(select(Reason.trigger).where(Reason.customer_id == customer.id, Reason.closed_on.is_(None)))
    )
