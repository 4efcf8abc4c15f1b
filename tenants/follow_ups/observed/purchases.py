"""What customers bought within a year, what they refused lately, and what a visit usually costs (domain.md 2.4)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.triggers import TRIGGERS
from tenants.needs import item_names
from tenants.needs.due import add_months
from tenants.needs.relations import GROUPS
from tenants.scoring.overlays import item_group

BOUGHT_MONTHS, REFUSED_DAYS = 12, 90
REFUSALS = ("not_needed", "done_elsewhere")  # outcomes that say no to what was spoken of

# The lines of a year of the cars that were here lately, what their owners bought over the counter, and what they told
# of. One row for each of a party and a name: a price list has hundreds, its lines are many more.
_BOUGHT = """
WITH lately AS MATERIALIZED (
    SELECT DISTINCT vehicle_id, customer_id FROM visits
     WHERE shop_id = :shop_id AND is_service AND vehicle_id IS NOT NULL AND visit_on BETWEEN :since AND :until
), orders AS (
    SELECT o.vehicle_id AS party_id, o.id, o.settled_on FROM work_orders o
     WHERE o.shop_id = :shop_id AND o.vehicle_id IN (SELECT vehicle_id FROM lately)
       AND o.status = 'settled' AND o.settled_on > :year_ago AND o.settled_on < :today
    UNION ALL
    SELECT coalesce(c.merged_into_id, c.id), o.id, o.settled_on FROM work_orders o
      JOIN customers c ON c.shop_id = :shop_id AND c.id = o.customer_id
     WHERE o.shop_id = :shop_id AND o.vehicle_id IS NULL
       AND coalesce(c.merged_into_id, c.id) IN (SELECT customer_id FROM lately)
       AND o.status = 'settled' AND o.settled_on > :year_ago AND o.settled_on < :today
)
SELECT o.party_id, l.item_name, l.item_code, max(o.settled_on)
  FROM orders o JOIN work_order_lines l ON l.shop_id = :shop_id AND l.order_id = o.id
 GROUP BY o.party_id, l.item_name, l.item_code
UNION ALL
SELECT r.vehicle_id, '', code, max(r.done_on)
  FROM car_reports r CROSS JOIN unnest(r.item_codes) AS code
 WHERE r.shop_id = :shop_id AND r.vehicle_id IN (SELECT vehicle_id FROM lately)
   AND r.done_on > :year_ago AND r.done_on < :today
 GROUP BY r.vehicle_id, code
"""

_REFUSED = """
SELECT coalesce(c.merged_into_id, c.id), r.facts ->> 'items'
  FROM follow_up_reasons r JOIN customers c ON c.shop_id = :shop_id AND c.id = r.customer_id
 WHERE r.shop_id = :shop_id AND r.closed_on >= :since AND r.closed_by = ANY(:refusals)
   AND r.facts ->> 'items' IS NOT NULL
"""

_MEDIAN = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY m_fen) FROM visits
 WHERE shop_id = :shop_id AND is_paid AND m_fen > 0 AND customer_id IS NOT NULL
   AND visit_on > :since AND visit_on < :today
"""


def bought(today: date) -> dict[uuid.UUID, Mapping[str, date]]:
    """By car that was here lately, and by owner what he bought without one: item or group -> the last day of twelve
    months."""
    trigger = TRIGGERS["RELATED"]
    values = {
        "shop_id": current_shop_id(),
        "since": trigger.earliest_anchor(today),
        "until": trigger.latest_anchor(today),
        "year_ago": add_months(today - timedelta(1), -BOUGHT_MONTHS),
        "today": today,
    }
    naming = item_names.naming()
    with planned_for_many_rows():
        rows = db.session.execute(text(_BOUGHT), values)
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)
    for party_id, name, item_code, on in rows:
        code = naming.code_of(name, item_code) or _group(name)
        if code is not None:
            found[party_id][code] = max(on, found[party_id].get(code, on))
    return dict(found)


def refused(today: date) -> dict[uuid.UUID, frozenset[str]]:
    """By customer, the items of reasons that he said no to within 90 days."""
    since = today - timedelta(REFUSED_DAYS)
    values = {"shop_id": current_shop_id(), "since": since, "refusals": list(REFUSALS)}
    found: dict[uuid.UUID, frozenset[str]] = {}
    for customer_id, items in db.session.execute(text(_REFUSED), values):
        found[customer_id] = found.get(customer_id, frozenset()) | {*items.split(",")}
    return found


def median_visit_fen(today: date, months: int) -> float | None:
    """The P50 of what customers paid for a visit in the window of so many months; None before anybody did."""
    yesterday = today - timedelta(1)
    values = {"shop_id": current_shop_id(), "since": add_months(yesterday, -months), "today": today}
    with planned_for_many_rows():
        found: float | None = db.session.scalar(text(_MEDIAN), values)
    return found


def _group(name: str) -> str | None:
    group = item_group(name)
    return group if group in GROUPS else None
