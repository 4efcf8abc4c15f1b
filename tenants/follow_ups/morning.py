"""Reads what triggers and planning look at: visits, standings, rhythms and people of one shop on one morning."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import ARRAY, Uuid, bindparam, func, select, text

from tenants.appointments import queries as appointments
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, Vehicle
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.follow_ups.models import Reason, Suppression
from tenants.follow_ups.people import Person
from tenants.follow_ups.shop_day import CarNeed, Promised, Rhythm, ServiceVisit, ShopDay, Standing
from tenants.follow_ups.stored import open_days
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.triggers.finders.appointments import CONFIRMED_DAYS_AHEAD
from tenants.follow_ups.triggers.finders.needs import ONE_TALK_DAYS
from tenants.follow_ups.triggers.finders.visits import delivered
from tenants.needs.rhythm import PRIOR_DAYS
from tenants.scoring import standings as scoring
from tenants.scoring.segments import RfmClass
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

_LAST_SEEN = """
SELECT DISTINCT ON (customer_id) customer_id, visit_on, advisor
  FROM visits
 WHERE shop_id = :shop_id AND is_presence AND visit_on < :today AND customer_id = ANY(:customers)
 ORDER BY customer_id, visit_on DESC, advisor
"""


@dataclass(frozen=True, slots=True)
class Morning:
    """`day` for the triggers, `standings` by customer for the ranking."""

    day: ShopDay
    standings: Mapping[uuid.UUID, scoring.Standing]


def read(today: date) -> Morning:
    """The shop in scope on the morning of `today`: visits and scores as of the evening before."""
    r_cut_days, standings = scoring.standings(today - timedelta(1))
    day = ShopDay(
        today=today,
        r_cut_days=r_cut_days,
        visits=_visits(today, standings),
        standings=[
            Standing(
                one.customer_id,
                one.rfm_class,
                one.class_since_on,
                one.first_paid_on,
                one.last_paid_on,
                one.lifetime_dates,
            )
            for one in standings.values()
            if one.first_paid_on and one.last_paid_on
        ],
        rhythms=_rhythms(today),
        needs=_needs(today),
        promises=_promises(today),
        open_days=open_days(),
    )
    return Morning(day, standings)


def people(
    customer_ids: Collection[uuid.UUID],
    standings: Mapping[uuid.UUID, scoring.Standing],
    *,
    today: date,
    advisors: Mapping[str, uuid.UUID],
) -> dict[uuid.UUID, Person]:
    """What planning knows about these customers; `advisors` maps the names in work orders to people who work here."""
    ids = list(customer_ids)
    seen = _last_seen(ids, today)
    appointments = _next_appointments(ids, today)
    complaints = _closed_complaints(ids)
    suppressed = _suppressed(ids)
    exited = _exited_vehicles(ids)
    found: dict[uuid.UUID, Person] = {}
    for customer in db.session.scalars(select(Customer).where(Customer.id.in_(ids))):
        standing = standings.get(customer.id)
        last_visit_on, advisor = seen.get(customer.id, (None, None))
        found[customer.id] = Person(
            rfm_class=standing.rfm_class if standing else RfmClass.NONE,
            m_rank=standing.m_rank if standing else 0.0,
            dedicated_advisor_id=customer.dedicated_advisor_id,
            last_advisor_id=advisors.get(advisor or ""),
            last_visit_on=last_visit_on,
            next_appointment_on=appointments.get(customer.id),
            complaint_closed_on=complaints.get(customer.id),
            do_not_call=customer.do_not_call,
            do_not_market=customer.do_not_market,
            suppressed=suppressed.get(customer.id, {}),
            exited_vehicle_ids=frozenset(exited.get(customer.id, ())),
        )
    return found


def _standing(one: scoring.Standing) -> Standing:
    return Standing(
        customer_id=one.customer_id,
        rfm_class=one.rfm_class,
        class_since_on=one.class_since_on,
        first_paid_on=cast(date, one.first_paid_on),
        last_paid_on=cast(date, one.last_paid_on),
        lifetime_dates=one.lifetime_dates,
    )


def _visits(today: date, known: Collection[uuid.UUID]) -> list[ServiceVisit]:
    since = min(trigger.earliest_anchor(today) for trigger in TRIGGERS.values() if trigger.find is delivered)
    rows = db.session.execute(
        select(Visit.customer_id, Visit.vehicle_id, Visit.visit_on, Visit.delivered_on).where(
            Visit.is_service, Visit.customer_id.is_not(None), Visit.visit_on >= since, Visit.visit_on < today
        )
    )
    return [
        ServiceVisit(cast(uuid.UUID, customer_id), vehicle_id, visit_on, delivered_on)
        for customer_id, vehicle_id, visit_on, delivered_on in rows
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


def _last_seen(ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, tuple[date, str | None]]:
    statement = text(_LAST_SEEN).bindparams(bindparam("customers", type_=ARRAY(Uuid)))
    rows = db.session.execute(statement, {"shop_id": current_shop_id(), "today": today, "customers": ids})
    return {customer_id: (visit_on, advisor) for customer_id, visit_on, advisor in rows}


def _next_appointments(ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, date]:
    rows = db.session.execute(
        select(Appointment.customer_id, func.min(Appointment.due_on))
        .where(Appointment.customer_id.in_(ids), Appointment.status == "booked", Appointment.due_on >= today)
        .group_by(Appointment.customer_id)
    )
    return dict(rows.all())


def _closed_complaints(ids: list[uuid.UUID]) -> dict[uuid.UUID, date]:
    freezing = [code for code, trigger in TRIGGERS.items() if trigger.freezes]
    rows = db.session.execute(
        select(Reason.customer_id, func.max(Reason.closed_on))
        .where(Reason.customer_id.in_(ids), Reason.trigger.in_(freezing), Reason.closed_on.is_not(None))
        .group_by(Reason.customer_id)
    )
    return {customer_id: closed_on for customer_id, closed_on in rows if closed_on}


def _suppressed(ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, date]]:
    found: dict[uuid.UUID, dict[str, date]] = defaultdict(dict)
    for row in db.session.scalars(select(Suppression).where(Suppression.customer_id.in_(ids))):
        found[row.customer_id][row.scope] = max(row.until_on, found[row.customer_id].get(row.scope, row.until_on))
    return found


def _exited_vehicles(ids: list[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    rows = db.session.execute(
        select(Vehicle.customer_id, Vehicle.id).where(Vehicle.customer_id.in_(ids), Vehicle.closed_on.is_not(None))
    )
    for customer_id, vehicle_id in rows:
        found[cast(uuid.UUID, customer_id)].add(vehicle_id)
    return found
