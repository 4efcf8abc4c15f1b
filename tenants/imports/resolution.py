"""Rows of a file -> what would change in the shop: new records, changed fields. Writes nothing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import Any

from tenants.customers.names import is_company
from tenants.db import new_id
from tenants.imports.canonical import CustomerFacts, CustomerVehicle, Order, VehicleFacts
from tenants.imports.registry import KnownCar, Registry

SINCE_EVER = date(1990, 1, 1)  # the first owner we hear of has had the car for as long as we look back
CUSTOMER_FIELDS = (
    *("name", "customer_type", "gender", "birthday", "wechat", "address", "occupation"),
    *("emergency_contact", "source", "remark"),
)
VEHICLE_FIELDS = tuple(each.name for each in fields(VehicleFacts))


@dataclass(slots=True)
class Pending:
    """Rows to insert, and what is known to say about existing ones: id -> field -> value."""

    customers: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    vehicles: list[dict[str, Any]] = field(default_factory=list)
    ownerships: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    said_of_customers: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    said_of_vehicles: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    closed_vehicles: dict[uuid.UUID, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom and what a row is about. `adds`: a phone, a key or an owner that was not known."""

    customer_id: uuid.UUID | None
    vehicle_id: uuid.UUID | None
    is_new: bool
    adds: bool


class Resolver:
    """Gives every row its customer and its car, making up new ones; everything to write gathers in `pending`."""

    def __init__(self, registry: Registry, source_system: str, import_id: uuid.UUID, today: date) -> None:
        self._registry = registry
        self._source_system = source_system
        self._import_id = import_id
        self._today = today
        # an export repeats the customer and the car on every row; said again in the same words it changes nothing
        self._heard: dict[uuid.UUID, CustomerFacts | VehicleFacts] = {}
        self.pending = Pending()

    def of_order(self, order: Order) -> Parties:
        return self._resolve(order.customer, order.vehicle, order.settled_on or self._today, is_owner_file=False)

    def of_record(self, record: CustomerVehicle) -> Parties:
        return self._resolve(record.customer, record.vehicle, self._today, is_owner_file=True)

    def _resolve(
        self, customer: CustomerFacts | None, vehicle: VehicleFacts | None, on: date, *, is_owner_file: bool
    ) -> Parties:
        before = self._additions()
        car = self._registry.car_of(vehicle) if vehicle else None
        customer_id, is_new_customer = self._customer(customer, car, has_car=vehicle is not None)
        is_new_car = vehicle is not None and car is None
        if vehicle is not None:
            car = self._car(vehicle, car, customer_id, on, is_owner_file=is_owner_file)
        adds = self._additions() > before
        return Parties(customer_id, car.id if car else None, is_new_customer or is_new_car, adds)

    def _additions(self) -> int:
        return len(self.pending.phones) + len(self.pending.keys) + len(self.pending.ownerships)

    def _customer(
        self, facts: CustomerFacts | None, car: KnownCar | None, *, has_car: bool
    ) -> tuple[uuid.UUID | None, bool]:
        if facts is None:
            return None, False
        known = self._registry.customer_of(facts, car)
        customer_id = known or new_id()
        self._identify(customer_id, facts)
        self._registry.enter_customer(customer_id, facts.name, facts.key, facts.phones, has_car=has_car)
        is_news = self._is_news(customer_id, facts)
        if known is None:
            self.pending.customers.append(self._new_customer(customer_id, facts))
        elif is_news:
            said = {name: value for name in CUSTOMER_FIELDS if (value := getattr(facts, name))}
            if len(said) > 1 or not said.get("name"):
                self.pending.said_of_customers.setdefault(known, {}).update(said)
        return customer_id, known is None

    def _is_news(self, of: uuid.UUID, facts: CustomerFacts | VehicleFacts) -> bool:
        """Whether these facts differ from the last ones heard of a customer or a car."""
        before = self._heard.get(of)
        self._heard[of] = facts
        return before is not facts and before != facts

    def _new_customer(self, customer_id: uuid.UUID, facts: CustomerFacts) -> dict[str, Any]:
        row = {name: getattr(facts, name) for name in CUSTOMER_FIELDS}
        row["customer_type"] = facts.customer_type or ("fleet" if is_company(facts.name) else "personal")
        return row | {
            "id": customer_id,
            "name_pinyin": pinyin(facts.name),
            "created_import_id": self._import_id,
        }

    def _identify(self, customer_id: uuid.UUID, facts: CustomerFacts) -> None:
        made_by = {"customer_id": customer_id, "created_import_id": self._import_id}
        for position, phone in enumerate(facts.phones):
            if not self._registry.knows_phone(customer_id, phone.number):
                row = {"number": phone.number, "kind": phone.kind, "position": position}
                self.pending.phones.append(row | made_by)
        if facts.key is not None and not self._registry.knows_key(facts.key):
            self.pending.keys.append({"source_system": self._source_system, "key": facts.key} | made_by)

    def _car(
        self,
        facts: VehicleFacts,
        car: KnownCar | None,
        customer_id: uuid.UUID | None,
        on: date,
        *,
        is_owner_file: bool,
    ) -> KnownCar:
        if car is None:
            return self._new_car(facts, customer_id, on)
        said = self._said_of_car(car, facts)
        if "plate" in said:
            self._move_plate(said["plate"], car, on)
        if "vin" in said:
            car.vin = said["vin"]
            self._registry.enter_car(car)
        changes_owner = customer_id is not None and customer_id != car.owner_id and (is_owner_file or not car.owner_id)
        if changes_owner:
            self._own(car, customer_id, on if car.owner_id else SINCE_EVER)
            said["customer_id"] = customer_id
        if said:
            self.pending.said_of_vehicles.setdefault(car.id, {}).update(said)
        return car

    def _said_of_car(self, car: KnownCar, facts: VehicleFacts) -> dict[str, Any]:
        names = VEHICLE_FIELDS if self._is_news(car.id, facts) else ("plate", "vin")
        said = {name: value for name in names if (value := getattr(facts, name)) is not None}
        if said.get("plate") == car.plate:
            said.pop("plate", None)
        if said.get("vin") == car.vin:
            said.pop("vin", None)
        return said

    def _new_car(self, facts: VehicleFacts, customer_id: uuid.UUID | None, on: date) -> KnownCar:
        car = KnownCar(new_id(), facts.vin, None, customer_id)
        self._is_news(car.id, facts)
        if facts.plate:
            self._move_plate(facts.plate, car, on)
        self._registry.enter_car(car)
        row = {name: getattr(facts, name) for name in VEHICLE_FIELDS}
        self.pending.vehicles.append(
            row | {"id": car.id, "customer_id": customer_id, "created_import_id": self._import_id}
        )
        if customer_id is not None:
            self._own(car, customer_id, SINCE_EVER)
        return car

    def _move_plate(self, plate: str, car: KnownCar, on: date) -> None:
        """A plate that turns up on another VIN closes the car that bore it (domain.md 0.5)."""
        before = self._registry.holder_of(plate)
        if before is not None and before is not car:
            before.plate = None
            self.pending.closed_vehicles[before.id] = on
        if car.plate:
            self._registry.release_plate(car.plate, car)
        car.plate = plate
        self._registry.enter_car(car)

    def _own(self, car: KnownCar, customer_id: uuid.UUID | None, from_on: date) -> None:
        car.owner_id = customer_id
        row = {"vehicle_id": car.id, "from_on": from_on, "customer_id": customer_id}
        self.pending.ownerships.append(row | {"created_import_id": self._import_id})


def order_row(order: Order, parties: Parties, source_system: str, import_id: uuid.UUID) -> dict[str, Any]:
    """The columns of `work_orders`, without an id."""
    fen: Mapping[str, int] = {f"{payer}_fen": amount for payer, amount in order.fen._asdict().items()}
    return {
        "source_system": source_system,
        "order_no": order.order_no,
        "customer_id": parties.customer_id,
        "vehicle_id": parties.vehicle_id,
        "order_type": order.order_type,
        "status": order.status,
        "arrived_on": order.arrived_on,
        "settled_on": order.settled_on,
        "delivered_on": order.delivered_on,
        "arrived_at": order.arrived_at,
        "settled_at": order.settled_at,
        "odometer_km": order.odometer_km,
        "advisor": order.advisor,
        "technician": order.technician,
        "entry_reason": order.entry_reason,
        "campaign": order.campaign,
        "remark": order.remark,
        "wash_only": order.wash_only,
        "content_hash": order.content_hash,
        "created_import_id": import_id,
        **fen,
    }


def line_rows(order: Order, order_id: uuid.UUID) -> list[dict[str, Any]]:
    """The columns of `work_order_lines`."""
    return [{"order_id": order_id, "line_no": number, **line._asdict()} for number, line in enumerate(order.lines, 1)]


def pinyin(name: str) -> str:
    """The key Chinese names sort and are found by: 张三 -> zhangsan."""
    return "".join(_sound(character) for character in name).lower()


@lru_cache(maxsize=8192)
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin  # a second to load, and web processes never ask

    return "".join(lazy_pinyin(character))
