"""Which visit an appointment became, and who did not come: known when an import has brought the visits."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select, text

from tenants.appointments import history
from tenants.appointments.models import Appointment
from tenants.appointments.same_day import cancel_double, expected
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.visits.models import Visit

DAYS_OFF = 1  # who comes a day early or late has kept his appointment
DAYS_TO_SETTLE = 14  # without a day of arrival in the file a visit is as late as its bill
DAYS_BACK = 400
LEAST_LATER_VISITS = 3  # on later days, before an import is believed to hold the day of an appointment

# Each appointment with its visit, where both are nearest to each other: a visit keeps one appointment only. The car
# must be the one that was named, if one was.
_KEPT = """
WITH asked AS (
    SELECT a.id, a.vehicle_id, coalesce(c.merged_into_id, c.id) AS customer_id,
           coalesce((a.arrived_at AT TIME ZONE :timezone)::date, a.due_on) AS day,
           CASE WHEN a.arrived_at IS NULL THEN :off ELSE :settle END AS later
      FROM appointments a
      JOIN customers c ON c.shop_id = :shop_id AND c.id = a.customer_id
     WHERE a.shop_id = :shop_id AND a.status IN ('booked', 'arrived', 'no_show')
       AND a.due_on BETWEEN :since AND :today
), pairs AS (
    SELECT k.id, v.party_id, v.visit_on,
           row_number() OVER (PARTITION BY k.id ORDER BY abs(v.arrived_on - k.day), v.visit_on, v.party_id) AS nearest,
           row_number() OVER (PARTITION BY v.party_id, v.visit_on
                              ORDER BY abs(v.arrived_on - k.day), k.day, k.id) AS first
      FROM asked k
      JOIN visits v ON v.shop_id = :shop_id AND v.customer_id = k.customer_id AND v.is_presence
       AND v.arrived_on BETWEEN k.day - :off AND k.day + k.later
       AND (k.vehicle_id IS NULL OR v.vehicle_id = k.vehicle_id)
)
SELECT id, party_id, visit_on FROM pairs WHERE nearest = 1 AND first = 1
"""


def settle(today: date, now: datetime, timezone: str) -> int:
    """Bring appointments of the shop in scope in line with its visits; says how many changed their status.

    Who has a visit has arrived, whatever was thought before; an arrival that only an import told of goes with its
    visit. Who has none did not come, once the shop's data reach beyond his day.
    """
    since = today - timedelta(DAYS_BACK)
    kept = _kept(since, today, timezone)
    rows = db.session.scalars(
        select(Appointment)
        .where(Appointment.due_on.between(since, today), Appointment.status.in_(("booked", "arrived", "no_show")))
        .with_for_update()
    ).all()
    known_until_on = _known_until_on(today)
    return sum(_settle(row, kept.get(row.id), known_until_on, now) for row in rows)


def _kept(since: date, today: date, timezone: str) -> dict[uuid.UUID, tuple[uuid.UUID, date]]:
    values = {"shop_id": current_shop_id(), "since": since, "today": today, "timezone": timezone}
    with planned_for_many_rows():
        rows = db.session.execute(text(_KEPT), {**values, "off": DAYS_OFF, "settle": DAYS_TO_SETTLE})
        return {row.id: (row.party_id, row.visit_on) for row in rows}


def _known_until_on(today: date) -> date:
    """The last day whose visits an import has brought for sure: there are some of later days."""
    later = select(Visit.arrived_on).where(Visit.arrived_on <= today, Visit.is_presence)
    newest = db.session.scalars(later.order_by(Visit.arrived_on.desc()).limit(LEAST_LATER_VISITS)).all()
    return min(newest) - timedelta(DAYS_OFF + 1) if len(newest) == LEAST_LATER_VISITS else date.min


def _settle(row: Appointment, visit: tuple[uuid.UUID, date] | None, known_until_on: date, now: datetime) -> bool:
    before = row.status
    if visit and row.status != "arrived":
        history.remember(row, "arrived", by=None, now=now)
        row.status = "arrived"
    elif not visit and row.status == "arrived" and row.arrived_at is None:
        _forget_arrival(row, now)
    elif not visit and row.status == "booked" and row.due_on <= known_until_on:
        history.remember(row, "no_show", by=None, now=now)
        row.status = "no_show"
    if (row.visit_party_id, row.visit_on) != (visit or (None, None)):
        row.visit_party_id, row.visit_on = visit or (None, None)
    return row.status != before


def _forget_arrival(row: Appointment, now: datetime) -> None:
    """The import that told of it was taken back. Whoever was booked anew since is not expected twice."""
    change = history.newest(row.id)
    if change is not None and change.what == "arrived":
        history.put_back(row, change)
        change.undone_at = now
        if row.status == "booked" and expected(row.customer_id, row.vehicle_id, row.due_on, [row.id]):
            cancel_double(row, by=None, now=now)
