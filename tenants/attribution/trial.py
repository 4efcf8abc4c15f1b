"""The trial behind the lift: who would have been contacted, in which arm, and what became of both (domain.md 4.8)."""

from datetime import date
from typing import Any

from sqlalchemy import text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.hold_out import SALT, half_year, is_held_out
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scoring.segments import Tier

OUTCOME_DAYS = 60  # the same window for both arms, as long as the longest credit

# What is asked after the hold-out: it must not keep one arm waiting longer than the other.
_ASKED_LATER = (
    *(Hold.HELD_OUT, Hold.FIRST_VISIT, Hold.JUST_SERVED, Hold.CARE_FIRST, Hold.TOO_SOON, Hold.ENOUGH, Hold.MASS_ENOUGH),
    *(Hold.SERVED_TODAY, Hold.TRIED_TODAY, Hold.TRIED_ENOUGH, Hold.QUIET_HOURS, Hold.QUIET_DAY),
    *(Hold.NO_CAPACITY, Hold.TOMORROW),
)

# Who has a reason today that may be left out. Key customers never are, so they are in neither arm.
_CANDIDATES = """
SELECT DISTINCT coalesce(c.merged_into_id, c.id)
  FROM follow_up_reasons r
  JOIN customers c ON c.shop_id = :shop_id AND c.id = r.customer_id
  LEFT JOIN customer_profiles p ON p.shop_id = :shop_id AND p.customer_id = coalesce(c.merged_into_id, c.id)
 WHERE r.shop_id = :shop_id AND r.trigger = ANY(:triggers) AND r.closed_on IS NULL
   AND NOT concat(r.trigger, '.', r.facts ->> 'variant') = ANY(:spared)
   AND :today BETWEEN r.open_on AND r.deadline_on + r.grace_days
   AND (r.hold IS NULL OR r.hold = ANY(:asked_later))
   AND p.tier IS DISTINCT FROM :key_tier
   AND NOT EXISTS (SELECT FROM trial_members m
                    WHERE m.shop_id = :shop_id AND m.half_year = :half_year
                      AND m.customer_id = coalesce(c.merged_into_id, c.id))
"""
_ENROL = """
INSERT INTO trial_members (shop_id, half_year, customer_id, is_control, enrolled_on)
SELECT :shop_id, :half_year, n.id, n.is_control, :today
  FROM unnest(CAST(:ids AS uuid[]), CAST(:controls AS boolean[])) AS n(id, is_control)
    ON CONFLICT DO NOTHING
"""
# Everybody counts in the arm he was drawn for, whether he was reached or not, once his window is over.
_COUNT = """
WITH members AS (
    SELECT m.half_year, m.is_control, m.enrolled_on, m.enrolled_on + :days <= :as_of AS is_ripe,
           coalesce(c.merged_into_id, c.id) AS customer_id
      FROM trial_members m
      JOIN customers c ON c.shop_id = :shop_id AND c.id = m.customer_id
     WHERE m.shop_id = :shop_id
), outcomes AS (
    SELECT m.half_year, m.is_control, m.is_ripe, count(v.visit_on) > 0 AS came,
           coalesce(sum(v.net_revenue_fen), 0) AS fen, count(k.contact_id) > 0 AS is_credited
      FROM members m
      LEFT JOIN visits v ON v.shop_id = :shop_id AND v.customer_id = m.customer_id AND v.is_revenue
       AND v.visit_on > m.enrolled_on AND v.visit_on <= m.enrolled_on + :days
      LEFT JOIN visit_credits k ON k.shop_id = :shop_id AND k.party_id = v.party_id AND k.visit_on = v.visit_on
     GROUP BY m.half_year, m.is_control, m.is_ripe, m.customer_id
)
INSERT INTO trial_arms (shop_id, half_year, is_control, drawn, customers, came, credited, revenue_fen, counted_as_of)
SELECT :shop_id, half_year, is_control, count(*), count(*) FILTER (WHERE is_ripe),
       count(*) FILTER (WHERE is_ripe AND came), count(*) FILTER (WHERE is_ripe AND is_credited),
       coalesce(sum(fen) FILTER (WHERE is_ripe), 0), :as_of
  FROM outcomes
 GROUP BY half_year, is_control
    ON CONFLICT (shop_id, half_year, is_control) DO UPDATE
   SET drawn = excluded.drawn, customers = excluded.customers, came = excluded.came,
       credited = excluded.credited, revenue_fen = excluded.revenue_fen, counted_as_of = excluded.counted_as_of
"""


def enrol(today: date) -> int:
    """Draw everybody who has a reason today that may be left out into his arm of the half-year; says how many are new.

    After planning: whom a rule asked before the hold-out keeps away is not drawn yet. Nobody is while the hold-out
    is off.
    """
    chosen = settings.current()
    if not chosen.hold_out:
        return 0
    shop_id, period = current_shop_id(), half_year(today)
    values: dict[str, Any] = {"shop_id": shop_id, "half_year": period, "today": today, "key_tier": Tier.KEY.value}
    values["asked_later"] = [hold.value for hold in _ASKED_LATER]
    values["triggers"] = [code for code, trigger in TRIGGERS.items() if trigger.hold_out]
    values["spared"] = [
        f"{code}.{name}"
        for code in values["triggers"]
        for name, one in TRIGGERS[code].variants.items()
        if not one.hold_out
    ]
    with planned_for_many_rows():
        ids = list(db.session.scalars(text(_CANDIDATES), values))
    controls = [is_held_out(SALT, shop_id, each, today, chosen.hold_out_share) for each in ids]
    db.session.execute(
        text(_ENROL), {"shop_id": shop_id, "half_year": period, "today": today, "ids": ids, "controls": controls}
    )
    return len(ids)


def count_arms(as_of: date) -> None:
    """Store how both arms of every half-year did, as known at the end of `as_of`."""
    with planned_for_many_rows():
        db.session.execute(text(_COUNT), {"shop_id": current_shop_id(), "as_of": as_of, "days": OUTCOME_DAYS})
