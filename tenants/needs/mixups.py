"""Finds the cars of a shop whose odometers were written down for each other, and proposes to swap them back."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.needs import readings
from tenants.needs.item_names import Naming
from tenants.needs.odometer import Cleaned, clean
from tenants.needs.proposals import Proposal
from tenants.needs.swaps import swapped

# Both are suspect on one day, and each number is near to where the other car's line runs.
_PAIRS = """
WITH suspects AS (
    SELECT s.vehicle_id, s.read_on, s.km_read,
           n.last_km - n.km_per_day * (n.last_km_on - s.read_on) AS expected_km,
           5000 + n.km_per_day * abs(n.last_km_on - s.read_on) / 2 AS room_km
      FROM odometer_suspects s
      JOIN vehicle_needs n ON n.shop_id = :shop_id AND n.vehicle_id = s.vehicle_id
     WHERE s.shop_id = :shop_id AND s.reason = 'infeasible' AND n.last_km IS NOT NULL
)
SELECT a.vehicle_id AS one_id, b.vehicle_id AS other_id
  FROM suspects a
  JOIN suspects b ON b.read_on = a.read_on AND b.vehicle_id > a.vehicle_id AND b.km_read <> a.km_read
 WHERE abs(a.km_read - b.expected_km) <= b.room_km AND abs(b.km_read - a.expected_km) <= a.room_km
   AND (a.vehicle_id = ANY(:changed) OR b.vehicle_id = ANY(:changed))
"""

_PROPOSE = """
UPDATE odometer_suspects SET proposed_km = :proposed_km, proposal = :proposal
 WHERE shop_id = :shop_id AND vehicle_id = :vehicle_id AND read_on = :read_on AND km_read = :km_read
"""


def propose_swaps(as_of: date, changed: Collection[uuid.UUID], naming: Naming) -> None:
    """Propose the other car's number where two cars were mixed up, one of them predicted anew (`changed`)."""
    if not changed:
        return
    values = {"shop_id": current_shop_id(), "changed": list(changed)}
    with planned_for_many_rows():
        pairs = db.session.execute(text(_PAIRS), values).all()
    cleaned = _cleaned({car_id for pair in pairs for car_id in pair}, as_of, naming)
    for pair in pairs:
        both = swapped(cleaned[pair.one_id], cleaned[pair.other_id])
        _propose(zip(pair, both, strict=True))


def _cleaned(vehicles: Collection[uuid.UUID], as_of: date, naming: Naming) -> dict[uuid.UUID, Cleaned]:
    batches = readings.cars(sorted(vehicles), as_of, naming)
    return {car.id: clean(car.usable, as_of, car.use) for batch in batches for car in batch}


def _propose(cars: Iterable[tuple[uuid.UUID, Cleaned]]) -> None:
    rows = [
        {
            "shop_id": current_shop_id(),
            "vehicle_id": vehicle_id,
            "read_on": suspect.on,
            "km_read": suspect.km,
            "proposed_km": suspect.proposed_km,
            "proposal": Proposal.OTHER_CAR.value,
        }
        for vehicle_id, cleaned in cars
        for suspect in cleaned.suspects
        if suspect.proposal is Proposal.OTHER_CAR
    ]
    if rows:
        db.session.execute(text(_PROPOSE), rows)
