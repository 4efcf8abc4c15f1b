"""Two records that may be one customer: what comes up for them, merged and parted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

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
from tests.tenants.follow_ups.days import TODAY

BringUp = Callable[[Customer], None]
SINCE = TODAY - timedelta(1)


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
