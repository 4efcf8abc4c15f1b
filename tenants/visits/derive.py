"""Work orders -> visits, in one statement (domain.md 0.5)."""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows

# Stays of one vehicle that overlap or touch the same day are one visit. A sale without a car counts per customer
# and day. Work the shop does for itself, and selling stored value, is no visit at all.
_FRESH = """
WITH facts AS (
    SELECT o.id, o.vehicle_id, o.settled_on, o.delivered_on, o.advisor, o.odometer_km, o.wash_only, o.order_type,
           coalesce(o.customer_id,
                    (SELECT w.customer_id FROM ownerships w
                      WHERE w.shop_id = :shop_id AND w.vehicle_id = o.vehicle_id AND w.from_on <= o.settled_on
                      ORDER BY w.from_on DESC LIMIT 1)) AS holder_id,
           CASE WHEN o.vehicle_id IS NULL THEN o.settled_on
                ELSE least(coalesce(o.arrived_on, o.settled_on), o.settled_on) END AS starts_on,
           o.customer_fen + o.insurer_fen + o.package_fen - o.refund_fen AS net_fen,
           o.customer_fen + o.package_fen - o.refund_fen
               + CASE WHEN :m_include_insurer THEN o.insurer_fen ELSE 0 END AS m_fen,
           o.vehicle_id IS NOT NULL
               AND o.order_type NOT IN ('rework', 'retail')
               AND (o.order_type = 'warranty'
                    OR o.customer_fen + o.insurer_fen + o.package_fen + o.warranty_fen + o.goodwill_fen > 0
               ) AS serves
      FROM work_orders o
     WHERE o.shop_id = :shop_id
       AND o.status = 'settled'
       AND o.settled_on IS NOT NULL
       AND o.order_type NOT IN ('internal', 'stored_value')
       AND NOT (o.internal_fen > 0 AND o.customer_fen + o.insurer_fen + o.package_fen + o.warranty_fen
                + o.goodwill_fen + o.rework_fen = 0)
       {orders}
), known AS (
    SELECT f.*, coalesce(h.merged_into_id, f.holder_id) AS customer_id
      FROM facts f
      LEFT JOIN customers h ON h.shop_id = :shop_id AND h.id = f.holder_id
      LEFT JOIN customers s ON s.shop_id = :shop_id AND s.id = h.merged_into_id
     WHERE coalesce(s.customer_type, h.customer_type) IS DISTINCT FROM 'internal'
), parties AS (
    SELECT *, coalesce(vehicle_id, customer_id, id) AS party_id FROM known
), marked AS (
    SELECT *, CASE WHEN starts_on <= max(settled_on) OVER (
                  PARTITION BY party_id ORDER BY starts_on, settled_on, id
                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS opens
      FROM parties
), stays AS (
    SELECT *, sum(opens) OVER (PARTITION BY party_id ORDER BY starts_on, settled_on, id) AS stay FROM marked
), grouped AS (
    SELECT party_id, max(settled_on) AS visit_on, min(starts_on) AS arrived_on, max(delivered_on) AS delivered_on,
           (array_agg(customer_id ORDER BY settled_on DESC, id DESC)
               FILTER (WHERE customer_id IS NOT NULL))[1] AS customer_id,
           (array_agg(vehicle_id))[1] AS vehicle_id,
           (array_agg(advisor ORDER BY settled_on DESC, id DESC) FILTER (WHERE advisor IS NOT NULL))[1] AS advisor,
           max(odometer_km) AS odometer_km,
           count(*) AS order_count,
           sum(net_fen)::bigint AS net_revenue_fen,
           sum(m_fen)::bigint AS m_fen,
           bool_and(wash_only) AND sum(net_fen) < :wash_limit_fen AS washed,
           bool_or(serves AND NOT wash_only) OR (bool_or(serves) AND sum(net_fen) >= :wash_limit_fen) AS served,
           bool_or(serves AND order_type IN ('maintenance', 'other')) AS maintained,
           bool_or(order_type <> 'retail') AS present
      FROM stays
     GROUP BY party_id, stay
), fresh AS (
    SELECT :shop_id AS shop_id, party_id, visit_on, arrived_on, delivered_on, customer_id, vehicle_id, advisor,
           odometer_km, order_count, net_revenue_fen, m_fen,
           net_revenue_fen > 0 AS is_revenue,
           net_revenue_fen > 0 AND NOT washed AS is_paid,
           served AND NOT washed AS is_service,
           served AND maintained AND NOT washed AS is_maintenance,
           vehicle_id IS NOT NULL OR (customer_id IS NULL AND present) AS is_presence
      FROM grouped
)
"""

_COLUMNS = (
    "arrived_on",
    "delivered_on",
    "customer_id",
    "vehicle_id",
    "advisor",
    "odometer_km",
    "order_count",
    "net_revenue_fen",
    "m_fen",
    "is_revenue",
    "is_paid",
    "is_service",
    "is_maintenance",
    "is_presence",
)

_WRITE = f"""{_FRESH}, gone AS (
    DELETE FROM visits v
     WHERE v.shop_id = :shop_id {{visits}}
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.party_id = v.party_id AND f.visit_on = v.visit_on)
)
INSERT INTO visits AS v (shop_id, party_id, visit_on, {", ".join(_COLUMNS)})
SELECT shop_id, party_id, visit_on, {", ".join(_COLUMNS)} FROM fresh
    ON CONFLICT (shop_id, party_id, visit_on) DO UPDATE
   SET {", ".join(f"{column} = excluded.{column}" for column in _COLUMNS)}
 WHERE ({", ".join(f"v.{column}" for column in _COLUMNS)})
       IS DISTINCT FROM ({", ".join(f"excluded.{column}" for column in _COLUMNS)})
"""

ALL = _WRITE.format(orders="", visits="")
SOME = _WRITE.format(orders="AND o.id = ANY(:orders)", visits="AND v.party_id = ANY(:parties)")

_ORDERS_OF = """
SELECT id FROM work_orders WHERE shop_id = :shop_id AND (vehicle_id = ANY(:parties) OR id = ANY(:parties))
 UNION
SELECT id FROM work_orders
 WHERE shop_id = :shop_id AND vehicle_id IS NULL
   AND customer_id = ANY(ARRAY(SELECT id FROM customers
                                WHERE shop_id = :shop_id AND (id = ANY(:parties) OR merged_into_id = ANY(:parties))))
"""


def derive_visits(parties: Collection[uuid.UUID] | None = None) -> None:
    """Bring the visits of the shop in scope in line with its work orders.

    `parties` are ids of vehicles, of customers (for sales without a car) and of anonymous orders whose work orders
    changed; None means the whole shop. Rows that come out the same are not written.
    """
    chosen = settings.current()
    values: dict[str, Any] = {
        "shop_id": current_shop_id(),
        "m_include_insurer": chosen.m_include_insurer,
        "wash_limit_fen": chosen.wash_limit_fen,
    }
    with planned_for_many_rows():
        if parties is None:
            db.session.execute(text(ALL), values)
        elif parties:
            values["parties"] = list(parties)
            values["orders"] = list(db.session.scalars(text(_ORDERS_OF), values))
            db.session.execute(text(SOME), values)
