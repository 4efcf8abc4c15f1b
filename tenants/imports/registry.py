"""Who is who: the shop's customers and vehicles in memory, so that each row of a file finds its own (domain.md 6.4)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from tenants.customers.models import Customer, CustomerKey, CustomerPhone, Vehicle
from tenants.customers.names import company_key, is_company, name_key, similar
from tenants.db import db
from tenants.imports.canonical import CustomerFacts, VehicleFacts
from tenants.imports.identity import Phone

SHARED_PHONE_CUSTOMERS = 3  # a number of more customers is a driver's or a dealer's, and identifies nobody


@dataclass(slots=True)
class KnownCar:
    """A vehicle as far as matching needs it."""

    id: uuid.UUID
    vin: str | None
    plate: str | None
    owner_id: uuid.UUID | None


class Registry:
    """Finds the customer or the car of a row among those known; `enter_*` makes new ones known."""

    def __init__(self, source_system: str) -> None:
        self._names: dict[uuid.UUID, str] = {}
        self._by_key: dict[str, uuid.UUID] = {}
        self._by_phone: dict[str, set[uuid.UUID]] = defaultdict(set)
        self._by_company: dict[str, uuid.UUID] = {}
        self._by_bare_name: dict[str, uuid.UUID] = {}
        self._by_vin: dict[str, KnownCar] = {}
        self._by_plate: dict[str, KnownCar] = {}
        self._load(source_system)

    def customer_of(self, facts: CustomerFacts, car: KnownCar | None) -> uuid.UUID | None:
        """The source's own number decides; then a phone with a name that fits; then name and car; then a company's
        name; then a name that nothing else is known of. None: nobody for certain, so he is new.
        """
        if facts.key is not None:
            return self._by_key.get(facts.key) or self._keyless(facts, car)
        return self._keyless(facts, car)

    def _keyless(self, facts: CustomerFacts, car: KnownCar | None) -> uuid.UUID | None:
        for phone in facts.phones:
            known = self._by_phone.get(phone.number, set())
            if len(known) <= SHARED_PHONE_CUSTOMERS:
                for customer_id in sorted(known):
                    if self._fits(facts.name, customer_id):
                        return customer_id
        if car is not None and car.owner_id is not None and self._owns(facts, car.owner_id):
            return car.owner_id
        if is_company(facts.name):
            return self._by_company.get(company_key(facts.name))
        if not facts.phones and facts.key is None and car is None:
            return self._by_bare_name.get(name_key(facts.name))
        return None

    def _owns(self, facts: CustomerFacts, owner_id: uuid.UUID) -> bool:
        # two numbers of one source on one car are two customers, unless both have a name and the names agree
        are_named = bool(facts.name and self._names.get(owner_id))
        is_another = facts.key is not None and owner_id in self._numbered and not are_named
        return not is_another and self._fits(facts.name, owner_id)

    def _fits(self, name: str, customer_id: uuid.UUID) -> bool:
        known = self._names.get(customer_id, "")
        return not name or not known or similar(name, known)

    def car_of(self, facts: VehicleFacts) -> KnownCar | None:
        """The same VIN, else the same plate where no two VINs contradict each other."""
        if facts.vin and facts.vin in self._by_vin:
            return self._by_vin[facts.vin]
        car = self._by_plate.get(facts.plate or "")
        contradicts = car is not None and car.vin and facts.vin and car.vin != facts.vin
        return None if contradicts else car

    def holder_of(self, plate: str | None) -> KnownCar | None:
        """The car that bears a plate now."""
        return self._by_plate.get(plate or "")

    def knows_phone(self, customer_id: uuid.UUID, number: str) -> bool:
        return customer_id in self._by_phone.get(number, ())

    def knows_key(self, key: str) -> bool:
        return key in self._by_key

    def enter_customer(
        self, customer_id: uuid.UUID, name: str, key: str | None, phones: Iterable[Phone], *, has_car: bool
    ) -> None:
        """Make a customer known, or more of one."""
        self._names[customer_id] = name or self._names.get(customer_id, "")
        if key is not None:
            self._by_key[key] = customer_id
            self._numbered.add(customer_id)
        numbers = [phone.number for phone in phones]
        for number in numbers:
            self._by_phone[number].add(customer_id)
        if is_company(name):
            self._by_company.setdefault(company_key(name), customer_id)
        elif name and not numbers and key is None and not has_car:
            self._by_bare_name.setdefault(name_key(name), customer_id)

    def enter_car(self, car: KnownCar) -> None:
        """Make a car known by its VIN and its plate; a plate leads to the car that bears it last."""
        if car.vin:
            self._by_vin[car.vin] = car
        if car.plate:
            self._by_plate[car.plate] = car

    def release_plate(self, plate: str, car: KnownCar) -> None:
        """The car bears this plate no longer."""
        if self._by_plate.get(plate) is car:
            del self._by_plate[plate]

    def _load(self, source_system: str) -> None:
        merged = select(Customer.id, Customer.merged_into_id).where(Customer.merged_into_id.is_not(None))
        self._survivors = {old: new for old, new in db.session.execute(merged) if new}
        keys = select(CustomerKey.key, CustomerKey.customer_id).where(CustomerKey.source_system == source_system)
        self._by_key = {key: self._survivor(customer_id) for key, customer_id in db.session.execute(keys)}
        self._numbered = set(self._by_key.values())  # customers whom this source gave a number
        numbers: dict[uuid.UUID, list[Phone]] = defaultdict(list)
        phones = select(CustomerPhone.customer_id, CustomerPhone.number, CustomerPhone.kind)
        for customer_id, number, kind in db.session.execute(phones):
            numbers[self._survivor(customer_id)].append(Phone(number, kind))
        columns = (Vehicle.id, Vehicle.vin, Vehicle.plate, Vehicle.customer_id, Vehicle.closed_on)
        cars = [
            KnownCar(car_id, vin, None if closed_on else plate, owner_id and self._survivor(owner_id))
            for car_id, vin, plate, owner_id, closed_on in db.session.execute(select(*columns))
        ]
        have_more = {car.owner_id for car in cars} | self._numbered
        people = select(Customer.id, Customer.name).where(Customer.merged_into_id.is_(None))
        for customer_id, name in db.session.execute(people):
            his = numbers.get(customer_id, ())
            self.enter_customer(customer_id, name, None, his, has_car=customer_id in have_more)
        for car in cars:
            self.enter_car(car)

    def _survivor(self, customer_id: uuid.UUID) -> uuid.UUID:
        return self._survivors.get(customer_id) or customer_id
