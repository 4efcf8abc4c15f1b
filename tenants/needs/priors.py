"""What a car of which little is known probably does: as its peers in this shop, frozen per month (domain.md 3.3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from statistics import median

from sqlalchemy import delete, func, select

from tenants.db import db, insert_rows
from tenants.needs import readings
from tenants.needs.forecast import Peers
from tenants.needs.item_names import Naming
from tenants.needs.models import VehiclePrior
from tenants.needs.odometer import clean
from tenants.needs.rate import own_pace, peer_medians
from tenants.needs.readings import Car

GROWTH = 1.25  # a shop that has grown by a quarter since its priors were frozen gets new ones at once

Kind = tuple[str, str]  # use and fuel, "" for unknown


def frozen(as_of: date) -> Peers:
    """The priors of the month of `as_of`, or of the last month before that has some."""
    month = select(func.max(VehiclePrior.month)).where(VehiclePrior.month <= as_of)
    rows = list(db.session.scalars(select(VehiclePrior).where(VehiclePrior.month == month.scalar_subquery())))
    kinds = [((row.use or None, row.fuel or None), row) for row in rows]
    return Peers(
        km_per_day={kind: _exact(row.km_per_day) for kind, row in kinds if row.km_per_day is not None},
        gap_days={kind: row.gap_days for kind, row in kinds if row.gap_days is not None},
    )


def freeze(as_of: date, vehicles: Sequence[uuid.UUID], naming: Naming) -> None:
    """Make the priors of this month from all the cars, unless it has some and the shop has not grown much since."""
    month = as_of.replace(day=1)
    known = db.session.scalar(select(func.sum(VehiclePrior.cars)).where(VehiclePrior.month == month))
    if known is not None and len(vehicles) <= GROWTH * known:
        return
    db.session.execute(delete(VehiclePrior).where(VehiclePrior.month == month))
    batches = readings.cars(vehicles, as_of, naming)
    insert_rows(VehiclePrior, [row | {"month": month, "computed_as_of": as_of} for row in _rows(batches, as_of)])


def _rows(batches: Iterable[list[Car]], as_of: date) -> list[dict[str, object]]:
    cars: dict[Kind, int] = defaultdict(int)
    paces: list[tuple[Kind, Fraction]] = []
    gaps: list[tuple[Kind, Fraction]] = []
    for batch in batches:
        for car in batch:
            kind = (car.use or "", car.fuel or "")
            cars[kind] += 1
            own, _ = own_pace(clean(car.usable, as_of, car.use))
            paces += [(kind, own)] if own is not None else []
            his = [(later - earlier).days for earlier, later in pairwise(car.maintenance_on)]
            gaps += [(kind, Fraction(median(his)))] if his else []
    pace_of, gap_of = peer_medians(paces), peer_medians(gaps)
    return [
        {
            "use": kind[0],
            "fuel": kind[1],
            "cars": count,
            "km_per_day": float(pace_of[kind]) if kind in pace_of else None,
            "gap_days": round(gap_of[kind]) if kind in gap_of else None,
        }
        for kind, count in sorted(cars.items())
    ]


def _exact(km_per_day: float) -> Fraction:
    # a denominator of its own size makes later sums with exact slopes quick
    return Fraction(km_per_day).limit_denominator(1_000)
