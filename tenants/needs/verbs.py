"""What people decide about odometers and item names, and what it does to the needs of cars. None of them commits."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.needs import item_names, outlook, readings
from tenants.needs.items import ITEMS
from tenants.needs.models import ItemName, OdometerDecision
from tenants.needs.odometer import MOST_KM
from tenants.needs.predict import ground_of, predict
from tenants.needs.readings import Car, Raw
from tenants.settings import changes


@dataclass(frozen=True, slots=True)
class Moved:
    """A need whose day changes; None before or after: it was not there, or is gone."""

    code: str
    before_on: date | None
    after_on: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a fix would change: the needs that move, km a day, and how many readings stay suspect."""

    moved: tuple[Moved, ...]
    km_per_day_before: float
    km_per_day_after: float
    suspects_before: int
    suspects_after: int


def preview_fix(vehicle_id: uuid.UUID, read_on: date, km_read: int, km: int | None, *, as_of: date) -> Preview:
    """What would change if the reading had been `km`, or with None had never been. Nothing is stored.

    Raises DomainError when the car has no such reading, or the number is none that a car can have run.
    """
    _require_possible(km)
    car = _car(vehicle_id, as_of)
    fixed = _fixed(car, read_on, km_read, km)
    ground = ground_of(as_of)
    before, after = outlook.of(car, ground), outlook.of(fixed, ground)
    was, becomes = before.due_dates, after.due_dates
    moved = [Moved(code, was.get(code), becomes.get(code)) for code in sorted({*was, *becomes})]
    return Preview(
        moved=tuple(one for one in moved if one.before_on != one.after_on),
        km_per_day_before=before.vehicle["km_per_day"],
        km_per_day_after=after.vehicle["km_per_day"],
        suspects_before=len(before.suspects),
        suspects_after=len(after.suspects),
    )


def accept_fix(
    vehicle_id: uuid.UUID,
    read_on: date,
    km_read: int,
    km: int | None,
    *,
    by: uuid.UUID,
    now: datetime,
    as_of: date,
) -> None:
    """Let the reading count as `km`, or with None not at all, and predict the car again. Twice is harmless.

    Raises DomainError when the car has no such reading, or the number is none that a car can have run.
    """
    _require_possible(km)
    _fixed(_car(vehicle_id, as_of), read_on, km_read, km)
    row = {"vehicle_id": vehicle_id, "read_on": read_on, "km_read": km_read}
    said = {"km": km, "decided_by_id": by, "decided_at": now}
    db.session.execute(
        insert(OdometerDecision)
        .values(shop_id=current_shop_id(), **row, **said)
        .on_conflict_do_update(index_elements=["shop_id", "vehicle_id", "read_on", "km_read"], set_=said)
    )
    predict(as_of, [vehicle_id])


def undo_fix(vehicle_id: uuid.UUID, read_on: date, km_read: int, *, as_of: date) -> bool:
    """Let the reading count as it was read, and predict the car again; False when nobody had decided about it."""
    of_car = (OdometerDecision.vehicle_id == vehicle_id, OdometerDecision.read_on == read_on)
    taken_back = delete(OdometerDecision).where(*of_car, OdometerDecision.km_read == km_read)
    if not db.session.scalars(taken_back.returning(OdometerDecision.km_read)).all():
        return False
    predict(as_of, [vehicle_id])
    return True


def map_item_name(name: str, item_code: str | None, *, by: uuid.UUID, now: datetime) -> None:
    """Say what a name of the shop's price list is; None: nothing that falls due. Predict the shop again afterwards.

    Raises DomainError for an unknown item, and for a name that no order of the shop has.
    """
    if item_code is not None and item_code not in ITEMS:
        raise DomainError(N_("There is no item %(code)s."), code=item_code)
    key = item_names.key(name)
    if not any(mark.isalnum() for mark in key) or not item_names.is_met(key):
        raise DomainError(N_("This name is not of your price list."))
    _note_name(key, {"item_code": item_code}, by, now)
    said = {"item_code": item_code, "decided_by_id": by, "decided_at": now}
    db.session.execute(
        insert(ItemName)
        .values(shop_id=current_shop_id(), name=key, **said)
        .on_conflict_do_update(index_elements=["shop_id", "name"], set_=said)
    )


def unmap_item_name(name: str, *, by: uuid.UUID, now: datetime) -> None:
    """Leave a name to the rules again; harmless when nobody had said. Predict the shop again afterwards."""
    key = item_names.key(name)
    _note_name(key, {}, by, now)
    db.session.execute(delete(ItemName).where(ItemName.name == key))


def _note_name(key: str, after: dict[str, str | None], by: uuid.UUID, now: datetime) -> None:
    """Who placed it, for the history of settings; without `item_code` nobody has."""
    kept = db.session.execute(select(ItemName.item_code).where(ItemName.name == key)).one_or_none()
    before = {"item_code": kept.item_code} if kept else {}
    changes.note(changes.ITEM_NAME, {"name": key} | before, {"name": key} | after, user_id=by, now=now)


def _car(vehicle_id: uuid.UUID, as_of: date) -> Car:
    found = readings.vehicle_ids([vehicle_id])
    if not found:
        raise DomainError(N_("This car does not exist, or is no longer ours to look after."))
    ((car,),) = readings.cars(found, as_of, item_names.naming())
    return car


def _fixed(car: Car, read_on: date, km_read: int, km: int | None) -> Car:
    def fixed(known: Iterable[Raw]) -> list[Raw]:
        return [raw._replace(km=km) if (raw.on, raw.km_read) == (read_on, km_read) else raw for raw in known]

    if not any((raw.on, raw.km_read) == (read_on, km_read) for raw in (*car.readings, *car.from_the_future)):
        raise DomainError(N_("This car has no such odometer reading."))
    return replace(car, readings=fixed(car.readings), from_the_future=fixed(car.from_the_future))


def _require_possible(km: int | None) -> None:
    if km is not None and not 0 < km <= MOST_KM:
        raise DomainError(N_("%(km)s km is not a likely odometer reading."), km=km)
