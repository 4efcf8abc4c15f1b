"""What happened to appointments, written down so that the last of it can be taken back."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tenants.appointments.models import SAME_DAY, Appointment, AppointmentChange
from tenants.db import db

STATE = ("status", "advisor_id", "confirmed_at", "arrived_at", "visit_party_id", "visit_on")
UNDO_HOURS = 24
MOST_MOVES = 20  # of one appointment; a longer story is not told


def remember(
    appointment: Appointment,
    what: str,
    *,
    by: uuid.UUID | None,
    now: datetime,
    contact_id: uuid.UUID | None = None,
    reason: str = "",
) -> AppointmentChange:
    """Write down what is about to happen; call it before anything is changed."""
    change = AppointmentChange(
        appointment_id=appointment.id,
        what=what,
        by_id=by,
        changed_at=now,
        contact_id=contact_id,
        reason=reason.strip() or None,
        before={name: _plain(getattr(appointment, name)) for name in STATE},
    )
    db.session.add(change)
    return change


def put_back(appointment: Appointment, change: AppointmentChange) -> None:
    """Let the appointment be as it was before the change."""
    for name in STATE:
        setattr(appointment, name, _typed(name, change.before[name]))


def newest(appointment_id: uuid.UUID) -> AppointmentChange | None:
    """The last change that stands."""
    return db.session.scalar(
        select(AppointmentChange)
        .where(AppointmentChange.appointment_id == appointment_id, AppointmentChange.undone_at.is_(None))
        .order_by(AppointmentChange.changed_at.desc(), AppointmentChange.id.desc())
        .limit(1)
    )


def said_in(contact_id: uuid.UUID) -> list[AppointmentChange]:
    """What a call changed and still stands, newest first."""
    return list(
        db.session.scalars(
            select(AppointmentChange)
            .where(AppointmentChange.contact_id == contact_id, AppointmentChange.undone_at.is_(None))
            .order_by(AppointmentChange.changed_at.desc(), AppointmentChange.id.desc())
        )
    )


def story(appointment: Appointment) -> list[tuple[Appointment, AppointmentChange]]:
    """Everything that happened to it and to those it was moved from, newest first; what was taken back is left out."""
    rows = [appointment]
    while rows[-1].follows_id and len(rows) < MOST_MOVES:
        rows.append(db.session.scalars(select(Appointment).where(Appointment.id == rows[-1].follows_id)).one())
    of = {row.id: row for row in rows}
    changes = db.session.scalars(
        select(AppointmentChange)
        .where(AppointmentChange.appointment_id.in_(of), AppointmentChange.undone_at.is_(None))
        .order_by(AppointmentChange.changed_at.desc(), AppointmentChange.id.desc())
    )
    return [(of[change.appointment_id], change) for change in changes]


def may_be_taken_back(change: AppointmentChange | None, now: datetime) -> bool:
    """Whether the newest change of an appointment is fresh enough and can be undone by itself: an import would tell of
    it again, a move is taken back at the new day, and beside a double stands the other one."""
    return (
        change is not None
        and change.by_id is not None
        and change.what != "rescheduled"
        and change.reason != SAME_DAY
        and now - change.changed_at <= timedelta(hours=UNDO_HOURS)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # and moments, which are dates too
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _typed(name: str, value: Any) -> Any:
    if value is None or name == "status":
        return value
    if name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else uuid.UUID(value)
