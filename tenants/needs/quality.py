"""What predictions rest on, and what is wrong with it: odometers that cannot be true, names nobody can place."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tenants.customers import duplicates
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import vehicle_name
from tenants.db import db
from tenants.needs import item_names, readings
from tenants.needs.models import ItemName, OdometerDecision, OdometerSuspect, UnmappedName
from tenants.needs.odometer import clean
from tenants.needs.readings import Raw
from tenants.paging import Page


class State(StrEnum):
    """What became of a reading; `fixed` and `ignored` are a person's decisions."""

    CLEAN = "clean"
    SUSPECT = "suspect"
    FIXED = "fixed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Point:
    """A reading as it came and what counts instead; `virtual_km` is what the car had run, None when it is not used."""

    on: date
    km_read: int
    km: int | None
    state: State
    virtual_km: int | None
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


def odometer_series(vehicle_id: uuid.UUID, as_of: date) -> list[Point]:
    """Every reading of a car up to the end of `as_of`, by day, with what became of it; none of a car that is gone."""
    found = readings.vehicle_ids([vehicle_id])
    if not found:
        return []
    ((car,),) = readings.cars(found, as_of, item_names.naming())
    cleaned = clean(car.usable, as_of, car.use)
    virtual = {(each.on, each.km): each.virtual_km for each in cleaned.readings}
    suspects = {(each.on, each.km): each for each in cleaned.suspects}
    points = []
    for raw in sorted({*car.readings, *car.from_the_future}, key=lambda raw: (raw.on, raw.km_read)):
        suspect = suspects.get((raw.on, raw.km or 0))
        points.append(
            Point(
                on=raw.on,
                km_read=raw.km_read,
                km=raw.km,
                state=_state(raw, is_suspect=suspect is not None),
                virtual_km=None if raw.km is None else virtual.get((raw.on, raw.km)),
                cause=suspect.cause if suspect else None,
                proposed_km=suspect.proposed_km if suspect else None,
            )
        )
    return points


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
        customers_without_phone=_without_phone(),
        duplicates=duplicates.count(),
    )


def _without_phone() -> int:
    follower = aliased(Customer)
    reachable = (
        select(func.coalesce(follower.merged_into_id, follower.id))
        .join(CustomerPhone, CustomerPhone.customer_id == follower.id)
        .where(CustomerPhone.invalid_at.is_(None))
    )
    unreachable = select(func.count()).select_from(Customer)
    return (
        db.session.scalar(
            unreachable.where(
                Customer.merged_into_id.is_(None), Customer.customer_type != "internal", Customer.id.not_in(reachable)
            )
        )
        or 0
    )


def _state(raw: Raw, *, is_suspect: bool) -> State:
    if raw.km is None:
        return State.IGNORED
    if is_suspect:
        return State.SUSPECT
    return State.CLEAN if raw.km == raw.km_read else State.FIXED
