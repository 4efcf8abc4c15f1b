"""Proposals: the same item done again so soon that it is probably rework (domain.md 0.5)."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from tenants.db import current_shop_id, db

REPAIR_GUARANTEE_DAYS = 10
REPAIR_GUARANTEE_KM = 2000

MOST = 100  # the latest that are told

_AGAIN = """
SELECT DISTINCT later.id, later.order_no, later.settled_on, line.item_name, earlier.order_no AS earlier_no,
       earlier.settled_on AS earlier_on, later.odometer_km - earlier.odometer_km AS km_between, car.plate,
       coalesce(customer.merged_into_id, customer.id) AS customer_id
  FROM work_orders later
  JOIN vehicles car ON car.shop_id = :shop_id AND car.id = later.vehicle_id
  LEFT JOIN customers customer
    ON customer.shop_id = :shop_id AND customer.id = coalesce(later.customer_id, car.customer_id)
  JOIN work_order_lines line ON line.shop_id = :shop_id AND line.order_id = later.id
  JOIN work_orders earlier ON earlier.shop_id = :shop_id AND earlier.vehicle_id = later.vehicle_id
       AND earlier.id <> later.id AND earlier.settled_on < coalesce(later.arrived_on, later.settled_on)
  JOIN work_order_lines before ON before.shop_id = :shop_id AND before.order_id = earlier.id
       AND coalesce(before.item_code, before.item_name) = coalesce(line.item_code, line.item_name)
 WHERE later.shop_id = :shop_id AND later.status = 'settled' AND earlier.status = 'settled'
   AND later.order_type <> 'rework' AND NOT later.wash_only AND later.settled_on > :since
   AND (coalesce(later.arrived_on, later.settled_on) - earlier.settled_on <= :days
        OR later.odometer_km - earlier.odometer_km BETWEEN 0 AND :km)
 ORDER BY later.settled_on DESC, later.order_no
 LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class ReworkProposal:
    """An order that repeats an item of an earlier order of the same car; km between them, where both were read."""

    order_id: uuid.UUID
    order_no: str
    settled_on: date
    item_name: str
    earlier_no: str
    earlier_on: date
    km_between: int | None
    plate: str | None
    customer_id: uuid.UUID | None


def propose_rework(since: date) -> list[ReworkProposal]:
    """Orders settled after `since` whose item was done on the same car at most 10 days or 2,000 km before, the latest
    first, MOST at most.
    """
    rows = db.session.execute(
        text(_AGAIN),
        {
            "shop_id": current_shop_id(),
            "since": since,
            "days": REPAIR_GUARANTEE_DAYS,
            "km": REPAIR_GUARANTEE_KM,
            "most": MOST,
        },
    )
    return [ReworkProposal(*row) for row in rows]
