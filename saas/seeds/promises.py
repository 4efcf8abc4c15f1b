"""Appointments of the shop in scope: a week that was kept, today, and the days to come."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tenants.appointments import booking
from tenants.appointments.arrivals import settle
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.visits.models import Visit

KEPT_DAYS = 7
KEPT_SHARE = 3  # every third visit had been promised
COMING = {-2: 1, -1: 1, 0: 6, 1: 3, 2: 3, 3: 2, 6: 1}  # days from today: who is expected; nobody of the past came
BOOKED_AHEAD = timedelta(days=3)
HOURS = (9, 9, 10, 10, 11, 14, 14, 15, 16)
WORK = ("小保养", "换机油机滤", "检查刹车片", "四轮定位", "空调不凉", "底盘异响", "")


def promise(today: date, zone: ZoneInfo, callers: Sequence[uuid.UUID]) -> None:
    """Book them as staff did, and let the visits say who came."""
    rng = Random("promises")
    kept = select(Visit.customer_id, Visit.vehicle_id, Visit.arrived_on).where(
        Visit.arrived_on.between(today - timedelta(KEPT_DAYS), today - timedelta(1)),
        Visit.is_presence,
        Visit.customer_id.is_not(None),
    )
    visits = db.session.execute(kept.order_by(Visit.arrived_on, Visit.net_revenue_fen, Visit.party_id)).all()
    for customer_id, vehicle_id, arrived_on in visits[::KEPT_SHARE]:
        assert customer_id is not None
        _book(customer_id, vehicle_id, arrived_on, zone, callers, rng)
    strangers = iter(rng.sample(_unpromised(today), sum(COMING.values())))
    for days, count in COMING.items():
        for _ in range(count):
            _book(*next(strangers), today + timedelta(days), zone, callers, rng)
    settle(today, datetime.combine(today, time(6), zone), zone.key)


def _unpromised(today: date) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Customers with one of their cars, whom nobody expects and who were not here lately."""
    lately = select(Visit.customer_id).where(Visit.visit_on > today - timedelta(30), Visit.customer_id.is_not(None))
    rows = db.session.execute(
        select(Customer.id, Vehicle.id)
        .join(Vehicle, Vehicle.customer_id == Customer.id)
        .where(
            Customer.merged_into_id.is_(None),
            Customer.customer_type == "personal",
            Customer.do_not_call.is_(False),
            Vehicle.closed_on.is_(None),
            Customer.id.not_in(lately),
            Customer.id.not_in(select(Appointment.customer_id)),
        )
        .order_by(Customer.name, Vehicle.plate, Vehicle.id)
    )
    first_car: dict[uuid.UUID, uuid.UUID] = {}
    for customer_id, vehicle_id in rows:
        first_car.setdefault(customer_id, vehicle_id)
    return list(first_car.items())


def _book(
    customer_id: uuid.UUID,
    vehicle_id: uuid.UUID | None,
    due_on: date,
    zone: ZoneInfo,
    callers: Sequence[uuid.UUID],
    rng: Random,
) -> None:
    at = datetime.combine(due_on - BOOKED_AHEAD, time(10, rng.randrange(60)), zone)
    row = booking.book(
        customer_id,
        due_on,
        Hand(rng.choice(callers), at, at.date()),
        due_time=time(rng.choice(HOURS)),
        vehicle_id=vehicle_id,
        note=rng.choice(WORK),
        origin=rng.choice(("outbound", "inbound")),
    )
    row.created_at = at
