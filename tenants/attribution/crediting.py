"""Credit the visits of the last 90 days to contacts, and let older credits rest (domain.md 4.7)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, text, tuple_

from tenants.attribution.credit import LONGEST_DAYS, Booking, Credit, Touch, credit
from tenants.attribution.models import VisitCredit
from tenants.db import current_shop_id, db, insert_rows, planned_for_many_rows
from tenants.follow_ups.triggers import TRIGGERS, Category

CLAW_BACK_DAYS = 90  # a refund within them takes its credit back
_MORE_DAYS = 45  # a campaign may end long after its call; an appointment may lie ahead

# Visits that bring revenue: no rework, nothing of the shop itself. A visit may have been several appointments' day.
_VISITS = """
SELECT v.party_id, v.visit_on, v.arrived_on, v.customer_id, v.net_revenue_fen,
       a.made_at, a.contact_id, c.contact_id AS known_contact_id, c.revenue_fen AS known_fen, c.assists AS known_assists
  FROM visits v
  LEFT JOIN LATERAL (
      SELECT a.contact_id, a.created_at AT TIME ZONE :timezone AS made_at
        FROM appointments a
       WHERE a.shop_id = :shop_id AND a.visit_party_id = v.party_id AND a.visit_on = v.visit_on
       ORDER BY a.contact_id IS NULL, a.created_at LIMIT 1
  ) a ON true
  LEFT JOIN visit_credits c ON c.shop_id = :shop_id AND c.party_id = v.party_id AND c.visit_on = v.visit_on
 WHERE v.shop_id = :shop_id AND v.visit_on BETWEEN :since AND :as_of AND v.is_revenue AND v.customer_id IS NOT NULL
"""
_TOUCHES = """
SELECT k.id, coalesce(c.merged_into_id, c.id) AS customer_id, k.contacted_at AT TIME ZONE :timezone AS at, k.user_id,
       coalesce(nullif(k.trigger, 'CALLBACK'), r.facts ->> 'about', k.trigger, '') AS trigger,
       k.connected, k.category, r.deadline_on
  FROM contacts k
  JOIN customers c ON c.shop_id = :shop_id AND c.id = k.customer_id
  LEFT JOIN follow_up_reasons r ON r.shop_id = :shop_id AND r.id = k.reason_id
 WHERE k.shop_id = :shop_id AND k.undone_at IS NULL AND (k.connected OR k.outcome = 'message_sent')
   AND k.contacted_at >= :since
"""


def credit_visits(as_of: date, timezone: str) -> int:
    """Bring the credits of the last 90 days in line with visits, appointments and contacts; says how many are credited.

    `timezone` is the shop's. Only rows that come out otherwise are written; the same day twice writes nothing.
    """
    since = as_of - timedelta(CLAW_BACK_DAYS)
    touches, callers = _touches(since - timedelta(LONGEST_DAYS + _MORE_DAYS), timezone)
    found: dict[tuple[uuid.UUID, date], Credit] = {}
    changed = []
    for visit in _visits(since, as_of, timezone):
        booking = Booking(visit.made_at, visit.contact_id) if visit.made_at else None
        credited = credit(visit.arrived_on, booking, touches.get(visit.customer_id, ()))
        if credited.contact_id or credited.assists:
            found[visit.party_id, visit.visit_on] = credited
            if _differs(visit, credited):
                changed.append(_row(visit, credited, callers))
    _forget(found, since, as_of)
    columns = [name for name in (changed[0] if changed else ()) if name not in ("party_id", "visit_on")]
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns)
    insert_rows(VisitCredit, changed, f"(shop_id, party_id, visit_on) DO UPDATE SET {updates}")
    return sum(each.contact_id is not None for each in found.values())


def _visits(since: date, as_of: date, timezone: str) -> list[Any]:
    values = {"shop_id": current_shop_id(), "since": since, "as_of": as_of, "timezone": timezone}
    with planned_for_many_rows():
        return list(db.session.execute(text(_VISITS), values))


def _touches(since: date, timezone: str) -> tuple[Mapping[uuid.UUID, list[Touch]], Mapping[uuid.UUID, Any]]:
    """By customer; and who made each contact."""
    values = {"shop_id": current_shop_id(), "since": datetime.combine(since, datetime.min.time()), "timezone": timezone}
    found: dict[uuid.UUID, list[Touch]] = defaultdict(list)
    callers = {}
    with planned_for_many_rows():
        rows = db.session.execute(text(_TOUCHES), values)
    for row in rows:
        ends_on = row.deadline_on if row.trigger == "CAMPAIGN" else None
        touch = Touch(row.id, row.at, row.trigger, row.connected, _is_care(row), ends_on)
        found[row.customer_id].append(touch)
        callers[row.id] = (row.user_id, row.trigger, row.at.date())
    return found, callers


def _is_care(row: Any) -> bool:
    """A call-back is a service; whether a visit owes it to care shows what it goes back to."""
    about = TRIGGERS.get(row.trigger)
    return about.category is Category.CARE if about else bool(row.category == Category.CARE)


def _differs(visit: Any, credited: Credit) -> bool:
    known = (visit.known_contact_id, visit.known_fen, visit.known_assists)
    return known != (credited.contact_id, visit.net_revenue_fen, list(credited.assists))


def _row(visit: Any, credited: Credit, callers: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    user_id, trigger, contacted_on = callers[credited.contact_id] if credited.contact_id else (None, None, None)
    return {
        "party_id": visit.party_id,
        "visit_on": visit.visit_on,
        "customer_id": visit.customer_id,
        "contact_id": credited.contact_id,
        "user_id": user_id,
        "trigger": trigger,
        "contacted_on": contacted_on,
        "revenue_fen": visit.net_revenue_fen,
        "assists": list(credited.assists),
    }


def _forget(found: Mapping[tuple[uuid.UUID, date], Credit], since: date, as_of: date) -> None:
    """Credits of visits that are gone, or that nobody brought after all."""
    key = tuple_(VisitCredit.party_id, VisitCredit.visit_on)
    rows = db.session.execute(
        db.select(VisitCredit.party_id, VisitCredit.visit_on).where(VisitCredit.visit_on.between(since, as_of))
    )
    gone = [tuple(row) for row in rows if tuple(row) not in found]
    if gone:
        db.session.execute(delete(VisitCredit).where(key.in_(gone)))
