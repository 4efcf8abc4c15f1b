"""What a shop's day shows to the triggers, read with one statement for each kind of thing."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import func, select, text
from sqlalchemy.orm import aliased

from tenants import settings
from tenants.appointments import queries as appointments
from tenants.customers.models import Customer
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.occasions import addressees, sights, weather_news
from tenants.follow_ups.shop_day import (
    CarNeed,
    Invitation,
    Noted,
    Promised,
    RegisteredCar,
    Rhythm,
    Sent,
    ServiceVisit,
    ShopDay,
    Standing,
)
from tenants.follow_ups.stored import open_days
from tenants.follow_ups.triggers import TRIGGERS, Trigger
from tenants.follow_ups.triggers.finders.appointments import CONFIRMED_DAYS_AHEAD
from tenants.follow_ups.triggers.finders.needs import ONE_TALK_DAYS
from tenants.follow_ups.triggers.finders.visits import delivered, small_visit
from tenants.needs.rhythm import PRIOR_DAYS
from tenants.opportunities.models import Campaign, Opportunity, Referral
from tenants.scoring import standings as scoring
from tenants.scoring.models import CustomerProfile
from tenants.visits.models import Visit

_FOUND_BY_NEED = {
    "item": TRIGGERS["MAINT_DUE"],
    "insurance": TRIGGERS["INSURANCE"],
    "inspection": TRIGGERS["INSPECT"],
}
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

_TALKS = """
SELECT coalesce(c.merged_into_id, c.id), max(k.contacted_at)::date
  FROM contacts k JOIN customers c ON c.shop_id = :shop_id AND c.id = k.customer_id
 WHERE k.shop_id = :shop_id AND k.connected AND k.undone_at IS NULL AND k.contacted_at < :today
 GROUP BY 1
"""

# What may be suggested to cars that were here lately.
_SUGGESTIONS = """
SELECT n.vehicle_id, array(SELECT jsonb_object_keys(n.suggestions) ORDER BY 1)
  FROM vehicle_needs n
 WHERE n.shop_id = :shop_id AND n.suggestions <> '{}'
   AND n.vehicle_id IN (SELECT vehicle_id FROM visits WHERE shop_id = :shop_id AND visit_on BETWEEN :since AND :until)
"""

_REGISTERED = """
SELECT coalesce(c.merged_into_id, c.id), v.id, v.registered_on
  FROM vehicles v JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
 WHERE v.shop_id = :shop_id AND v.closed_on IS NULL AND to_char(v.registered_on, 'MMDD') = ANY(:days)
"""


def day(
    today: date,
    r_cut_days: int,
    standings: Mapping[uuid.UUID, scoring.Standing],
    triggers: Mapping[str, Trigger] = TRIGGERS,
) -> ShopDay:
    """The shop in scope on the morning of `today`; `standings` are those of the evening before, `triggers` are on."""
    chosen = settings.current()
    return ShopDay(
        today=today,
        r_cut_days=r_cut_days,
        mode=chosen.segmentation_mode,
        churned_after_days=chosen.lifecycle_asleep_days,
        visits=_visits(today, standings),
        standings=_standings(standings),
        rhythms=_rhythms(today),
        needs=_needs(today),
        promises=_promises(today),
        talks=_talks(today),
        suggestions=_suggestions(today),
        registered=_registered(today),
        noted=_noted(),
        referrals=_referrals(),
        campaigns=_campaigns(today),
        addressees=addressees({one.customer_id: one.rfm_class for one in standings.values()}),
        weather=weather_news(today, triggers.get("WEATHER")),
        sky=sights(today, triggers.get("SKY")),
        open_days=open_days(),
    )


def _standings(standings: Mapping[uuid.UUID, scoring.Standing]) -> list[Standing]:
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


def _visits(today: date, known: Collection[uuid.UUID]) -> list[ServiceVisit]:
    found = (delivered, small_visit)
    since = min(trigger.earliest_anchor(today) for trigger in TRIGGERS.values() if trigger.find in found)
    rows = db.session.execute(
        select(Visit.customer_id, Visit.vehicle_id, Visit.visit_on, Visit.delivered_on, Visit.m_fen).where(
            Visit.is_service, Visit.customer_id.is_not(None), Visit.visit_on >= since, Visit.visit_on < today
        )
    )
    return [
        ServiceVisit(cast(uuid.UUID, customer_id), vehicle_id, visit_on, delivered_on, paid_fen)
        for customer_id, vehicle_id, visit_on, delivered_on, paid_fen in rows
        if customer_id in known
    ]


def _rhythms(today: date) -> list[Rhythm]:
    values = {"shop_id": current_shop_id(), "today": today, "prior_cars": PRIOR_CARS}
    with planned_for_many_rows():
        rows = db.session.execute(text(_RHYTHMS), values)
    return [
        Rhythm(customer_id, last_on, gap_count, median_gap, prior if prior is not None else PRIOR_DAYS)
        for customer_id, last_on, gap_count, median_gap, prior in rows
    ]


def _needs(today: date) -> list[CarNeed]:
    spans: dict[str, date] = {}
    for kind, trigger in _FOUND_BY_NEED.items():
        spans[f"{kind}_since"] = trigger.earliest_anchor(today)
        # what goes into one talk with the first lies up to so many days later
        spans[f"{kind}_until"] = trigger.latest_anchor(today) + timedelta(ONE_TALK_DAYS)
    with planned_for_many_rows():
        rows = db.session.execute(text(_NEEDS), {"shop_id": current_shop_id(), **spans})
    return [CarNeed(*row) for row in rows]


def _promises(today: date) -> list[Promised]:
    booked = appointments.expected(today, today + timedelta(CONFIRMED_DAYS_AHEAD))
    missed = appointments.missed(TRIGGERS["NO_SHOW"].earliest_anchor(today))
    return [
        # the day by the clock of the database, which is the shop's at the hours in which people book
        Promised(
            one.customer_id,
            one.vehicle_id,
            one.due_on,
            one.created_at.date(),
            one.due_time,
            one.is_confirmed,
            is_missed,
        )
        for is_missed, rows in ((False, booked), (True, missed))
        for one in rows
    ]


def _talks(today: date) -> dict[uuid.UUID, date]:
    with planned_for_many_rows():
        rows = db.session.execute(text(_TALKS), {"shop_id": current_shop_id(), "today": today})
    return dict(cast(Any, rows.all()))


def _suggestions(today: date) -> dict[uuid.UUID, list[str]]:
    trigger = TRIGGERS["RELATED"]
    values = {
        "shop_id": current_shop_id(),
        "since": trigger.earliest_anchor(today),
        "until": trigger.latest_anchor(today),
    }
    with planned_for_many_rows():
        rows = db.session.execute(text(_SUGGESTIONS), values)
    return dict(cast(Any, rows.all()))


def _registered(today: date) -> list[RegisteredCar]:
    trigger = TRIGGERS["ANNIVERSARY"]
    first = trigger.earliest_anchor(today)
    days = [first + timedelta(later) for later in range((trigger.latest_anchor(today) - first).days + 1)]
    # a car of 29 February celebrates on the 28th
    names = {each.strftime("%m%d") for each in days} | ({"0229"} if any(each.month == 2 for each in days) else set())
    rows = db.session.execute(text(_REGISTERED), {"shop_id": current_shop_id(), "days": sorted(names)})
    return [RegisteredCar(*row) for row in rows]


def _noted() -> list[Noted]:
    owner = func.coalesce(Customer.merged_into_id, Customer.id)
    rows = db.session.execute(
        select(
            owner,
            Opportunity.vehicle_id,
            Opportunity.kind,
            Opportunity.what,
            Opportunity.due_on,
            Opportunity.noted_on,
            Opportunity.is_safety,
            Opportunity.grade,
            Opportunity.graded_on,
        )
        .join(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.ended_on.is_(None))
        .order_by(Opportunity.noted_on, Opportunity.id)
    )
    return [Noted(*row) for row in rows]


def _referrals() -> list[Sent]:
    referrer, referred = aliased(Customer), aliased(Customer)
    rows = db.session.execute(
        select(
            func.coalesce(referrer.merged_into_id, referrer.id),
            func.coalesce(referred.merged_into_id, referred.id),
            referred.name,
            Referral.noted_on,
        )
        .join(referrer, referrer.id == Referral.referrer_id)
        .join(referred, referred.id == Referral.referred_id)
        .order_by(Referral.id)
    )
    return [Sent(*row) for row in rows]


def _campaigns(today: date) -> list[Invitation]:
    on = Campaign.invites_on <= today, Campaign.ends_on >= today, Campaign.stopped_at.is_(None)
    return [
        Invitation(row.name, row.invites_on, row.ends_on, row.channel, frozenset(row.classes))
        for row in db.session.scalars(select(Campaign).where(*on).order_by(Campaign.id))
    ]
