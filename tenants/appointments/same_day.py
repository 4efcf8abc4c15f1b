"""Nobody is expected twice on one day with one car: the rule, and how it is kept when records become one."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select

from tenants.appointments import history
from tenants.appointments.models import SAME_DAY, Appointment, AppointmentChange
from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError


def expected(
    customer_id: uuid.UUID, vehicle_id: uuid.UUID | None, due_on: date, but: Collection[uuid.UUID] = ()
) -> Appointment | None:
    """The appointment he has on that day, with that car or with one that was not named."""
    wanted = select(Appointment).where(
        is_record_of(Appointment.customer_id, _locked_survivor(customer_id)),
        Appointment.due_on == due_on,
        Appointment.status == "booked",
        Appointment.id.not_in(but),
    )
    if vehicle_id is not None:
        wanted = wanted.where(or_(Appointment.vehicle_id == vehicle_id, Appointment.vehicle_id.is_(None)))
    return db.session.scalar(wanted.limit(1))


def refuse_twice(row: Appointment, due_on: date, but: Appointment | None = None) -> None:
    """Raises DomainError when he is expected on that day already, but for `row` itself and `but`."""
    same = expected(row.customer_id, row.vehicle_id, due_on, {row.id, but.id if but else row.id})
    if same is not None:
        raise already_expected(same)


def already_expected(same: Appointment) -> DomainError:
    return DomainError(N_("This customer is expected on %(day)s already. Move that appointment."), day=same.due_on)


def cancel_doubles(customer_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> int:
    """Of what the records of a customer have on one day one appointment stands: that with an hour, else that made
    first. Call it when they have become one. Answers with how many were cancelled."""
    kept: list[Appointment] = []
    cancelled = 0
    his = is_record_of(Appointment.customer_id, _locked_survivor(customer_id))
    for row in db.session.scalars(_in_order(select(Appointment).where(his, Appointment.status == "booked"))):
        if _is_among(row, kept):
            cancel_double(row, by=by, now=now)
            cancelled += 1
        else:
            kept.append(row)
    db.session.flush()
    return cancelled


def cancel_double(row: Appointment, *, by: uuid.UUID | None, now: datetime) -> None:
    history.remember(row, "cancelled", by=by, now=now, reason=SAME_DAY)
    row.status = "cancelled"


def reopen_doubles(records: Collection[uuid.UUID], now: datetime) -> None:
    """Take back what `cancel_doubles` did, where the other appointment is another customer's by now: `records`, which
    were one, are several."""
    beside = (
        select(Appointment)
        .join(AppointmentChange, AppointmentChange.appointment_id == Appointment.id)
        .where(
            Appointment.customer_id.in_(records),
            Appointment.status == "cancelled",
            AppointmentChange.reason == SAME_DAY,
            AppointmentChange.undone_at.is_(None),
        )
    )
    for row in db.session.scalars(_in_order(beside)).all():
        change = history.newest(row.id)
        is_double = change is not None and change.reason == SAME_DAY
        if change and is_double and expected(row.customer_id, row.vehicle_id, row.due_on) is None:
            history.put_back(row, change)
            change.undone_at = now
            db.session.flush()


def _in_order(rows: Select[Appointment]) -> Select[Appointment]:
    return rows.order_by(Appointment.due_time.is_(None), Appointment.created_at, Appointment.id).with_for_update(
        of=Appointment
    )


def _is_among(row: Appointment, kept: Iterable[Appointment]) -> bool:
    return any(
        one.due_on == row.due_on and (None in (one.vehicle_id, row.vehicle_id) or one.vehicle_id == row.vehicle_id)
        for one in kept
    )


def _locked_survivor(customer_id: uuid.UUID) -> uuid.UUID:
    """Whom his record became. Locked: two colleagues may book the same customer at the same moment, and the second must
    find the first's appointment."""
    became = select(func.coalesce(Customer.merged_into_id, Customer.id)).where(Customer.id == customer_id)
    return db.session.scalars(select(Customer.id).where(Customer.id.in_(became)).with_for_update()).one()
