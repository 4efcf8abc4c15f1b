"""Appointments as pages, triggers and reports read them."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from tenants import settings
from tenants.appointments.models import Appointment, AppointmentChange
from tenants.appointments.opening import Opening
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import is_record_of, vehicle_name
from tenants.db import db

COUNTED = ("booked", "arrived")  # what fills a day
MOST_OF_A_CUSTOMER = 20
UNANSWERED_DAYS = 14  # after that nobody remembers whether he came


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment in a list. `customer_id` is whom merged records became, `phone` his first number that works,
    `reason` why it was cancelled."""

    appointment: Appointment
    customer_id: uuid.UUID
    name: str
    phone: str | None
    plate: str | None
    vehicle: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Load:
    """How full a day is. `by_time` counts full hours; an appointment without one counts for the day alone."""

    on: date
    booked: int
    capacity: int
    per_hour: int
    by_time: Mapping[time, int]

    @property
    def is_open(self) -> bool:
        return self.capacity > 0

    def left(self, at: time) -> int:
        """How many more may be asked to come at a full hour; below 0 when it is overbooked."""
        return self.per_hour - self.by_time.get(at, 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """An appointment as triggers see it; the customer is whom merged records became."""

    id: uuid.UUID
    customer_id: uuid.UUID
    vehicle_id: uuid.UUID | None
    due_on: date
    due_time: time | None
    is_confirmed: bool
    created_at: datetime


def opening() -> Opening:
    """When the shop in scope takes appointments."""
    chosen = settings.current()
    return Opening(
        chosen.opens_hour,
        chosen.closes_hour,
        chosen.appointments_per_hour,
        frozenset(chosen.closed_weekdays),
        frozenset(date.fromisoformat(day) for day in chosen.closed_days),
    )


def load_of_days(first: date, last: date, open_when: Opening | None = None) -> dict[date, Load]:
    """How full each day is, both ends included, in their order. `open_when` is read when it is not handed over."""
    hour = func.date_part("hour", Appointment.due_time)
    rows = db.session.execute(
        select(Appointment.due_on, hour, func.count())
        .where(Appointment.due_on.between(first, last), Appointment.status.in_(COUNTED))
        .group_by(Appointment.due_on, hour)
    )
    counts: dict[date, dict[time | None, int]] = defaultdict(dict)
    for on, at, count in rows:
        counts[on][None if at is None else time(int(at))] = count
    open_when = open_when or opening()
    days = (first + timedelta(later) for later in range((last - first).days + 1))
    return {day: _load(day, counts[day], open_when) for day in days}


def _load(day: date, counts: Mapping[time | None, int], open_when: Opening) -> Load:
    by_time = {at: count for at, count in counts.items() if at is not None}
    return Load(day, sum(counts.values()), open_when.capacity(day), open_when.per_hour, by_time)


def coming_days(today: date, count: int, open_when: Opening | None = None) -> list[Load]:
    """How full the next open days after `today` are: what to offer on the phone."""
    open_when = open_when or opening()
    days = open_when.after(today, count)
    loads = load_of_days(days[0], days[-1], open_when) if days else {}
    return [loads[day] for day in days]


def find(appointment_id: uuid.UUID) -> Line | None:
    return next(iter(_lines(_listed().where(Appointment.id == appointment_id))), None)


def of_days(first: date, last: date) -> list[Line]:
    """The appointments of these days in the order of their hours, cancelled and moved ones last on their day."""
    return _lines(_listed().where(Appointment.due_on.between(first, last)))


def to_confirm(midnight: datetime, open_when: Opening) -> list[Line]:
    """Who is expected from tomorrow to the next open day and has not confirmed; see Opening.to_confirm. Who booked
    since `midnight`, which began the shop's day, has just said that he will come."""
    today = midnight.date()
    first, last = open_when.to_confirm(today)
    return _lines(
        _listed().where(
            Appointment.due_on.between(first, last),
            Appointment.status == "booked",
            Appointment.confirmed_at.is_(None),
            Appointment.created_at < midnight,
        )
    )


def unanswered(today: date) -> list[Line]:
    """Of whom nobody knows whether he came: expected lately, and nothing was said since."""
    return _lines(
        _listed().where(
            Appointment.due_on < today,
            Appointment.due_on >= today - timedelta(UNANSWERED_DAYS),
            Appointment.status == "booked",
        )
    )


def of_customer(customer_id: uuid.UUID) -> list[Appointment]:
    """His and those of records merged into him, the latest day first; moved ones are told by their followers."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(is_record_of(Appointment.customer_id, customer_id), Appointment.status != "rescheduled")
            .order_by(Appointment.due_on.desc(), Appointment.due_time.desc().nulls_last(), Appointment.id)
            .limit(MOST_OF_A_CUSTOMER)
        )
    )


def expected(first: date, last: date) -> list[Promise]:
    """Who is booked for these days, both ends included."""
    return _promises(Appointment.status == "booked", Appointment.due_on.between(first, last))


def missed(since_on: date) -> list[Promise]:
    """Who was expected on this day or later and did not come, nor has another appointment since."""
    later = aliased(Appointment)
    again = select(later.id).where(
        later.customer_id == Appointment.customer_id,
        later.due_on > Appointment.due_on,
        later.status.in_(COUNTED),
    )
    return _promises(Appointment.status == "no_show", Appointment.due_on >= since_on, ~again.exists())


def _promises(*wanted: Any) -> list[Promise]:
    rows = db.session.execute(
        select(Appointment, func.coalesce(Customer.merged_into_id, Customer.id))
        .join(Customer, Customer.id == Appointment.customer_id)
        .where(*wanted)
        .order_by(Appointment.due_on, Appointment.due_time.nulls_last(), Appointment.id)
    )
    return [
        Promise(
            row.id,
            customer_id,
            row.vehicle_id,
            row.due_on,
            row.due_time,
            row.confirmed_at is not None,
            row.created_at,
        )
        for row, customer_id in rows
    ]


def _listed() -> Select[Any]:
    survivor = aliased(Customer)
    phone = (
        select(CustomerPhone.number)
        .where(CustomerPhone.customer_id == Appointment.customer_id, CustomerPhone.invalid_at.is_(None))
        .order_by(CustomerPhone.position, CustomerPhone.number)
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    reason = (
        select(AppointmentChange.reason)
        .where(
            AppointmentChange.appointment_id == Appointment.id,
            AppointmentChange.what == "cancelled",
            AppointmentChange.undone_at.is_(None),
            Appointment.status == "cancelled",
        )
        .order_by(AppointmentChange.changed_at.desc(), AppointmentChange.id.desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )
    car = (Vehicle.plate, Vehicle.brand, Vehicle.series, Vehicle.model, Vehicle.model_year)
    return (
        select(
            Appointment,
            survivor.id.label("survivor_id"),
            survivor.name,
            phone.label("phone"),
            reason.label("reason"),
            *car,
        )
        .join(Customer, Customer.id == Appointment.customer_id)
        .join(survivor, survivor.id == func.coalesce(Customer.merged_into_id, Customer.id))
        .outerjoin(Vehicle, Vehicle.id == Appointment.vehicle_id)
        .order_by(
            Appointment.due_on,
            Appointment.status.in_(("cancelled", "rescheduled")),
            Appointment.due_time.nulls_first(),
            Appointment.id,
        )
    )


def _lines(statement: Select[Any]) -> list[Line]:
    return [_line(row) for row in db.session.execute(statement)]


def _line(row: Row[Any]) -> Line:
    vehicle = vehicle_name(row) if row.brand or row.series or row.model else ""
    return Line(row[0], row.survivor_id, row.name, row.phone, row.plate, vehicle, row.reason)
