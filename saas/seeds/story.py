"""Two years of one shop, as plain values: customers with cars and orders, the same for a shop and a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from random import Random

from saas.seeds import kinds
from saas.seeds.cars import Car, Plates, car
from saas.seeds.cast import ShopCast
from saas.seeds.kinds import Kind, Plan
from saas.seeds.people import Numbers, Person, company, person
from saas.seeds.season import Season
from saas.seeds.work import WASHES, Job, Line, job_for, lines

KEYED = 0.92  # customers to whom the shop's own software gave a number
REFUNDED, VOIDED, LATE_PICK_UP = 0.006, 0.008, 0.05
MISTYPED = 0.012  # odometers


@dataclass(slots=True)
class Order:
    """`settled_on` is missing while the car is still in the shop; `number` is given when the days are put together."""

    car: Car | None
    job: Job
    arrived_on: date
    settled_on: date | None
    delivered_on: date | None
    status: str
    odometer_km: int | None
    advisor: str
    technician: str
    reason: str
    lines: list[Line]
    refund_fen: int = 0
    number: str = ""

    @property
    def wash_only(self) -> bool:
        return all(line.item_code in WASHES for line in self.lines)


@dataclass(slots=True)
class Customer:
    """One customer with everything that ever happened; the ids are made for this story."""

    person: Person
    kind: Kind
    key: str | None
    cars: list[Car] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)


class Story:
    """Draws one shop's customers one after the other. Each has a random source of his own, so the first hundred
    are the same people whether or not the others follow, and whatever the day is."""

    def __init__(self, shop: ShopCast, today: date) -> None:
        self.shop = shop
        self.season = Season(today)
        self._numbers = Numbers()
        self._plates = Plates(shop.regions)
        self._cars = 0

    def customers(self) -> list[Customer]:
        """All customers, their orders numbered by day."""
        told = [*self.first(self.shop.customers), self._house()]
        _number_orders([order for customer in told for order in customer.orders], self.shop.slug)
        return told

    def first(self, count: int) -> Iterator[Customer]:
        """The first `count` customers, their orders without numbers."""
        for number in range(1, count + 1):
            rng = Random(f"{self.shop.slug}/{number}")
            kind = rng.choices(kinds.KINDS, weights=[kind.share for kind in kinds.KINDS])[0]
            who = company(rng, self._numbers, self.shop.city) if kind.company else person(rng, self._numbers)
            key = f"K{number:05d}" if rng.random() < KEYED else None
            yield self._tell(Customer(who, kind, key), rng)

    def _house(self) -> Customer:
        who = Person(f"{self.shop.name}（自用车）", None, "", None, "internal", "", None, None)
        return self._tell(Customer(who, kinds.HOUSE, None), Random(f"{self.shop.slug}/house"))

    def _tell(self, customer: Customer, rng: Random) -> Customer:
        advisor = self._advisor(rng)
        for _ in range(max(1, rng.randint(*customer.kind.cars))):
            plans = sorted(customer.kind.plans(rng), key=lambda plan: -plan.ago)
            own = self._own_car(customer, plans, rng)
            seed = rng.random()
            for number, plan in enumerate(plans):
                # a source per order: a summer repair that becomes a winter one leaves the next order as it was
                customer.orders.append(self._order(plan, own, advisor, Random(f"{seed}/{number}")))
        return customer

    def _own_car(self, customer: Customer, plans: list[Plan], rng: Random) -> Car | None:
        if not plans or customer.kind.cars == (0, 0):
            return None
        self._cars += 1
        own = car(rng, self._plates, self._cars, self.season.day(plans[0].ago), company=customer.kind.company)
        customer.cars.append(own)
        return own

    def _order(self, plan: Plan, own: Car | None, advisor: str, rng: Random) -> Order:
        arrived_on = self.season.day(plan.ago)
        job = job_for(plan.work, own, arrived_on, rng)
        settled_on = arrived_on + timedelta(days=rng.randint(*job.stay_days))
        delivered_on = settled_on + timedelta(days=int(rng.random() < LATE_PICK_UP))
        order = Order(
            car=own if job.order_type != "retail" else None,
            job=job,
            arrived_on=arrived_on,
            settled_on=settled_on,
            delivered_on=delivered_on,
            status="settled",
            odometer_km=own.odometer(arrived_on, rng) if own else None,
            advisor=advisor if rng.random() < 0.8 else self._advisor(rng),
            technician=rng.choice(self.shop.technicians),
            reason=rng.choice(job.reasons),
            lines=lines(job, own, rng, dear=plan.dear),
        )
        return self._mishap(order, rng)

    def _mishap(self, order: Order, rng: Random) -> Order:
        """What counters know: a car not ready yet, an order booked twice, money given back."""
        chance = rng.random()
        if order.settled_on and order.settled_on > self.season.last_day:
            order.status, order.settled_on, order.delivered_on = "open", None, None
        elif chance < VOIDED:
            order.status = "voided"
        elif chance < VOIDED + REFUNDED:
            order.refund_fen = rng.choice(order.lines).net_fen
        if order.delivered_on and order.delivered_on > self.season.last_day:
            order.delivered_on = None
        if order.odometer_km and rng.random() < MISTYPED:
            order.odometer_km = _mistyped(order.odometer_km, rng)
        return order

    def _advisor(self, rng: Random) -> str:
        return rng.choices(list(self.shop.advisors), weights=list(self.shop.advisors.values()))[0]


def _mistyped(km: int, rng: Random) -> int:
    """An odometer as somebody in a hurry types it: a digit too many, or two in each other's place."""
    digits = str(km)
    return km * 10 if rng.random() < 0.4 else int(digits[:-4] + digits[-3:-2] + digits[-4:-3] + digits[-2:])


def _number_orders(orders: list[Order], slug: str) -> None:
    orders.sort(key=lambda order: order.arrived_on)
    for day, of_the_day in groupby(orders, key=lambda order: order.arrived_on):
        for place, order in enumerate(of_the_day, start=1):
            order.number = f"{slug[:2].upper()}{day:%y%m%d}{place:03d}"
