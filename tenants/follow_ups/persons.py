"""What planning knows of customers, read for many at once. Pages read it too: nothing here needs pandas."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, ColumnElement, Uuid, bindparam, func, or_, select, text

from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, Vehicle
from tenants.db import current_shop_id, db
from tenants.follow_ups.models import Reason, Suppression
from tenants.follow_ups.people import Person
from tenants.follow_ups.triggers import TRIGGERS
from tenants.scoring.segments import RfmClass

if TYPE_CHECKING:
    from tenants.scoring.standings import Standing

_LAST_SEEN = """
SELECT DISTINCT ON (customer_id) customer_id, visit_on, advisor
  FROM visits
 WHERE shop_id = :shop_id AND is_presence AND visit_on < :today AND customer_id = ANY(:customers)
 ORDER BY customer_id, visit_on DESC, advisor
"""

# what belongs to a merged record stays with it, and counts for the survivor
_WHOSE: ColumnElement[uuid.UUID] = func.coalesce(Customer.merged_into_id, Customer.id)


def persons_of(
    customer_ids: Collection[uuid.UUID],
    standings: Mapping[uuid.UUID, "Standing"],
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


def _among(ids: list[uuid.UUID]) -> ColumnElement[bool]:
    return or_(Customer.id.in_(ids), Customer.merged_into_id.in_(ids))


def _last_seen(ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, tuple[date, str | None]]:
    statement = text(_LAST_SEEN).bindparams(bindparam("customers", type_=ARRAY(Uuid)))
    rows = db.session.execute(statement, {"shop_id": current_shop_id(), "today": today, "customers": ids})
    return {customer_id: (visit_on, advisor) for customer_id, visit_on, advisor in rows}


def _next_appointments(ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, date]:
    rows = db.session.execute(
        select(_WHOSE, func.min(Appointment.due_on))
        .join(Customer, Customer.id == Appointment.customer_id)
        .where(_among(ids), Appointment.status == "booked", Appointment.due_on >= today)
        .group_by(_WHOSE)
    )
    return dict(rows.all())


def _closed_complaints(ids: list[uuid.UUID]) -> dict[uuid.UUID, date]:
    freezing = [code for code, trigger in TRIGGERS.items() if trigger.freezes]
    rows = db.session.execute(
        select(_WHOSE, func.max(Reason.closed_on))
        .join(Customer, Customer.id == Reason.customer_id)
        .where(_among(ids), Reason.trigger.in_(freezing), Reason.closed_on.is_not(None))
        .group_by(_WHOSE)
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
        select(_WHOSE, Vehicle.id)
        .join(Customer, Customer.id == Vehicle.customer_id)
        .where(_among(ids), Vehicle.closed_on.is_not(None))
    )
    for customer_id, vehicle_id in rows:
        found[customer_id].add(vehicle_id)
    return found
