"""What the work orders behind paid visits tell: when people come, whether for one item, or for an offer."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import arrays, overlays
from tenants.scoring.segments import Daypart

DAYPARTS_FROM = "11, 14, 17"  # o'clock: midday, afternoon, evening
PARTS = tuple(Daypart)

_ORDERS_OF = """
SELECT id FROM work_orders
 WHERE shop_id = :shop_id
   AND (customer_id = ANY(ARRAY(SELECT c.id FROM customers c
                                 WHERE c.shop_id = :shop_id
                                   AND (c.id = ANY(:customers) OR c.merged_into_id = ANY(:customers))))
        OR vehicle_id = ANY(ARRAY(SELECT v.vehicle_id FROM visits v
                                   WHERE v.shop_id = :shop_id AND v.customer_id = ANY(:customers))))
"""

# a sale without a car belongs to its customer's visit, even when the order names the one who was merged into him
_BEHIND = """
  FROM visits v
  JOIN (SELECT w.*, coalesce(w.vehicle_id, c.merged_into_id, w.customer_id) AS party_id
          FROM work_orders w
          LEFT JOIN customers c ON c.shop_id = :shop_id AND c.id = w.customer_id AND c.merged_into_id IS NOT NULL
         WHERE w.shop_id = :shop_id AND w.status = 'settled' {orders}) o
    ON o.party_id = v.party_id AND o.settled_on BETWEEN v.arrived_on AND v.visit_on
"""
_WHERE = """
 WHERE v.shop_id = :shop_id AND v.visit_on <= :as_of AND v.customer_id IS NOT NULL {visits}
"""
_IN_WINDOW = "AND v.visit_on > :window_start AND v.is_paid"

_DAYPARTS = f"""
SELECT uuid_hash_extended(customer_id, 0), weekday, width_bucket(hour, ARRAY[{DAYPARTS_FROM}]), count(*),
       count(*) FILTER (WHERE visit_on > :window_start)
  FROM (SELECT v.customer_id, v.visit_on, extract(isodow FROM v.visit_on)::int - 1 AS weekday,
               extract(hour FROM min(o.arrived_at) AT TIME ZONE :timezone)::int AS hour
        {_BEHIND} {_WHERE} AND v.is_paid AND o.arrived_at IS NOT NULL
         GROUP BY v.customer_id, v.visit_on) timed
 GROUP BY customer_id, 2, 3
"""

_PROMOS = f"""
SELECT customer_id, count(*) AS promo_visits, count(*) FILTER (WHERE event) AS event_visits
  FROM (SELECT v.customer_id, v.visit_on, bool_or(o.campaign <> '' AND o.campaign !~* :price_words) AS event
        {_BEHIND} {_WHERE} {_IN_WINDOW}
           AND (o.campaign <> '' OR (o.discount_fen > 0 AND o.discount_fen >= :discount_share
                * (o.customer_fen + o.package_fen + o.insurer_fen + o.discount_fen)))
         GROUP BY v.customer_id, v.visit_on) bought
 GROUP BY customer_id
"""

_NAMES = """
SELECT DISTINCT l.item_name FROM work_order_lines l WHERE l.shop_id = :shop_id {lines}
"""

_SPECIALS = f"""
SELECT v.customer_id, n.item_group, count(DISTINCT v.visit_on) AS visits,
       coalesce(sum(l.net_fen) FILTER (WHERE l.payer IN ('CUSTOMER', 'PACKAGE')), 0)::bigint AS spent_fen
{_BEHIND}
  JOIN work_order_lines l ON l.shop_id = :shop_id AND l.order_id = o.id {{lines}}
  JOIN unnest(CAST(:names AS text[]), CAST(:groups AS text[])) AS n(item_name, item_group) ON n.item_name = l.item_name
{_WHERE} {_IN_WINDOW}
 GROUP BY v.customer_id, n.item_group HAVING count(DISTINCT v.visit_on) >= {overlays.LEAST_VISITS}
"""

_GROUP_GAPS = f"""
SELECT item_group, gap, count(*)
  FROM (SELECT item_group, visit_on - lag(visit_on) OVER (PARTITION BY item_group, customer_id ORDER BY visit_on) AS gap
          FROM (SELECT DISTINCT v.customer_id, v.visit_on,
                       CASE WHEN o.wash_only OR o.order_type = 'beauty' THEN 'wash' ELSE o.order_type END AS item_group
                {_BEHIND} {_WHERE} AND v.visit_on > :window_start
                   AND (v.is_paid OR (v.is_revenue AND (o.wash_only OR o.order_type = 'beauty')))) days
         WHERE item_group = ANY(:item_groups)) gaps
 WHERE gap IS NOT NULL
 GROUP BY item_group, gap
"""

# a sale to nobody we know is a ticket of its own
_ANONYMOUS = """
SELECT net_revenue_fen, count(*) AS times
  FROM visits
 WHERE shop_id = :shop_id AND customer_id IS NULL AND is_revenue AND visit_on > :window_start AND visit_on <= :as_of
 GROUP BY net_revenue_fen
"""


# `visits` paid visits of a customer on a weekday (0 is Monday) in a Daypart, `recent` of them in the window
TIMED = {"hash": "bigint", "weekday": "integer", "part": "integer", "visits": "bigint", "recent": "bigint"}


class OrderFacts:
    """The questions, asked of the shop in scope or of some of its customers, as of the end of a day."""

    def __init__(self, as_of: date, window_start: date, customers: Collection[uuid.UUID] | None = None) -> None:
        self._values: dict[str, Any] = {
            "shop_id": current_shop_id(),
            "as_of": as_of,
            "window_start": window_start,
        }
        self._only = dict.fromkeys(("visits", "orders", "lines"), "")
        if customers is not None:
            self._values["customers"] = list(customers)
            self._values["orders"] = list(db.session.scalars(text(_ORDERS_OF), self._values))
            self._only = {
                "visits": "AND v.customer_id = ANY(:customers)",
                "orders": "AND w.id = ANY(:orders)",
                "lines": "AND l.order_id = ANY(:orders)",
            }

    def timed(self, timezone: str) -> arrays.Columns:
        """When customers come, of the visits whose file gave a time; the columns of TIMED."""
        with planned_for_many_rows():
            return arrays.fetch(_DAYPARTS.format(**self._only), self._values | {"timezone": timezone}, TIMED)

    def promos(self, discount_share: float) -> dict[uuid.UUID, tuple[int, int]]:
        """Visits of the window bought by an offer, and those of them by an event, of customers with any."""
        rows = self._ask(_PROMOS, discount_share=discount_share, price_words=overlays.PRICE_WORDS)
        return {row.customer_id: (row.promo_visits, row.event_visits) for row in rows}

    def specials(self, wanted: Collection[str]) -> list[tuple[uuid.UUID, str, int, int]]:
        """(customer, item group, visits, fen) of the window, for groups among `wanted` in three visits or more."""
        groups = {name: overlays.item_group(name) for name in self._item_names()}
        known = {name: group for name, group in groups.items() if group in wanted}
        if not known:
            return []
        return [tuple(row) for row in self._ask(_SPECIALS, names=list(known), groups=list(known.values()))]

    def group_gaps(self, item_groups: Collection[str]) -> dict[str, dict[int, int]]:
        """Days between visits for the same kind of work in the window -> how often; the wash group counts wash-only
        visits.
        """
        gaps: dict[str, dict[int, int]] = {group: {} for group in item_groups}
        for group, days, times in self._ask(_GROUP_GAPS, item_groups=list(item_groups)):
            gaps[group][days] = times
        return gaps

    def anonymous_tickets(self) -> dict[int, int]:
        """Net revenue of the visits of nobody we know, in the window: fen -> how often."""
        return {row.net_revenue_fen: row.times for row in self._ask(_ANONYMOUS)}

    def _item_names(self) -> list[str]:
        return [row.item_name for row in self._ask(_NAMES)]

    def _ask(self, question: str, **values: Any) -> list[Any]:
        with planned_for_many_rows():
            return list(db.session.execute(text(question.format(**self._only)), {**self._values, **values}).all())
