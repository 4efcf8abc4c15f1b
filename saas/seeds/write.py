"""A story into the tables of the shop in scope: bulk inserts, then the visits that follow from them."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from saas.seeds.cars import Car
from saas.seeds.cast import TIMEZONE
from saas.seeds.story import Customer, Order, Story
from saas.seeds.work import Line
from tenants.customers.models import ChannelConsent, CustomerKey, CustomerPhone, Ownership, Vehicle
from tenants.customers.models import Customer as CustomerRow
from tenants.db import db
from tenants.visits.derive import derive_visits
from tenants.visits.models import PAYERS, WorkOrder, WorkOrderLine

SOURCE = "file"
INSURERS = ("人保财险", "平安产险", "太平洋产险", "国寿财险", "大地保险")
INSURED = 6  # of ten cars, those whose policy the shop knows

# of a hundred customers asked at the counter, those who agreed and those who refused
CONSENTS = {"call": (62, 3), "wechat": (70, 2), "sms": (45, 8)}
CONSENT_TEXT = "2025-01"

# of a thousand customers: known without a number, and met a second time under a mistyped one
NO_NUMBER, MET_TWICE = 12, 4

TABLES = (CustomerRow, CustomerPhone, CustomerKey, ChannelConsent, Vehicle, Ownership, WorkOrder, WorkOrderLine)
Row = dict[str, Any]


def write(story: Story, customers: list[Customer], imports: dict[date, uuid.UUID]) -> None:
    """Insert the customers of the story with cars and orders, then derive the visits.

    `imports`: first day of the orders that an import brought -> its id.
    """
    draft = _Draft(story, imports)
    for customer in customers:
        draft.add(customer)
    for table, rows in draft.rows.items():
        db.session.execute(insert(table.__table__), rows)
    derive_visits()


class _Draft:
    """Rows of all tables, not yet inserted."""

    def __init__(self, story: Story, imports: dict[date, uuid.UUID]) -> None:
        self.rows: dict[Any, list[Row]] = {table: [] for table in TABLES}
        self._last_day = story.season.last_day
        self._imports = sorted(imports.items())
        self._ids = _new_ids(story)
        self._rng = Random("consents")
        self._chance = Random(f"{story.shop.slug}/files")

    def add(self, customer: Customer) -> None:
        customer_id = next(self._ids)
        origin = self._origin(min(order.arrived_on for order in customer.orders))
        self.rows[CustomerRow].append(_customer_row(customer, customer_id) | origin)
        numbers = [number for number in (customer.person.mobile, customer.person.second_phone) if number]
        drawn = self._chance.randrange(1000)
        self._add_phones(customer_id, [] if drawn < NO_NUMBER else numbers, origin)
        if numbers and drawn >= 1000 - MET_TWICE:
            self._add_again(customer, numbers[0], origin)
        if customer.key:
            key = {"source_system": SOURCE, "key": customer.key, "customer_id": customer_id}
            self.rows[CustomerKey].append(key | origin)
        self._add_consents(customer_id, min(order.arrived_on for order in customer.orders))
        vehicle_ids = {car.vin: self._add_car(car, customer, customer_id) for car in customer.cars}
        for order in customer.orders:
            self._add_order(order, customer_id, vehicle_ids[order.car.vin] if order.car else None)

    def _add_phones(self, customer_id: uuid.UUID, numbers: list[str], origin: Row) -> None:
        for position, number in enumerate(numbers):
            phone = {"customer_id": customer_id, "number": number, "position": position}
            self.rows[CustomerPhone].append(phone | origin)

    def _add_again(self, customer: Customer, number: str, origin: Row) -> None:
        """The same person as the customer file has him, two digits of his number in each other's place."""
        again_id = next(self._ids)
        self.rows[CustomerRow].append(_customer_row(customer, again_id) | origin)
        self._add_phones(again_id, [number[:-4] + number[-3] + number[-4] + number[-2:]], origin)

    def _add_consents(self, customer_id: uuid.UUID, first_visit_on: date) -> None:
        """What he ticked when he first came."""
        at = datetime.combine(first_visit_on, time(3), UTC)
        for channel, (agreed, refused) in CONSENTS.items():
            drawn = self._rng.randrange(100)
            if drawn < agreed + refused:
                status = "granted" if drawn < agreed else "refused"
                told = {"customer_id": customer_id, "channel": channel, "status": status, "at": at}
                self.rows[ChannelConsent].append(
                    told | {"source": "counter", "text_version": CONSENT_TEXT, "place": "前台"}
                )

    def _add_car(self, car: Car, customer: Customer, customer_id: uuid.UUID) -> uuid.UUID:
        vehicle_id = next(self._ids)
        seen_on = min(order.arrived_on for order in customer.orders if order.car is car)
        owned = {"customer_id": customer_id, **self._origin(seen_on)}
        self.rows[Vehicle].append({"id": vehicle_id} | owned | _vehicle_row(car, self._last_day))
        self.rows[Ownership].append({"vehicle_id": vehicle_id, "from_on": seen_on} | owned)
        return vehicle_id

    def _add_order(self, order: Order, customer_id: uuid.UUID, vehicle_id: uuid.UUID | None) -> None:
        order_id = next(self._ids)
        parties = {"id": order_id, "customer_id": customer_id, "vehicle_id": vehicle_id}
        self.rows[WorkOrder].append(parties | _order_row(order) | self._origin(order.arrived_on))
        for line_no, line in enumerate(order.lines, start=1):
            self.rows[WorkOrderLine].append({"order_id": order_id, "line_no": line_no} | _line_row(line))

    def _origin(self, day: date) -> Row:
        """The import that brought what is first known of a day."""
        ids = [import_id for first_day, import_id in self._imports if first_day <= day]
        return {"created_import_id": ids[-1] if ids else None}


def _new_ids(story: Story) -> Iterator[uuid.UUID]:
    """UUIDv7 as tenants.db.new_id makes them, but the same for the same story."""
    rng = Random(f"{story.shop.slug}/ids")
    millis = int(datetime.combine(story.season.first_day, time(), UTC).timestamp() * 1000)
    while True:
        millis += 1
        yield uuid.UUID(int=millis << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0x2 << 62 | rng.getrandbits(62))


def _customer_row(customer: Customer, customer_id: uuid.UUID) -> Row:
    from pypinyin import lazy_pinyin  # half a second to load, and most starts of a demo write nobody

    person = customer.person
    return {
        "id": customer_id,
        "name": person.name,
        "name_pinyin": "".join(lazy_pinyin(person.name)),
        "customer_type": person.customer_type,
        "gender": person.gender,
        "birthday": person.birthday,
        "occupation": person.occupation,
        "source": person.source,
    }


def _vehicle_row(car: Car, last_day: date) -> Row:
    known = int(car.vin[-6:]) % 10 < INSURED
    expires_on = _anniversary(car.registered_on, last_day) if known else None
    return {
        "plate": car.plate,
        "vin": car.vin,
        "brand": car.make.brand,
        "series": car.make.series,
        "model": car.make.model,
        "model_year": car.model_year,
        "fuel": car.make.fuel,
        "use": car.use,
        "seats": car.seats,
        "registered_on": car.registered_on,
        "compulsory_expires_on": expires_on,
        "commercial_expires_on": expires_on,
        "insurer": INSURERS[int(car.vin[-6:]) % len(INSURERS)] if known else None,
    }


def _arrived_at(order: Order) -> datetime:
    """Most come when the shop opens, some after lunch, few late."""
    drawn = Random(order.number)
    hour = drawn.choices(range(8, 19), (9, 22, 18, 10, 4, 5, 12, 11, 8, 6, 3))[0]
    return datetime.combine(order.arrived_on, time(hour, drawn.randrange(60)), ZoneInfo(TIMEZONE))


def _order_row(order: Order) -> Row:
    fen: Counter[str] = Counter()
    for line in order.lines:
        fen[line.payer] += line.net_fen
    return {
        "source_system": SOURCE,
        "order_no": order.number,
        "order_type": order.job.order_type,
        "status": order.status,
        "arrived_on": order.arrived_on,
        "arrived_at": _arrived_at(order),
        "settled_on": order.settled_on,
        "delivered_on": order.delivered_on,
        "odometer_km": order.odometer_km,
        "advisor": order.advisor,
        "technician": order.technician,
        "entry_reason": order.reason,
        "refund_fen": order.refund_fen,
        "wash_only": order.wash_only,
        "content_hash": hashlib.sha256(order.number.encode()).digest(),
        **{f"{payer.lower()}_fen": fen[payer] for payer in PAYERS},
    }


def _line_row(line: Line) -> Row:
    return {
        "kind": line.item.kind,
        "item_name": line.item.name,
        "item_code": line.item_code,
        "quantity": 1,
        "net_fen": line.net_fen,
        "payer": line.payer,
    }


def _anniversary(registered_on: date, last_day: date) -> date:
    """The last covered day of a policy taken out with the plate."""
    month, day = registered_on.month, min(registered_on.day, 28)
    this_year = date(last_day.year, month, day)
    return this_year if this_year >= last_day else date(last_day.year + 1, month, day)
