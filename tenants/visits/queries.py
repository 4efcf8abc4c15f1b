"""Visits as the pages read them: what was done, with which car, for how much."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median, pstdev

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from tenants.customers.models import Vehicle
from tenants.customers.queries import is_record_of, vehicle_name, vehicles_of
from tenants.db import db
from tenants.paging import Page
from tenants.visits.models import Visit, WorkOrder, WorkOrderLine

LEAST_GAPS = 2


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`items` are the lines of its work orders, `order_types` their kinds for when no line is on file."""

    visit: Visit
    plate: str | None
    items: list[str] = field(default_factory=list)
    order_types: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an odometer said on a day."""

    km: int
    on: date | None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days between paid visits: the median and the standard deviation."""

    days: int
    spread: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """The visits of three months, and what the customer paid for them."""

    first_on: date
    visits: int
    spend_fen: int


@dataclass(frozen=True, slots=True)
class Paid:
    """Days with a paid visit, and what counts for M, in fen."""

    visits: int
    spend_fen: int


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle with its last odometer reading: at a visit, else as the customer file says."""

    vehicle: Vehicle
    name: str
    reading: Reading | None


def visits_page(customer_id: uuid.UUID, asked: int, size: int) -> tuple[list[VisitRow], Page]:
    """A page of a customer's visits, newest first."""
    page = Page.of(asked, asked * size, size)
    visits, total = _visits(customer_id, size, page.offset)
    if not visits and asked > 1:
        total = db.session.scalar(select(func.count()).where(Visit.customer_id == customer_id)) or 0
        visits, _ = _visits(customer_id, size, Page.of(asked, total, size).offset)
    return visits, Page.of(asked, total, size)


def _visits(customer_id: uuid.UUID, most: int, offset: int) -> tuple[list[VisitRow], int]:
    """Some of his visits, and how many he has in all; 0 when the offset is beyond them."""
    rows = db.session.execute(
        select(Visit, Vehicle.plate, func.count().over().label("total"))
        .outerjoin(Vehicle, Vehicle.id == Visit.vehicle_id)
        .where(Visit.customer_id == customer_id)
        .order_by(Visit.visit_on.desc(), Visit.party_id)
        .offset(offset)
        .limit(most)
    ).all()
    visits = [VisitRow(row.Visit, row.plate) for row in rows]
    _add_work(customer_id, visits)
    return visits, rows[0].total if rows else 0


def _add_work(customer_id: uuid.UUID, visits: Sequence[VisitRow]) -> None:
    if not visits:
        return
    days = WorkOrder.settled_on.between(
        min(row.visit.arrived_on for row in visits), max(row.visit.visit_on for row in visits)
    )
    vehicles = {row.visit.vehicle_id for row in visits if row.visit.vehicle_id}
    sold_without_a_car = WorkOrder.vehicle_id.is_(None) & is_record_of(WorkOrder.customer_id, customer_id)
    work = db.session.execute(
        select(WorkOrder.vehicle_id, WorkOrder.settled_on, WorkOrder.order_type, WorkOrderLine.item_name)
        .outerjoin(WorkOrderLine, WorkOrderLine.order_id == WorkOrder.id)
        .where(days, WorkOrder.status == "settled", or_(WorkOrder.vehicle_id.in_(vehicles), sold_without_a_car))
        .order_by(WorkOrder.settled_on, WorkOrder.arrived_on, WorkOrder.order_no, WorkOrder.id, WorkOrderLine.line_no)
    )
    for vehicle_id, settled_on, order_type, item_name in work:
        row = _visit_of(visits, vehicle_id, settled_on)
        if row and order_type not in row.order_types:
            row.order_types.append(order_type)
        if row and item_name and item_name not in row.items:
            row.items.append(item_name)


def _visit_of(visits: Sequence[VisitRow], vehicle_id: uuid.UUID | None, settled_on: date | None) -> VisitRow | None:
    for row in visits:
        visit = row.visit
        if settled_on and visit.vehicle_id == vehicle_id and visit.arrived_on <= settled_on <= visit.visit_on:
            return row
    return None


def quarters_of(customer_id: uuid.UUID) -> list[Quarter]:
    """The quarters a customer came in, in order; every visit counts, be it paid or not."""
    # to_char, because date_trunc would make a moment of the day, in the time zone of the session
    quarter = func.to_char(Visit.visit_on, "YYYY-Q").label("quarter")
    rows = db.session.execute(
        select(quarter, func.count().label("visits"), func.sum(Visit.m_fen).label("spend_fen"))
        .where(Visit.customer_id == customer_id)
        .group_by(quarter)
        .order_by(quarter)
    )
    return [Quarter(_first_on(row.quarter), row.visits, int(row.spend_fen)) for row in rows]


def _first_on(quarter: str) -> date:
    year, place = quarter.split("-")
    return date(int(year), int(place) * 3 - 2, 1)


def rhythm_of(paid_on: Sequence[date]) -> Rhythm | None:
    """The usual interval between days with a paid visit, newest first; unknown before the third."""
    gaps = [(later - earlier).days for later, earlier in pairwise(paid_on)]
    return Rhythm(round(median(gaps)), round(pstdev(gaps))) if len(gaps) >= LEAST_GAPS else None


def cars_of(customer_id: uuid.UUID, most: int) -> list[Car]:
    """The cars of a customer and of those merged into him, those still there first."""
    vehicles = vehicles_of(customer_id, most)
    readings = _readings([vehicle.id for vehicle in vehicles])
    return [Car(each, vehicle_name(each), readings.get(each.id) or _reading_of_file(each)) for each in vehicles]


def paid_by_car(vehicle_ids: Collection[uuid.UUID], after_on: date, until_on: date) -> dict[uuid.UUID, Paid]:
    """F and M of each car by itself, of paid visits later than `after_on`; cars without one are left out."""
    rows = db.session.execute(
        select(Visit.party_id, func.count(Visit.visit_on.distinct()), func.sum(Visit.m_fen))
        .where(Visit.party_id.in_(vehicle_ids), Visit.is_paid, Visit.visit_on > after_on, Visit.visit_on <= until_on)
        .group_by(Visit.party_id)
    )
    return {vehicle_id: Paid(visits, int(fen)) for vehicle_id, visits, fen in rows}


def _readings(vehicle_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Reading]:
    rows = db.session.execute(
        select(Visit.party_id, Visit.odometer_km, Visit.visit_on)
        .ext(distinct_on(Visit.party_id))
        .where(Visit.party_id.in_(vehicle_ids), Visit.odometer_km.is_not(None))
        .order_by(Visit.party_id, Visit.visit_on.desc())
    )
    return {row.party_id: Reading(row.odometer_km, row.visit_on) for row in rows}


def _reading_of_file(vehicle: Vehicle) -> Reading | None:
    return Reading(vehicle.odometer_km, vehicle.odometer_on) if vehicle.odometer_km else None
