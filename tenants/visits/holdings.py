"""Records of customers side by side: what each holds by itself, to tell whether they are one person."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import Plates, phones_of_records, plates_of_records
from tenants.db import db
from tenants.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Holding:
    """A record with all that came with it; visits and spend (fen) are those counted for it today."""

    customer: Customer
    phones: list[CustomerPhone]
    plates: Plates
    visits: int
    first_on: date | None
    last_on: date | None
    spend_fen: int


def holdings(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Holding]:
    """What each record holds. Four statements, however many records."""
    customers = db.session.scalars(select(Customer).where(Customer.id.in_(customer_ids))).all()
    phones, plates = phones_of_records(customer_ids), plates_of_records(customer_ids)
    visits = _visits(customer_ids)
    return {
        each.id: Holding(each, phones[each.id], plates.get(each.id, Plates()), *visits.get(each.id, (0, None, None, 0)))
        for each in customers
    }


def vehicles_with_visits(customer_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The cars these records have today, or once came with: what a merge of them touches."""
    owned = select(Vehicle.id).where(Vehicle.customer_id.in_(customer_ids))
    came = select(Visit.vehicle_id).where(Visit.customer_id.in_(customer_ids), Visit.vehicle_id.is_not(None))
    return list(db.session.scalars(owned.union(came)))


def _visits(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, date, date, int]]:
    rows = db.session.execute(
        select(
            Visit.customer_id,
            func.count().label("visits"),
            func.min(Visit.visit_on).label("first_on"),
            func.max(Visit.visit_on).label("last_on"),
            func.sum(Visit.m_fen).label("spend_fen"),
        )
        .where(Visit.customer_id.in_(customer_ids))
        .group_by(Visit.customer_id)
    )
    return {row.customer_id: (row.visits, row.first_on, row.last_on, int(row.spend_fen)) for row in rows}
