"""What predictions rest on, and what is wrong with it: odometers that cannot be true, names nobody can place."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from tenants.customers import duplicates, unreachable
from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import vehicle_name
from tenants.db import current_shop_id, db
from tenants.needs.models import ItemName, OdometerDecision, OdometerSuspect, UnmappedName
from tenants.paging import Page

_SERIES = """
SELECT r.read_on, r.km_read, s.reason, s.proposed_km, d.vehicle_id IS NOT NULL AS is_decided, d.km
  FROM (SELECT least(coalesce(arrived_on, settled_on), settled_on) AS read_on, odometer_km AS km_read
          FROM work_orders
         WHERE shop_id = :shop_id AND vehicle_id = :vehicle_id AND status IN ('settled', 'open')
           AND odometer_km IS NOT NULL AND coalesce(arrived_on, settled_on) IS NOT NULL
         UNION
        SELECT odometer_on, odometer_km FROM vehicles
         WHERE shop_id = :shop_id AND id = :vehicle_id AND odometer_on IS NOT NULL AND odometer_km IS NOT NULL
         UNION
        SELECT told_on, odometer_km FROM car_reports
         WHERE shop_id = :shop_id AND vehicle_id = :vehicle_id AND odometer_km IS NOT NULL) r
  LEFT JOIN odometer_suspects s
    ON s.shop_id = :shop_id AND s.vehicle_id = :vehicle_id AND s.read_on = r.read_on AND s.km_read = r.km_read
  LEFT JOIN odometer_decisions d
    ON d.shop_id = :shop_id AND d.vehicle_id = :vehicle_id AND d.read_on = r.read_on AND d.km_read = r.km_read
 ORDER BY r.read_on, r.km_read
"""


class State(StrEnum):
    """What became of a reading; `fixed` and `ignored` are a person's decisions."""

    CLEAN = "clean"
    SUSPECT = "suspect"
    FIXED = "fixed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Point:
    """A reading as it came and what counts instead, None when it is ignored; `cause` and `proposed_km` of a suspect."""

    on: date
    km_read: int
    km: int | None
    state: State
    cause: str | None = None
    proposed_km: int | None = None


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """A suspect reading and whose car it is of."""

    suspect: OdometerSuspect
    plate: str | None
    vehicle: str
    customer_id: uuid.UUID | None
    customer: str


@dataclass(frozen=True, slots=True)
class DataQuality:
    """Counts; `suspects` by cause."""

    suspects: dict[str, int]
    decided_readings: int
    unmapped_names: int
    unmapped_lines: int
    customers_without_phone: int
    duplicates: int


def odometer_series(vehicle_id: uuid.UUID) -> list[Point]:
    """Every reading of a car by day, and what the last prediction and people made of it. One statement."""
    rows = db.session.execute(text(_SERIES), {"shop_id": current_shop_id(), "vehicle_id": vehicle_id})
    return [
        Point(
            row.read_on,
            row.km_read,
            row.km if row.is_decided else row.km_read,
            _state(row),
            row.reason,
            row.proposed_km,
        )
        for row in rows
    ]


def suspects(asked: int) -> tuple[list[SuspectRow], Page]:
    """A page of the suspect readings, the newest first."""
    total = db.session.scalar(select(func.count()).select_from(OdometerSuspect)) or 0
    page = Page.of(asked, total)
    holder, survivor = aliased(Customer), aliased(Customer)
    rows = db.session.execute(
        select(OdometerSuspect, Vehicle, survivor.id.label("customer_id"), survivor.name.label("customer"))
        .join(Vehicle, Vehicle.id == OdometerSuspect.vehicle_id)
        .outerjoin(holder, holder.id == Vehicle.customer_id)
        .outerjoin(survivor, survivor.id == func.coalesce(holder.merged_into_id, holder.id))
        .order_by(OdometerSuspect.read_on.desc(), OdometerSuspect.vehicle_id, OdometerSuspect.km_read)
        .offset(page.offset)
        .limit(page.size)
    )
    return [
        SuspectRow(
            row.OdometerSuspect, row.Vehicle.plate, vehicle_name(row.Vehicle), row.customer_id, row.customer or ""
        )
        for row in rows
    ], page


def decisions(asked: int) -> tuple[list[tuple[OdometerDecision, str | None]], Page]:
    """A page of what people decided about readings, with the plate, the newest first."""
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(OdometerDecision)) or 0)
    rows = db.session.execute(
        select(OdometerDecision, Vehicle.plate)
        .join(Vehicle, Vehicle.id == OdometerDecision.vehicle_id)
        .order_by(OdometerDecision.decided_at.desc(), OdometerDecision.vehicle_id, OdometerDecision.read_on)
        .offset(page.offset)
        .limit(page.size)
    )
    return [(row.OdometerDecision, row.plate) for row in rows], page


def unmapped_names(asked: int) -> tuple[list[UnmappedName], Page]:
    """A page of the names nobody has placed yet, those on most lines first."""
    undecided = UnmappedName.name.not_in(select(ItemName.name))
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(UnmappedName).where(undecided)) or 0)
    commonest = select(UnmappedName).where(undecided).order_by(UnmappedName.lines.desc(), UnmappedName.name)
    return list(db.session.scalars(commonest.offset(page.offset).limit(page.size))), page


def mapped_names(asked: int) -> tuple[list[ItemName], Page]:
    """A page of the names that a person has placed, the newest first."""
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(ItemName)) or 0)
    newest = select(ItemName).order_by(ItemName.decided_at.desc(), ItemName.name)
    return list(db.session.scalars(newest.offset(page.offset).limit(page.size))), page


def data_quality() -> DataQuality:
    """How much of each trouble the shop in scope has."""
    by_cause = select(OdometerSuspect.reason, func.count()).group_by(OdometerSuspect.reason)
    undecided = UnmappedName.name.not_in(select(ItemName.name))
    unmapped = select(func.count(), func.coalesce(func.sum(UnmappedName.lines), 0)).where(undecided)
    names, lines = db.session.execute(unmapped).one()
    return DataQuality(
        suspects=dict(Counter(dict(db.session.execute(by_cause).all()))),
        decided_readings=db.session.scalar(select(func.count()).select_from(OdometerDecision)) or 0,
        unmapped_names=names,
        unmapped_lines=int(lines),
        customers_without_phone=unreachable.count(),
        duplicates=duplicates.count(),
    )


def _state(row: Any) -> State:
    if row.is_decided and row.km is None:
        return State.IGNORED
    if row.reason is not None:
        return State.SUSPECT
    return State.FIXED if row.is_decided else State.CLEAN
