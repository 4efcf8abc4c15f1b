"""How carefully odometers are read: by the whole shop, and by each who takes in cars (product.md, opening 8)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from tenants.db import current_shop_id, db

MOST = 20  # people; further ones are in the first row only

# Work on a car in the shop's own ledger. The suspects of a car are those of its last prediction.
_CARE = """
SELECT o.advisor, grouping(o.advisor) = 1 AS is_shop, count(*) AS orders, count(o.odometer_km) AS read,
       count(s.vehicle_id) AS suspect
  FROM work_orders o
  LEFT JOIN odometer_suspects s
    ON s.shop_id = :shop_id AND s.vehicle_id = o.vehicle_id AND s.km_read = o.odometer_km
   AND s.read_on = least(coalesce(o.arrived_on, o.settled_on), o.settled_on)
 WHERE o.shop_id = :shop_id AND o.status = 'settled' AND o.settled_on > :since AND o.vehicle_id IS NOT NULL
   AND o.order_type NOT IN ('retail', 'stored_value')
 GROUP BY GROUPING SETS ((), (o.advisor))
HAVING grouping(o.advisor) = 1 OR o.advisor <> ''
 ORDER BY is_shop DESC, orders DESC, o.advisor
 LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Care:
    """Orders of cars, how many of them read the odometer, and how many of those cannot be true. `advisor` is None for
    the whole shop.
    """

    advisor: str | None
    orders: int
    read: int
    suspect: int

    @property
    def usable_share(self) -> float | None:
        """The share of orders that tell a reading one can believe; None without orders."""
        return (self.read - self.suspect) / self.orders if self.orders else None


def reading_care(since: date) -> list[Care]:
    """Of orders settled after `since`: the whole shop first, then who took in most cars."""
    values = {"shop_id": current_shop_id(), "since": since, "most": MOST + 1}
    return [Care(row.advisor, row.orders, row.read, row.suspect) for row in db.session.execute(text(_CARE), values)]
