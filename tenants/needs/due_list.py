"""What falls due when, as lists and calendars ask for it: one entry for each recommendation, not for each filter."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, tuple_
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import phones_of, vehicle_name
from tenants.db import db
from tenants.needs.models import Need, VehicleNeeds
from tenants.needs.outlook import INSURANCE
from tenants.paging import Page


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which needs: due on these days, of an item, a kind (item, insurance, inspection) and a confidence.

    Without an item, what goes into one recommendation is one entry: the first of it, on its day; `is_each` parts them.
    """

    from_on: date
    to_on: date
    code: str = ""
    kind: str = ""
    confidence: str = ""
    is_each: bool = False


@dataclass(frozen=True, slots=True)
class DueRow:
    """A need with what its car was predicted from, and whom to call; `also` goes into the same recommendation."""

    need: Need
    outlook: VehicleNeeds
    plate: str | None
    vehicle: str
    customer_id: uuid.UUID | None
    customer: str
    phone: str
    also: tuple[str, ...] = ()


def due_page(wanted: Wanted, asked: int, days: Mapping[date, int]) -> tuple[list[DueRow], Page]:
    """A page of what is wanted, the first due first. `days`: what due_days counts, on these days or more."""
    page = Page.of(asked, sum(count for on, count in days.items() if wanted.from_on <= on <= wanted.to_on))
    return due_rows(wanted, page.offset, page.size), page


def due_rows(wanted: Wanted, offset: int = 0, most: int | None = None) -> list[DueRow]:
    """What is wanted, the first due first; all of it without `most`."""
    holder, survivor = aliased(Customer), aliased(Customer)
    rows = db.session.execute(
        select(Need, VehicleNeeds, Vehicle, survivor.id.label("customer_id"), survivor.name.label("customer"))
        .join(VehicleNeeds, VehicleNeeds.vehicle_id == Need.vehicle_id)
        .join(Vehicle, Vehicle.id == Need.vehicle_id)
        .outerjoin(holder, holder.id == Vehicle.customer_id)
        .outerjoin(survivor, survivor.id == func.coalesce(holder.merged_into_id, holder.id))
        .where(*_conditions(wanted))
        .order_by(Need.due_on, Vehicle.plate, Need.vehicle_id, Need.code)
        .offset(offset)
        .limit(most)
    ).all()
    phones = _phones({row.customer_id for row in rows if row.customer_id})
    bundles = _bundles([row.Need for row in rows])
    return [
        DueRow(
            need=row.Need,
            outlook=row.VehicleNeeds,
            plate=row.Vehicle.plate,
            vehicle=vehicle_name(row.Vehicle),
            customer_id=row.customer_id,
            customer=row.customer or "",
            phone=phones.get(row.customer_id, ""),
            also=tuple(code for code in bundles[_recommendation(row.Need)] if code != row.Need.code),
        )
        for row in rows
    ]


def due_days(wanted: Wanted) -> dict[date, int]:
    """How many entries of the list fall on each day; days with none are left out."""
    days = select(Need.due_on, func.count()).where(*_conditions(wanted)).group_by(Need.due_on).order_by(Need.due_on)
    return dict(db.session.execute(days).all())


def due_codes(from_on: date, to_on: date) -> dict[str, int]:
    """How many cars need each item on these days, the commonest first."""
    counted = func.count().label("vehicles")
    codes = select(Need.code, counted).where(Need.due_on.between(from_on, to_on)).group_by(Need.code)
    return dict(db.session.execute(codes.order_by(counted.desc(), Need.code)).all())


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    columns = {"code": Need.code, "kind": Need.kind, "confidence": Need.confidence}
    asked = [column == value for name, column in columns.items() if (value := getattr(wanted, name))]
    return [
        Need.due_on.between(wanted.from_on, wanted.to_on),
        *asked,
        *([] if wanted.code or wanted.is_each else [_leads()]),
    ]


def _leads() -> ColumnElement[bool]:
    """Not one of those that go along with an earlier need of the same car, as both policies that end on one day do."""
    first = aliased(Need)
    of_bundle = and_(Need.in_bundle, first.in_bundle)
    of_policies = and_(Need.kind == INSURANCE, first.kind == INSURANCE, first.due_on == Need.due_on)
    is_earlier = tuple_(first.due_on, first.code) < tuple_(Need.due_on, Need.code)
    return not_(exists().where(first.vehicle_id == Need.vehicle_id, is_earlier, or_(of_bundle, of_policies)))


def _recommendation(need: Need) -> Hashable:
    """What needs that are spoken of together have in common."""
    if need.kind == INSURANCE:
        return need.vehicle_id, need.due_on
    return (need.vehicle_id,) if need.in_bundle else (need.vehicle_id, need.code)


def _bundles(needs: Collection[Need]) -> Mapping[Hashable, list[str]]:
    """What is spoken of together, the first due first."""
    vehicles = {need.vehicle_id for need in needs if need.in_bundle or need.kind == INSURANCE}
    bundles: dict[Hashable, list[str]] = defaultdict(list)
    if vehicles:
        together = select(Need).where(Need.vehicle_id.in_(vehicles), or_(Need.in_bundle, Need.kind == INSURANCE))
        for need in db.session.scalars(together.order_by(Need.due_on, Need.code)):
            bundles[_recommendation(need)].append(need.code)
    return bundles


def _phones(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The number to call for each customer that has one, be it of a record merged into him."""
    first = ((customer_id, phones[0]) for customer_id, phones in phones_of(customer_ids).items())
    return {customer_id: phone.number for customer_id, phone in first if phone.invalid_at is None}
