"""Needs as the pages read them: the cars of a customer, why a day is what it is, what predictions rest on."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tenants.customers.models import Vehicle
from tenants.customers.queries import is_record_of, vehicle_name
from tenants.db import db
from tenants.needs.due import Bound
from tenants.needs.models import Backtest, Need, NeedRun, VehicleNeeds
from tenants.needs.rate import Confidence
from tenants.needs.reasons import Facts


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


def needs_of_customer(customer_id: uuid.UUID, most: int | None = None) -> list[CarNeeds]:
    """The cars a customer, or a record merged into him, has today; the car that needs us first comes first."""
    rows = db.session.execute(
        select(Vehicle, VehicleNeeds)
        .join(VehicleNeeds, VehicleNeeds.vehicle_id == Vehicle.id)
        .where(is_record_of(Vehicle.customer_id, customer_id), Vehicle.closed_on.is_(None))
        .order_by(VehicleNeeds.next_due_on.asc().nulls_last(), Vehicle.plate, Vehicle.id)
        .limit(most)
    ).all()
    needs = _needs_of([row.Vehicle.id for row in rows])
    return [CarNeeds(row.Vehicle, vehicle_name(row.Vehicle), row.VehicleNeeds, needs[row.Vehicle.id]) for row in rows]


def facts_of(need: Need, outlook: VehicleNeeds) -> Facts:
    """What the sentence of an item is made of, as it was kept."""
    sides = {
        name: date.fromisoformat(need.facts[name]) for name in ("km_due_on", "months_due_on") if name in need.facts
    }
    return Facts(
        due_on=need.due_on,
        bound=Bound(need.bound),
        confidence=Confidence(need.confidence),
        km_per_day=round(outlook.km_per_day),
        rate_source=outlook.rate_source,
        done_on=need.last_done_on,
        done_km=need.last_done_km,
        interval_km=need.interval_km,
        interval_months=need.interval_months,
        **sides,
    )


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


def _needs_of(vehicle_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Need]]:
    needs: dict[uuid.UUID, list[Need]] = defaultdict(list)
    if not vehicle_ids:
        return needs
    of_cars = select(Need).where(Need.vehicle_id.in_(vehicle_ids))
    for need in db.session.scalars(of_cars.order_by(Need.due_on, Need.code)):
        needs[need.vehicle_id].append(need)
    return needs
