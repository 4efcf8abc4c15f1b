"""What is known of cars as of a day: facts, odometer readings, items done, visits. Streamed, so memory stays flat."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import text

from tenants.db import current_shop_id, db
from tenants.needs import intervals
from tenants.needs.forecast import History
from tenants.needs.intervals import Changed, Intervals
from tenants.needs.item_names import Naming
from tenants.needs.item_needs import Work
from tenants.needs.items import ITEMS, Interval, interval

BATCH = 1_000  # cars at a time

_IDS = """
SELECT v.id FROM vehicles v
  LEFT JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
 WHERE v.shop_id = :shop_id AND v.closed_on IS NULL AND c.customer_type IS DISTINCT FROM 'internal'
   {chosen}
 ORDER BY v.id
"""

_CARS = """
SELECT v.id, coalesce(c.merged_into_id, v.customer_id) AS customer_id, v.series, v.fuel, v.use, v.seats, v.brand,
       v.model, v.registered_on, v.compulsory_expires_on, v.commercial_expires_on, v.inspection_expires_on,
       v.odometer_km, v.odometer_on, n.signature
  FROM vehicles v
  LEFT JOIN customers c ON c.shop_id = :shop_id AND c.id = v.customer_id
  LEFT JOIN vehicle_needs n ON n.shop_id = :shop_id AND n.vehicle_id = v.id
 WHERE v.shop_id = :shop_id AND v.id = ANY(:vehicles)
 ORDER BY v.id
"""

# A job that was never settled has read the odometer all the same; a voided one has not.
_ORDERS = """
SELECT vehicle_id, id, least(coalesce(arrived_on, settled_on), settled_on) AS read_on, settled_on, odometer_km AS km,
       status = 'settled' AND coalesce(settled_on <= :as_of, false) AS is_settled
  FROM work_orders
 WHERE shop_id = :shop_id AND vehicle_id = ANY(:vehicles) AND status IN ('settled', 'open')
   AND coalesce(arrived_on, settled_on) <= :as_of
 ORDER BY vehicle_id, settled_on, id
"""

_LINES = """
SELECT order_id, item_name, item_code FROM work_order_lines WHERE shop_id = :shop_id AND order_id = ANY(:orders)
"""

_VISITS = """
SELECT party_id AS vehicle_id, arrived_on, visit_on, is_maintenance FROM visits
 WHERE shop_id = :shop_id AND party_id = ANY(:vehicles) AND visit_on <= :as_of AND is_service
 ORDER BY party_id, visit_on
"""

_TOLD = """
SELECT vehicle_id, told_on, odometer_km, done_on, item_codes, not_before_on FROM car_reports
 WHERE shop_id = :shop_id AND vehicle_id = ANY(:vehicles) AND told_on <= :as_of
 ORDER BY vehicle_id, told_on, contact_id
"""

_DECISIONS = """
SELECT vehicle_id, read_on, km_read, km FROM odometer_decisions
 WHERE shop_id = :shop_id AND vehicle_id = ANY(:vehicles)
"""


class Raw(NamedTuple):
    """A reading as it came, and what counts instead after a person's decision; None: it is to be ignored."""

    on: date
    km_read: int
    km: int | None


class Wait(NamedTuple):
    """The owner said that it was too early, and when it is not."""

    told_on: date
    not_before_on: date


class Stay(NamedTuple):
    """A visit for service; `is_maintenance` as visits are derived, or for one of its items."""

    arrived_on: date
    visit_on: date
    is_maintenance: bool


@dataclass(slots=True)
class Car:
    """One vehicle with all that its needs follow from. `signature` is that of the needs stored, None without."""

    id: uuid.UUID
    customer_id: uuid.UUID | None
    series: str | None
    brand: str | None
    model: str | None
    fuel: str | None
    use: str | None
    seats: int | None
    registered_on: date | None
    compulsory_expires_on: date | None
    commercial_expires_on: date | None
    inspection_expires_on: date | None
    signature: int | None
    own_intervals: Changed = field(default_factory=dict)
    readings: list[Raw] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    from_the_future: list[Raw] = field(default_factory=list)  # dated later than the day after `as_of`
    wait: Wait | None = None

    @property
    def maintenance_on(self) -> list[date]:
        """The days of its maintenance visits, in order."""
        return [stay.visit_on for stay in self.stays if stay.is_maintenance]

    @property
    def usable(self) -> list[tuple[date, int]]:
        """Its readings (day, km) as people corrected them."""
        return [(raw.on, raw.km) for raw in (*self.readings, *self.from_the_future) if raw.km is not None]

    def history(self, of_shop: Intervals) -> History:
        """What its needs are predicted from."""
        return History(
            readings=self.usable,
            work=self.work,
            maintenance_on=self.maintenance_on,
            use=self.use,
            fuel=self.fuel,
            registered_on=self.registered_on,
            interval_of=partial(self._interval, of_shop),
        )

    def _interval(self, of_shop: Intervals, code: str) -> Interval:
        of_series, of_all = of_shop.of(self.series)
        return interval(
            code,
            self.fuel,
            of_vehicle=self.own_intervals.get(code),
            of_model=of_series.get(code),
            of_shop=of_all.get(code),
        )


def vehicle_ids(chosen: Collection[uuid.UUID] | None = None) -> list[uuid.UUID]:
    """The vehicles of the shop in scope that have needs, or those of `chosen`: neither closed nor the shop's own."""
    values: dict[str, Any] = {"shop_id": current_shop_id()}
    if chosen is None:
        return list(db.session.scalars(text(_IDS.format(chosen="")), values))
    return list(
        db.session.scalars(text(_IDS.format(chosen="AND v.id = ANY(:chosen)")), values | {"chosen": list(chosen)})
    )


def cars(vehicles: Sequence[uuid.UUID], as_of: date, naming: Naming) -> Iterator[list[Car]]:
    """The cars of these ids in batches, with what was known at the end of `as_of`. Seven statements a batch."""
    for start in range(0, len(vehicles), BATCH):
        yield _batch(vehicles[start : start + BATCH], as_of, naming)


def _batch(vehicles: Sequence[uuid.UUID], as_of: date, naming: Naming) -> list[Car]:
    values = {"shop_id": current_shop_id(), "as_of": as_of, "vehicles": list(vehicles)}
    decided = _decisions(values)
    found = _facts(values, decided)
    for car_id, own in intervals.of_vehicles(vehicles).items():
        found[car_id].own_intervals = own
    _add_orders(found, values, decided, naming)
    _add_stays(found, values)
    _add_told(found, values, decided)
    return list(found.values())


def _decisions(values: Mapping[str, Any]) -> dict[Hashable, int | None]:
    rows = db.session.execute(text(_DECISIONS), values)
    return {(row.vehicle_id, row.read_on, row.km_read): row.km for row in rows}


def _facts(values: Mapping[str, Any], decided: Mapping[Hashable, int | None]) -> dict[uuid.UUID, Car]:
    found = {}
    for row in db.session.execute(text(_CARS), values):
        facts = row._asdict()
        km, on = facts.pop("odometer_km"), facts.pop("odometer_on")
        car = found[row.id] = Car(**facts)
        if km is not None and on is not None:
            read = _raw(decided, row.id, on, km)
            # today's readings are known, though they count from tomorrow's run on
            if on <= values["as_of"] + timedelta(1):
                car.readings += [read] if on <= values["as_of"] else []
            else:
                car.from_the_future.append(read)
    return found


def _raw(decided: Mapping[Hashable, int | None], car_id: uuid.UUID, on: date, km: int) -> Raw:
    return Raw(on, km, decided.get((car_id, on, km), km))


def _add_orders(
    found: Mapping[uuid.UUID, Car], values: Mapping[str, Any], decided: Mapping[Hashable, int | None], naming: Naming
) -> None:
    orders = db.session.execute(text(_ORDERS), values).all()
    codes = _codes([order.id for order in orders if order.is_settled], naming)
    for order in orders:
        car = found[order.vehicle_id]
        read = None if order.km is None else _raw(decided, car.id, order.read_on, order.km)
        if read is not None:
            car.readings.append(read)
        car.work += [Work(order.settled_on, code, order.read_on) for code in codes.get(order.id, ())]


def _codes(orders: Collection[uuid.UUID], naming: Naming) -> dict[uuid.UUID, set[str]]:
    codes: dict[uuid.UUID, set[str]] = defaultdict(set)
    values = {"shop_id": current_shop_id(), "orders": list(orders)}
    for order_id, name, item_code in db.session.execute(text(_LINES), values):
        code = naming.code_of(name, item_code)
        if code is not None:
            codes[order_id].add(code)
    return codes


def _add_stays(found: Mapping[uuid.UUID, Car], values: Mapping[str, Any]) -> None:
    for vehicle_id, arrived_on, visit_on, is_maintenance in db.session.execute(text(_VISITS), values):
        car = found[vehicle_id]
        is_maintenance = is_maintenance or any(
            arrived_on <= work.on <= visit_on and ITEMS[work.code].is_maintenance for work in car.work
        )
        car.stays.append(Stay(arrived_on, visit_on, is_maintenance))


def _add_told(
    found: Mapping[uuid.UUID, Car], values: Mapping[str, Any], decided: Mapping[Hashable, int | None]
) -> None:
    for row in db.session.execute(text(_TOLD), values):
        car = found[row.vehicle_id]
        if row.odometer_km is not None:
            car.readings.append(_raw(decided, car.id, row.told_on, row.odometer_km))
        if row.done_on is not None:
            car.work += [Work(row.done_on, code) for code in row.item_codes]
        if row.not_before_on is not None:
            car.wait = Wait(row.told_on, row.not_before_on)
