"""Customers as the pages read them: found by what an advisor types, with phones and vehicles."""

import re
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, String, Uuid, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, CustomerKey, CustomerPhone, Vehicle
from tenants.db import db

PLATES_SHOWN = 3  # in a list; a fleet has hundreds
LEAST_DIGITS = 3  # fewer would be the start of every phone number
LEAST_OF_A_PLATE = 4  # fewer would be in every plate

_SEPARATORS = re.compile(r"[\s·•.\-()]+")


@dataclass(frozen=True, slots=True)
class Plates:
    """The first plates of a customer's cars, and how many more there are."""

    shown: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A customer by name, and by the numbers that source systems gave him."""

    name: str
    customer_type: str
    keys: list[str]


def known_customers() -> dict[uuid.UUID, Known]:
    """Every customer of the shop in scope but merged ones, whose numbers count for their survivor."""
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.customer_type).where(Customer.merged_into_id.is_(None))
    )
    known = {row.id: Known(row.name, row.customer_type, []) for row in rows}
    survivor = func.coalesce(Customer.merged_into_id, Customer.id).label("customer_id")
    keys = select(survivor, CustomerKey.key).join(Customer, Customer.id == CustomerKey.customer_id)
    for customer_id, key in db.session.execute(keys.order_by(CustomerKey.key)):
        known[customer_id].keys.append(key)
    return known


def find(customer_id: uuid.UUID) -> Customer | None:
    """The record itself, even when it was merged: `merged_into_id` says into whom."""
    return db.session.scalar(select(Customer).where(Customer.id == customer_id))


def find_vehicle(vehicle_id: uuid.UUID) -> Vehicle | None:
    """The vehicle, sold or not."""
    return db.session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id))


def is_record_of(column: Any, customer_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether a column names the customer or a record merged into him, as a condition."""
    return or_(column == customer_id, column.in_(_merged_into(customer_id)))


def _merged_into(customer_id: uuid.UUID) -> Select[Any]:
    return select(Customer.id).where(Customer.merged_into_id == customer_id)


def matches(typed: str) -> ColumnElement[bool]:
    """Customers whose name contains `typed`, whose pinyin, phone number or plate starts with it, or whose plate
    contains it when it is long enough: people remember the end of a plate.

    What finds a merged record finds its survivor. `^@` is leakproof: it uses its index under row-level security,
    LIKE does not.
    """
    record = aliased(Customer)
    name = unicodedata.normalize("NFKC", typed).strip().lower()
    compact = _SEPARATORS.sub("", name)
    found = [
        func.strpos(func.lower(record.name), name) > 0,
        _starts(record.name_pinyin, compact),
        record.id.in_(select(Vehicle.customer_id).where(_is_plate(compact.upper()), Vehicle.customer_id.is_not(None))),
    ]
    if compact.isdigit() and len(compact) >= LEAST_DIGITS:
        found.append(record.id.in_(select(CustomerPhone.customer_id).where(_starts(CustomerPhone.number, compact))))
    return Customer.id.in_(select(func.coalesce(record.merged_into_id, record.id)).where(or_(*found)))


def _is_plate(typed: str) -> ColumnElement[bool]:
    if len(typed) < LEAST_OF_A_PLATE:
        return _starts(Vehicle.plate, typed)
    return func.strpos(Vehicle.plate, typed) > 0


def _starts(column: Any, beginning: str) -> ColumnElement[bool]:
    return column.op("^@", is_comparison=True)(beginning)  # type: ignore[no-any-return]


def phones_of(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CustomerPhone]]:
    """Every number of each customer and of those merged into him once, those that work first, then his own."""
    numbers: dict[uuid.UUID, dict[str, CustomerPhone]] = defaultdict(dict)
    theirs = (
        select(CustomerPhone, _PERSON.label("customer_id"))
        .join(Customer, Customer.id == CustomerPhone.customer_id)
        .where(_is_one_of(customer_ids))
        .order_by(_WORKS_NOT, Customer.merged_into_id.nulls_first(), *_AS_FILED)
    )
    for phone, customer_id in db.session.execute(theirs):
        numbers[customer_id].setdefault(phone.number, phone)
    return defaultdict(list, {customer_id: list(phones.values()) for customer_id, phones in numbers.items()})


def phones_of_records(record_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[CustomerPhone]]:
    """The phones that each record came with, those that work first, in the order of the file."""
    phones: dict[uuid.UUID, list[CustomerPhone]] = defaultdict(list)
    theirs = select(CustomerPhone).where(CustomerPhone.customer_id.in_(record_ids))
    for phone in db.session.scalars(theirs.order_by(_WORKS_NOT, *_AS_FILED)):
        phones[phone.customer_id].append(phone)
    return phones


def numbers_of(customer_id: uuid.UUID) -> list[CustomerPhone]:
    """Every number of a customer and of those merged into him once, those that work first."""
    return phones_of([customer_id])[customer_id]


def plates_of(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Plates]:
    """The plates of the cars each customer still has, be they of a record merged into him."""
    return _plates(_PERSON, _is_one_of(customer_ids))


def plates_of_records(record_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Plates]:
    """The plates of the cars that each record came with and still has."""
    return _plates(Customer.id, Customer.id == _any(record_ids))


_PERSON = func.coalesce(Customer.merged_into_id, Customer.id)
_WORKS_NOT = CustomerPhone.invalid_at.is_not(None)
_AS_FILED = (CustomerPhone.position, CustomerPhone.number)


def _is_one_of(customer_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    return or_(Customer.id == _any(customer_ids), Customer.merged_into_id == _any(customer_ids))


def _any(ids: Collection[uuid.UUID]) -> Any:
    # one array however many there are: a whole shop is exported at once
    return any_(literal(list(ids), ARRAY(Uuid)))


def _plates(whose: Any, which: ColumnElement[bool]) -> dict[uuid.UUID, Plates]:
    plates = func.array_agg(aggregate_order_by(Vehicle.plate, Vehicle.plate), type_=ARRAY(String))
    rows = db.session.execute(
        select(whose.label("customer_id"), plates[1:PLATES_SHOWN].label("shown"), func.count().label("total"))
        .select_from(Vehicle)
        .join(Customer, Customer.id == Vehicle.customer_id)
        .where(which, Vehicle.closed_on.is_(None), Vehicle.plate.is_not(None))
        .group_by(whose)
    )
    return {row.customer_id: Plates(tuple(row.shown), row.total - len(row.shown)) for row in rows}


def vehicles_of(customer_id: uuid.UUID, most: int) -> list[Vehicle]:
    """The cars of a customer and of those merged into him, those still there first."""
    return list(
        db.session.scalars(
            select(Vehicle)
            .where(is_record_of(Vehicle.customer_id, customer_id))
            .order_by(Vehicle.closed_on.desc().nulls_first(), Vehicle.plate, Vehicle.id)
            .limit(most)
        )
    )


class Named(Protocol):
    """What a car is called by."""

    @property
    def brand(self) -> str | None: ...
    @property
    def series(self) -> str | None: ...
    @property
    def model(self) -> str | None: ...
    @property
    def model_year(self) -> int | None: ...


def vehicle_name(vehicle: Named) -> str:
    """Brand, model and year, each said once: export files repeat the brand in the model."""
    parts: list[str] = []
    for part in (vehicle.brand, vehicle.series, vehicle.model):
        if part and not any(part in said for said in parts):
            parts = [said for said in parts if said not in part] + [part]
    return " ".join([*parts, *([str(vehicle.model_year)] if vehicle.model_year else [])])
