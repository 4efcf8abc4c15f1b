"""`create_<noun>()` with good defaults. Global rows are committed; rows of a shop join the open transaction."""

import hashlib
import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from saas.accounts.models import Membership, Shop, User
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.wishes import Status, record_consent
from tenants.db import current_shop_id, db, new_id
from tenants.follow_ups.hold_out import SALT, is_held_out
from tenants.follow_ups.models import FollowUp
from tenants.needs.models import Need, VehicleNeeds
from tenants.opportunities.models import Campaign, Opportunity
from tenants.scoring import distributions, drawn
from tenants.scoring.distributions import Habits
from tenants.scoring.models import CustomerProfile, Distribution
from tenants.scoring.score import score
from tenants.scoring.segments import Daypart
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder, WorkOrderLine
from workers.models import Job

HALF_YEARS = [date(year, month, 1) for year in (2025, 2026, 2027) for month in (1, 7)]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def create_shop(name: str = "城关店", **values: Any) -> Shop:
    shop = Shop(name=name, slug=f"shop-{uuid.uuid4().hex[:12]}", **values)
    db.session.add(shop)
    db.session.commit()
    return shop


def create_user(name: str = "王建国", **values: Any) -> User:
    # no password matches "!"; tests that sign in by form give a real hash
    values.setdefault("password_hash", "!")
    user = User(name=name, email=f"{uuid.uuid4().hex[:12]}@example.com", **values)
    db.session.add(user)
    db.session.commit()
    return user


def create_membership(shop: Shop, user: User, role: str = "owner") -> Membership:
    membership = Membership(shop_id=shop.id, user_id=user.id, role=role)
    db.session.add(membership)
    db.session.commit()
    return membership


def create_customer(
    name: str = "李四", phone: str | None = None, *, may_be_held_out: bool = False, **values: Any
) -> Customer:
    """Somebody whom chance has not drawn to go without contacts, unless that is what a test is about."""
    if not may_be_held_out:
        values.setdefault("id", _id_of_the_contacted())
    customer = Customer(name=name, **values)
    db.session.add(customer)
    db.session.flush()
    if phone:
        db.session.add(CustomerPhone(customer_id=customer.id, number=phone))
        db.session.flush()
    return customer


def a_number() -> str:
    """A mobile number that nobody else has."""
    return f"138{next(_numbers):08d}"


def _id_of_the_contacted() -> uuid.UUID:
    drawn = (new_id() for _ in itertools.count())
    return next(each for each in drawn if not any(is_held_out(SALT, current_shop_id(), each, on) for on in HALF_YEARS))


def consent(customer: Customer, *channels: str) -> None:
    """He agreed to care and marketing, on all channels unless some are named."""
    for channel in channels or ("call", "wechat", "sms"):
        record_consent([customer.id], channel, Status.GRANTED, source="counter", at=LONG_AGO)


def create_vehicle(customer: Customer | None = None, plate: str | None = None, **values: Any) -> Vehicle:
    plate = plate or f"甘A{next(_numbers):05d}"
    vehicle = Vehicle(customer_id=customer.id if customer else None, plate=plate, **values)
    db.session.add(vehicle)
    db.session.flush()
    return vehicle


def create_order(
    customer: Customer | None = None,
    vehicle: Vehicle | None = None,
    settled_on: date = date(2026, 6, 2),
    yuan: float = 800,
    **values: Any,
) -> WorkOrder:
    """A settled order paid by the customer."""
    number = next(_numbers)
    values.setdefault("customer_fen", round(yuan * 100))
    order = WorkOrder(
        source_system="file",
        order_no=values.pop("order_no", f"WO{number:06d}"),
        customer_id=customer.id if customer else None,
        vehicle_id=vehicle.id if vehicle else None,
        settled_on=settled_on,
        content_hash=hashlib.sha256(str(number).encode()).digest(),
        **values,
    )
    db.session.add(order)
    db.session.flush()
    return order


def create_car_with_a_typo(name: str = "张三", phone: str | None = "13912345678") -> Vehicle:
    """The car of domain.md TV-N1: 92,300 was typed before the last oil change, and visits are derived."""
    customer = create_customer(name, phone)
    car = create_vehicle(customer, registered_on=date(2023, 1, 10), use="private", brand="大众", series="帕萨特")
    for settled_on, km in ((date(2025, 1, 10), 20_000), (date(2025, 7, 9), 26_000), (date(2025, 10, 17), 92_300)):
        create_order(customer, car, settled_on, odometer_km=km)
    order = create_order(customer, car, date(2026, 1, 5), odometer_km=32_000, order_type="maintenance")
    create_line(order, "更换机油机滤", item_code="OIL_UNKNOWN")
    derive_visits()
    return car


def create_line(order: WorkOrder, item_name: str, line_no: int = 1, **values: Any) -> WorkOrderLine:
    line = WorkOrderLine(order_id=order.id, line_no=line_no, item_name=item_name, **values)
    db.session.add(line)
    db.session.flush()
    return line


def create_appointment(customer: Customer, due_on: date, **values: Any) -> Appointment:
    """One that a customer asked for, whatever the day; `booking.book` is what the pages use."""
    appointment = Appointment(customer_id=customer.id, due_on=due_on, **{"origin": "inbound", **values})
    db.session.add(appointment)
    db.session.flush()
    return appointment


def create_follow_up(customer: Customer, queue_on: date, **values: Any) -> FollowUp:
    """A call that can wait, in the pool, on the list of a day."""
    known = {"band": 2, "score": 50.0, "urgency": 0.5, "value": 0.5, "rfm_class": "NONE", "trigger": "LAPSE"}
    known |= {"reason_ids": [], "channel": "call", "deadline_on": queue_on}
    row = FollowUp(customer_id=customer.id, queue_on=queue_on, **{**known, **values})
    db.session.add(row)
    db.session.flush()
    return row


def create_opportunity(customer: Customer, due_on: date, **values: Any) -> Opportunity:
    """A job put off at a visit on that day."""
    known = {"kind": "deferred", "what": "前刹车片", "noted_on": due_on}
    opportunity = Opportunity(customer_id=customer.id, due_on=due_on, **{**known, **values})
    db.session.add(opportunity)
    db.session.flush()
    return opportunity


def create_campaign(invites_on: date, **values: Any) -> Campaign:
    """Two weeks for those who came lately."""
    known = {
        "name": "冬季检查",
        "ends_on": invites_on + timedelta(14),
        "channel": "wechat",
        "classes": ["VALUE", "NEW"],
    }
    campaign = Campaign(invites_on=invites_on, **{**known, **values})
    db.session.add(campaign)
    db.session.flush()
    return campaign


def create_scores(as_of: date = date(2026, 6, 30)) -> None:
    """Derive the visits of the shop in scope from its work orders, score it, and commit all of it."""
    derive_visits()
    score(as_of)
    db.session.commit()


def create_distributions(as_of: date = date(2026, 6, 30)) -> None:
    """Store shapes worth drawing, in place of a scoring's: two habits, one item group, Saturdays, no times of arrival.

    The cycle is TV-DIST and the money TV-P (domain.md 2.4).
    """
    cycle = {28: 1, 29: 1, 30: 2, 31: 1, 178: 1, 182: 1, 185: 1, 190: 1}
    spend = [7000_00, 7000_00, 6100_00, 5200_00, 1250_00, 930_00, 400_00, 260_00]
    shapes = {
        drawn.CYCLE: distributions.cycle(cycle),
        drawn.cycle_of("wash"): distributions.cycle({12: 5}),
        drawn.TICKETS: distributions.tickets({250_00: 3, 800_00: 1}, [250_00, 800_00]),
        drawn.PARETO: distributions.pareto(spend),
        drawn.HABITS: Habits((1, 1, 1, 1, 1, 4, 0), (0,) * len(Daypart), (0,) * 7 * len(Daypart)),
    }
    db.session.execute(delete(Distribution))
    db.session.add_all(Distribution(name=name, as_of=as_of, payload=shape.payload()) for name, shape in shapes.items())
    db.session.commit()


def create_profile(customer: Customer, **values: Any) -> CustomerProfile:
    """What a scoring would know of a customer who came once."""
    known = {"tier": "NORMAL", "overlays": [], "peer_group": "DEFAULT", "gap_count": 0}
    known |= {"silence_days": list(range(20, 400, 20)), "median_ticket_fen": 300_00, "largest_visit_fen": 300_00}
    counts = dict.fromkeys(("weekday_visits", "daypart_visits", "timed_visits"), 0)
    profile = CustomerProfile(customer_id=customer.id, signature=0, vehicles=1, **{**known, **counts, **values})
    db.session.add(profile)
    db.session.flush()
    return profile


def create_outlook(vehicle: Vehicle, **values: Any) -> VehicleNeeds:
    """What is known of a car that runs 33 km a day."""
    known = {"readings": 3, "suspects": 0, "last_km": 32_000, "last_km_on": date(2026, 1, 5), "km_per_day": 33.0}
    known |= {"rate_source": "own", "confidence": "high", "cycles": 2, "cycle_days": 180.0, "offset_days": 0}
    outlook = VehicleNeeds(
        **{"vehicle_id": vehicle.id, "customer_id": vehicle.customer_id, "signature": 0, **known, **values}
    )
    db.session.add(outlook)
    db.session.flush()
    return outlook


def create_need(vehicle: Vehicle, code: str, due_on: date, **values: Any) -> Need:
    """An item that falls due half a year after it was done, within two weeks of the day."""
    known: dict[str, Any] = {"kind": "item", "bound": "months", "confidence": "high", "in_bundle": False}
    known |= {"p10_on": due_on - timedelta(14), "p50_on": due_on, "p90_on": due_on + timedelta(14), "anchor_on": due_on}
    known |= {"last_done_on": due_on - timedelta(181), "last_done_km": 32_000, "interval_km": 7500}
    known |= {"interval_months": 6, "facts": {"km_due_on": str(due_on + timedelta(50)), "months_due_on": str(due_on)}}
    need = Need(vehicle_id=vehicle.id, code=code, due_on=due_on, **{**known, **values})
    db.session.add(need)
    db.session.flush()
    return need


def create_job(actor: str = "score_shop", **values: Any) -> Job:
    job = Job(actor=actor, queue=values.pop("queue", "scoring"), **values)
    db.session.add(job)
    db.session.flush()
    return job
