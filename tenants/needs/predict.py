"""Predict the needs of a shop's cars as of a day, and keep what has changed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db, forget_plans, insert_rows
from tenants.needs import backtesting, item_names, outlook, priors, readings
from tenants.needs.intervals import intervals
from tenants.needs.mixups import propose_swaps
from tenants.needs.models import Need, NeedRun, OdometerSuspect, VehicleNeeds
from tenants.needs.outlook import Ground, Outlook
from tenants.needs.unmapped import find_unmapped

FEW = 100

_PREDICTED = [column.name for column in VehicleNeeds.__table__.columns if column.name not in ("shop_id", "vehicle_id")]
_UPSERT = f"(shop_id, vehicle_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _PREDICTED)}"

_CLEAR = "DELETE FROM {table} WHERE shop_id = :shop_id AND vehicle_id = ANY(:vehicles)"

# A car that was sold, or that is the shop's own, needs nothing from us.
_FORGET = """
DELETE FROM vehicle_needs n
 USING vehicles v LEFT JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
 WHERE n.shop_id = :shop_id AND v.shop_id = :shop_id AND v.id = n.vehicle_id
   AND (v.closed_on IS NOT NULL OR c.customer_type = 'internal') {chosen}
"""


@dataclass(slots=True)
class Counts:
    """How many cars were looked at, how many of them came out otherwise than before, what they need."""

    vehicles: int = 0
    written: int = 0
    needs: int = 0
    suspects: int = 0


def predict(as_of: date, vehicles: Collection[uuid.UUID] | None = None) -> Counts:
    """Predict what the cars of the shop in scope need, from what was known at the end of `as_of`.

    `vehicles`: only these; None is the whole shop. What comparable cars do is frozen by the first whole run of a
    month. Rows that come out the same are not written; predicting the same day twice writes nothing.
    """
    naming = item_names.naming()
    chosen = readings.vehicle_ids(vehicles)
    if vehicles is None:
        priors.freeze(as_of, chosen, naming)
    ground = ground_of(as_of)
    counts = Counts(vehicles=len(chosen))
    rewritten: list[uuid.UUID] = []
    for batch in readings.cars(chosen, as_of, naming):
        outlooks = [(car, outlook.of(car, ground)) for car in batch]
        counts.needs += sum(len(each.needs) for _, each in outlooks)
        counts.suspects += sum(len(each.suspects) for _, each in outlooks)
        changed = [each for car, each in outlooks if each.signature != car.signature]
        counts.written += len(changed)
        rewritten += [each.vehicle["vehicle_id"] for each in changed if each.suspects]
        _write(changed)
    _forget(vehicles)
    propose_swaps(as_of, rewritten, naming)
    if vehicles is None:
        find_unmapped(as_of, naming)
        _record(as_of, counts)
    return counts


def ground_of(as_of: date) -> Ground:
    """What the forecasts of the cars of the shop in scope share on a day."""
    return Ground(as_of, priors.frozen(as_of), intervals(), backtesting.chosen(as_of))


def _write(changed: Sequence[Outlook]) -> None:
    if not changed:
        return
    values = {"shop_id": current_shop_id(), "vehicles": [each.vehicle["vehicle_id"] for each in changed]}
    for table in (Need.__tablename__, OdometerSuspect.__tablename__):
        db.session.execute(text(_CLEAR.format(table=table)), values)
    insert_rows(VehicleNeeds, [_vehicle_row(each) for each in changed], _UPSERT)
    if len(changed) > FEW:
        # the checks of foreign keys below were planned when there were no cars, or a batch fewer
        forget_plans()
    insert_rows(Need, [{**row, "facts": Jsonb(row["facts"])} for each in changed for row in each.needs])
    insert_rows(OdometerSuspect, [row for each in changed for row in each.suspects])


def _vehicle_row(one: Outlook) -> dict[str, Any]:
    return {**one.vehicle, "suggestions": Jsonb(one.vehicle["suggestions"]), "signature": one.signature}


def _forget(vehicles: Collection[uuid.UUID] | None) -> None:
    values: dict[str, Any] = {"shop_id": current_shop_id()}
    if vehicles is None:
        db.session.execute(text(_FORGET.format(chosen="")), values)
    else:
        chosen = values | {"chosen": list(vehicles)}
        db.session.execute(text(_FORGET.format(chosen="AND n.vehicle_id = ANY(:chosen)")), chosen)


def _record(as_of: date, counts: Counts) -> None:
    row = {"vehicles": counts.vehicles, "needs": counts.needs, "suspects": counts.suspects}
    db.session.execute(
        insert(NeedRun)
        .values(shop_id=current_shop_id(), as_of=as_of, **row)
        .on_conflict_do_update(index_elements=["shop_id", "as_of"], set_=row | {"predicted_at": func.clock_timestamp()})
    )
