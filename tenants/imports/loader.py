"""One pass over a file: dry, it only counts; in earnest, it writes. Both decide by the same code."""

import gc
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import ARRAY, Text, any_, literal, select

from tenants.customers.models import Customer, Vehicle
from tenants.db import db, forget_plans, new_id
from tenants.imports.batches import Batch
from tenants.imports.canonical import CustomerVehicle, Order
from tenants.imports.registry import Registry
from tenants.imports.resolution import Parties, Pending, Resolver, line_rows, order_row
from tenants.imports.writing import Writer
from tenants.visits.models import WorkOrder

R = TypeVar("R", Order, CustomerVehicle)
FIRST_BATCH = 100  # records; then twice as many each time, while the planner learns that the tables are not empty
BATCH = 2_000  # enough for the pipeline, little enough for the memory

YOUNG_OBJECTS = 50_000  # before Python looks for cycles among them


@dataclass(slots=True)
class Counts:
    """What became of the records of a file; quarantined rows are counted where they are read."""

    new: int = 0
    updated: int = 0
    same: int = 0


@dataclass(slots=True)
class Touched:
    """Whose visits change: vehicles, customers without one, and anonymous orders."""

    parties: set[uuid.UUID] = field(default_factory=set)

    def add(self, vehicle_id: uuid.UUID | None, customer_id: uuid.UUID | None, order_id: uuid.UUID) -> None:
        self.parties.add(vehicle_id or customer_id or order_id)


@dataclass(frozen=True, slots=True)
class _Stored:
    id: uuid.UUID
    content_hash: bytes
    vehicle_id: uuid.UUID | None
    customer_id: uuid.UUID | None


class Loader:
    """Counts, and unless `dry` writes, the records of one file."""

    def __init__(self, import_id: uuid.UUID, source_system: str, today: date, *, dry: bool, fills_only: bool) -> None:
        self._import_id = import_id
        self._source_system = source_system
        self._dry = dry
        self._size = BATCH if dry else FIRST_BATCH
        self._resolver = Resolver(Registry(source_system), source_system, import_id, today)
        self._writer = Writer(import_id, fills_only=fills_only)
        self._had_orders = self._has_orders()
        # an order may turn up in two batches of one file; a dry run has not stored the first
        self._met: dict[str, _Stored] = {}
        self.counts = Counts()
        self.touched = Touched()

    def take(self, batch: Batch) -> None:
        """Decide about the records of a batch and, in earnest, write them."""
        records = batch.records
        while records:
            part, records = records[: self._size], records[self._size :]
            self._take([one for one in part if isinstance(one, Order)], self._take_orders)
            self._take([one for one in part if isinstance(one, CustomerVehicle)], self._take_customers)
            if self._size < BATCH and not self._dry:
                self._size = min(2 * self._size, BATCH)
                forget_plans()

    def _take(self, records: list[R], take: Callable[[list[R]], None]) -> None:
        if records:
            take(records)

    def _take_orders(self, orders: list[Order]) -> None:
        stored = self._stored_orders(orders)
        for order in orders:
            known = self._met.get(order.order_no) or stored.get(order.order_no)
            if known is not None and known.content_hash == order.content_hash:
                self.counts.same += 1
            else:
                self._take_order(order, known)
        self._flush()

    def _take_order(self, order: Order, known: _Stored | None) -> None:
        parties = self._resolver.of_order(order)
        order_id = known.id if known else new_id()
        row = order_row(order, parties, self._source_system, self._import_id)
        pending = self._resolver.pending
        pending.orders.append(row | {"id": order_id, "is_changed": known is not None})
        pending.lines.extend(line_rows(order, order_id))
        self._met[order.order_no] = _Stored(order_id, order.content_hash, parties.vehicle_id, parties.customer_id)
        self.touched.add(parties.vehicle_id, parties.customer_id, order_id)
        if known is None:
            self.counts.new += 1
        else:
            self.counts.updated += 1
            self.touched.add(known.vehicle_id, known.customer_id, order_id)

    def _take_customers(self, records: list[CustomerVehicle]) -> None:
        resolved = [self._resolver.of_record(record) for record in records]
        pending = self._resolver.pending
        changed = {
            *self._writer.differences(Customer, pending.said_of_customers),
            *self._writer.differences(Vehicle, pending.said_of_vehicles),
        }
        for parties in resolved:
            self._count(parties, changed)
        self._flush()

    def _count(self, parties: Parties, changed: set[uuid.UUID]) -> None:
        if parties.is_new:
            self.counts.new += 1
        elif parties.adds or {parties.customer_id, parties.vehicle_id} & changed:
            self.counts.updated += 1
        else:
            self.counts.same += 1

    def _flush(self) -> None:
        if not self._dry:
            self._writer.write(self._resolver.pending)
        self._resolver.pending = Pending()

    def _has_orders(self) -> bool:
        """Whether this source has given orders before. Until then the planner knows nothing of the shop, and would
        read all of it for every batch.
        """
        of_source = select(WorkOrder.id).where(WorkOrder.source_system == self._source_system)
        return db.session.scalar(of_source.limit(1)) is not None

    def _stored_orders(self, orders: Iterable[Order]) -> dict[str, _Stored]:
        if not self._had_orders:
            return {}
        rows = db.session.execute(
            select(
                WorkOrder.order_no, WorkOrder.id, WorkOrder.content_hash, WorkOrder.vehicle_id, WorkOrder.customer_id
            ).where(
                WorkOrder.source_system == self._source_system,
                WorkOrder.order_no == any_(literal([order.order_no for order in orders], ARRAY(Text))),
            )
        )
        return {row.order_no: _Stored(row.id, row.content_hash, row.vehicle_id, row.customer_id) for row in rows}


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Rows come by the thousand and hold no cycles: looking for some took a third of the time of a load in Python."""
    usual = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
