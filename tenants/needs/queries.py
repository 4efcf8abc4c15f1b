"""Needs as the pages read them: what falls due when, the cars of a customer, what predictions rest on."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import is_record_of, phones_of, vehicle_name
from tenants.db import db
from tenants.needs.models import Backtest, Need, NeedRun, VehicleNeeds
from tenants.paging import ROWS, Page


@dataclass(frozen=True, slots=True)
class DueRow:
    """A need with what its car was predicted from, and whom to call about it."""

    need: Need
    outlook: VehicleNeeds
    plate: str | None
    vehicle: str
    customer_id: uuid.UUID | None
    customer: str
    phone: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """So many cars need an item on a day."""

    due_on: date
    code: str
    vehicles: int


@dataclass(frozen=True, slots=True)
class CarNeeds:
    """A car and its needs, the first due first; `outlook.suggestions` says what is worth a look besides."""

    vehicle: Vehicle
    name: str
    outlook: VehicleNeeds
    needs: list[Need]


def last_run() -> NeedRun | None:
    """The newest prediction of the whole shop; its day is the one the pages speak of."""
    return db.session.scalar(select(NeedRun).order_by(NeedRun.predicted_at.desc()).limit(1))


def due_between(
    from_on: date,
    to_on: date,
    *,
    code: str | None = None,
    confidence: str | None = None,
    asked: int = 1,
    size: int = ROWS,
) -> tuple[list[DueRow], Page]:
    """A page of what falls due on these days, the first due first."""
    wanted = [Need.due_on >= from_on, Need.due_on <= to_on]
    if code:
        wanted.append(Need.code == code)
    if confidence:
        wanted.append(Need.confidence == confidence)
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(Need).where(*wanted)) or 0, size)
    holder, survivor = aliased(Customer), aliased(Customer)
    rows = db.session.execute(
        select(Need, VehicleNeeds, Vehicle, survivor.id.label("customer_id"), survivor.name.label("customer"))
        .join(VehicleNeeds, VehicleNeeds.vehicle_id == Need.vehicle_id)
        .join(Vehicle, Vehicle.id == Need.vehicle_id)
        .outerjoin(holder, holder.id == Vehicle.customer_id)
        .outerjoin(survivor, survivor.id == func.coalesce(holder.merged_into_id, holder.id))
        .where(*wanted)
        .order_by(Need.due_on, Vehicle.plate, Need.vehicle_id, Need.code)
        .offset(page.offset)
        .limit(page.size)
    ).all()
    phones = first_phones({row.customer_id for row in rows if row.customer_id})
    return [
        DueRow(
            need=row.Need,
            outlook=row.VehicleNeeds,
            plate=row.Vehicle.plate,
            vehicle=vehicle_name(row.Vehicle),
            customer_id=row.customer_id,
            customer=row.customer or "",
            phone=phones.get(row.customer_id, ""),
        )
        for row in rows
    ], page


def due_calendar(from_on: date, to_on: date) -> list[DueDay]:
    """How many cars need which item on each day, days and items in order."""
    rows = db.session.execute(
        select(Need.due_on, Need.code, func.count().label("vehicles"))
        .where(Need.due_on >= from_on, Need.due_on <= to_on)
        .group_by(Need.due_on, Need.code)
        .order_by(Need.due_on, Need.code)
    )
    return [DueDay(row.due_on, row.code, row.vehicles) for row in rows]


def needs_of_customer(customer_id: uuid.UUID) -> list[CarNeeds]:
    """The cars a customer, or a record merged into him, has today; the car that needs us first comes first."""
    rows = db.session.execute(
        select(Vehicle, VehicleNeeds)
        .join(VehicleNeeds, VehicleNeeds.vehicle_id == Vehicle.id)
        .where(is_record_of(Vehicle.customer_id, customer_id), Vehicle.closed_on.is_(None))
        .order_by(VehicleNeeds.next_due_on.asc().nulls_last(), Vehicle.plate, Vehicle.id)
    ).all()
    needs = _needs_of([row.Vehicle.id for row in rows])
    return [CarNeeds(row.Vehicle, vehicle_name(row.Vehicle), row.VehicleNeeds, needs[row.Vehicle.id]) for row in rows]


def backtest_of_shop() -> list[Backtest]:
    """The newest backtest, one row for each method, the chosen one first; empty before the first."""
    newest = select(func.max(Backtest.as_of)).scalar_subquery()
    return list(
        db.session.scalars(
            select(Backtest).where(Backtest.as_of == newest).order_by(Backtest.is_chosen.desc(), Backtest.method)
        )
    )


def is_tested() -> bool:
    """Whether the past of the shop in scope was ever replayed."""
    return db.session.scalar(select(Backtest.as_of).limit(1)) is not None


def first_phones(customer_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """The number to call for each customer that has one, be it of a record merged into him."""
    followers = db.session.execute(
        select(Customer.id, Customer.merged_into_id).where(Customer.merged_into_id.in_(customer_ids))
    )
    records = [(one, one) for one in customer_ids] + [(row.id, row.merged_into_id) for row in followers]
    phones = phones_of([record_id for record_id, _ in records])
    found: dict[uuid.UUID, str] = {}
    for record_id, customer_id in records:
        working = [phone.number for phone in phones[record_id] if phone.invalid_at is None]
        if working:
            found.setdefault(customer_id, working[0])
    return found


def _needs_of(vehicle_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Need]]:
    needs: dict[uuid.UUID, list[Need]] = defaultdict(list)
    of_cars = select(Need).where(Need.vehicle_id.in_(vehicle_ids))
    for need in db.session.scalars(of_cars.order_by(Need.due_on, Need.code)):
        needs[need.vehicle_id].append(need)
    return needs
