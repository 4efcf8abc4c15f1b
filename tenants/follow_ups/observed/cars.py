"""What the cars of a shop need, lack and may be replaced by."""

from datetime import date, timedelta

from sqlalchemy import text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.shop_day import (
    AgingCar,
    CarNeed,
    RegisteredCar,
)
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.triggers.finders.needs import ONE_TALK_DAYS

_FOUND_BY_NEED = {
    "item": TRIGGERS["MAINT_DUE"],
    "insurance": TRIGGERS["INSURANCE"],
    "inspection": TRIGGERS["INSPECT"],
}

# What the cars of today's owners will need, as predicted last.
_NEEDS = """
SELECT coalesce(c.merged_into_id, c.id), n.vehicle_id, n.kind, n.code, n.due_on, n.anchor_on, n.confidence,
       coalesce((n.facts ->> 'may_have_expired')::boolean, false)
  FROM needs n
  JOIN vehicle_needs v ON v.shop_id = :shop_id AND v.vehicle_id = n.vehicle_id
  JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
 WHERE n.shop_id = :shop_id
   AND CASE n.kind WHEN 'item' THEN n.anchor_on BETWEEN :item_since AND :item_until
                   WHEN 'insurance' THEN n.due_on BETWEEN :insurance_since AND :insurance_until
                   ELSE n.due_on BETWEEN :inspection_since AND :inspection_until END
"""

_REGISTERED = """
SELECT coalesce(c.merged_into_id, c.id), v.id, v.registered_on
  FROM vehicles v JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
 WHERE v.shop_id = :shop_id AND v.closed_on IS NULL AND to_char(v.registered_on, 'MMDD') = ANY(:days)
"""

# One car of each owner: the one most likely to be replaced.
_AGING = """
SELECT DISTINCT ON (owner) owner, id, CASE WHEN age >= :years THEN age ELSE 0 END,
       CASE WHEN km >= :km THEN km ELSE 0 END
  FROM (
    SELECT coalesce(c.merged_into_id, c.id) AS owner, v.id,
           coalesce(extract(year FROM age(:today, v.registered_on))::int, 0) AS age,
           coalesce(n.last_km + round(n.km_per_day * (:today - n.last_km_on))::int, 0) AS km,
           coalesce(b.fen, 0) AS fen
      FROM vehicles v
      JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id AND c.customer_type <> 'internal'
      LEFT JOIN vehicle_needs n ON n.shop_id = :shop_id AND n.vehicle_id = v.id
      LEFT JOIN (SELECT vehicle_id, sum(net_revenue_fen) AS fen FROM visits
                  WHERE shop_id = :shop_id AND visit_on > :today - 365 GROUP BY vehicle_id) b ON b.vehicle_id = v.id
     WHERE v.shop_id = :shop_id AND v.closed_on IS NULL
  ) cars
 WHERE age >= :years OR km >= :km OR fen >= :fen
 ORDER BY owner, age DESC, km DESC, id
"""

_REPLACED = {"years": 6, "km": 120_000, "fen": 8_000_00}  # from there on (domain.md 6, K7)


def needs(today: date) -> list[CarNeed]:
    spans: dict[str, date] = {}
    for kind, trigger in _FOUND_BY_NEED.items():
        spans[f"{kind}_since"] = trigger.earliest_anchor(today)
        # what goes into one talk with the first lies up to so many days later
        spans[f"{kind}_until"] = trigger.latest_anchor(today) + timedelta(ONE_TALK_DAYS)
    with planned_for_many_rows():
        rows = db.session.execute(text(_NEEDS), {"shop_id": current_shop_id(), **spans})
    return [CarNeed(*row) for row in rows]


def registered(today: date) -> list[RegisteredCar]:
    trigger = TRIGGERS["ANNIVERSARY"]
    first = trigger.earliest_anchor(today)
    days = [first + timedelta(later) for later in range((trigger.latest_anchor(today) - first).days + 1)]
    # a car of 29 February celebrates on the 28th
    names = {each.strftime("%m%d") for each in days} | ({"0229"} if any(each.month == 2 for each in days) else set())
    rows = db.session.execute(text(_REGISTERED), {"shop_id": current_shop_id(), "days": sorted(names)})
    return [RegisteredCar(*row) for row in rows]


def aging(today: date) -> list[AgingCar]:
    with planned_for_many_rows():
        rows = db.session.execute(text(_AGING), {"shop_id": current_shop_id(), "today": today, **_REPLACED})
    return [AgingCar(*row) for row in rows]
