"""How the customers of a shop stand, how often they come, when somebody last spoke with them, what is not on file."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import select, text

from tenants.customers.models import Vehicle
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.shop_day import (
    Rhythm,
    ServiceVisit,
    Standing,
)
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.triggers.finders.visits import delivered, small_visit
from tenants.needs.rhythm import PRIOR_DAYS
from tenants.scoring import standings as scoring
from tenants.scoring.models import CustomerProfile
from tenants.visits.models import Visit

PRIOR_CARS = 30  # comparable cars, before their median speaks for one of them (domain.md 3.4)

# One row per customer who ever came for service. His prior is the median gap of all cars used and fuelled like his
# latest one, where there are enough of them.
_RHYTHMS = """
WITH stops AS (
    SELECT v.customer_id, v.vehicle_id, v.visit_on, v.is_maintenance, coalesce(c.use, '') AS use,
           coalesce(c.fuel, '') AS fuel
      FROM visits v
      JOIN vehicles c ON c.shop_id = :shop_id AND c.id = v.vehicle_id
      JOIN customers p ON p.shop_id = :shop_id AND p.id = v.customer_id AND p.customer_type = 'personal'
     WHERE v.shop_id = :shop_id AND v.is_service AND v.visit_on < :today
), car_gaps AS (
    SELECT use, fuel, vehicle_id,
           visit_on - lag(visit_on) OVER (PARTITION BY vehicle_id ORDER BY visit_on) AS gap
      FROM stops WHERE is_maintenance
), priors AS (
    SELECT use, fuel, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS prior
      FROM car_gaps WHERE gap > 0
     GROUP BY use, fuel HAVING count(DISTINCT vehicle_id) >= :prior_cars
), days AS (
    SELECT DISTINCT customer_id, visit_on FROM stops WHERE is_maintenance
), gaps AS (
    SELECT customer_id, visit_on - lag(visit_on) OVER (PARTITION BY customer_id ORDER BY visit_on) AS gap FROM days
), own AS (
    SELECT customer_id, count(*) AS gap_count, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median_gap
      FROM gaps WHERE gap IS NOT NULL GROUP BY customer_id
), latest AS (
    SELECT DISTINCT ON (customer_id) customer_id, visit_on, use, fuel
      FROM stops ORDER BY customer_id, visit_on DESC, vehicle_id
)
SELECT l.customer_id, l.visit_on, coalesce(o.gap_count, 0), coalesce(o.median_gap, 0), round(p.prior)::int
  FROM latest l
  LEFT JOIN own o ON o.customer_id = l.customer_id
  LEFT JOIN priors p ON p.use = l.use AND p.fuel = l.fuel
"""

_TALKS = """
SELECT coalesce(c.merged_into_id, c.id), max(k.contacted_at)::date
  FROM contacts k JOIN customers c ON c.shop_id = :shop_id AND c.id = k.customer_id
 WHERE k.shop_id = :shop_id AND k.connected AND k.undone_at IS NULL AND k.contacted_at < :today
 GROUP BY 1
"""

# Whom we cannot call at all; what else would be nice to know is asked for on the card (follow_ups.asking).
_MISSING = """
SELECT c.id, CASE WHEN c.wechat IS NULL THEN ARRAY['phone', 'wechat'] ELSE ARRAY['phone'] END
  FROM customers c
 WHERE c.shop_id = :shop_id AND c.merged_into_id IS NULL AND c.customer_type = 'personal'
   AND NOT EXISTS (SELECT 1 FROM customer_phones p JOIN customers r ON r.shop_id = :shop_id AND r.id = p.customer_id
                    WHERE p.shop_id = :shop_id AND p.invalid_at IS NULL AND coalesce(r.merged_into_id, r.id) = c.id)
"""


def standings_of(standings: Mapping[uuid.UUID, scoring.Standing]) -> list[Standing]:
    tiers = dict(db.session.execute(select(CustomerProfile.customer_id, CustomerProfile.tier)).all())
    return [
        Standing(
            one.customer_id,
            one.rfm_class,
            one.class_since_on,
            one.first_paid_on,
            one.last_paid_on,
            one.lifetime_dates,
            tiers.get(one.customer_id),
        )
        for one in standings.values()
        if one.first_paid_on and one.last_paid_on
    ]


def rhythms(today: date) -> list[Rhythm]:
    values = {"shop_id": current_shop_id(), "today": today, "prior_cars": PRIOR_CARS}
    with planned_for_many_rows():
        rows = db.session.execute(text(_RHYTHMS), values)
    return [
        Rhythm(customer_id, last_on, gap_count, median_gap, prior if prior is not None else PRIOR_DAYS)
        for customer_id, last_on, gap_count, median_gap, prior in rows
    ]


def talks(today: date) -> dict[uuid.UUID, date]:
    with planned_for_many_rows():
        rows = db.session.execute(text(_TALKS), {"shop_id": current_shop_id(), "today": today})
    return dict(cast(Any, rows.all()))


def missing() -> dict[uuid.UUID, list[str]]:
    with planned_for_many_rows():
        rows = db.session.execute(text(_MISSING), {"shop_id": current_shop_id()})
    return dict(cast(Any, rows.all()))


def visits(today: date, known: Collection[uuid.UUID]) -> list[ServiceVisit]:
    found = (delivered, small_visit)
    since = min(trigger.earliest_anchor(today) for trigger in TRIGGERS.values() if trigger.find in found)
    rows = db.session.execute(
        select(
            Visit.customer_id,
            Visit.vehicle_id,
            Visit.visit_on,
            Visit.delivered_on,
            Visit.m_fen,
            Visit.arrived_on,
            Vehicle.fuel,
        )
        .outerjoin(Vehicle, Vehicle.id == Visit.vehicle_id)
        .where(Visit.is_service, Visit.customer_id.is_not(None), Visit.visit_on >= since, Visit.visit_on < today)
    )
    return [ServiceVisit(*cast(Any, row)) for row in rows if row.customer_id in known]
