"""Writes what an import changes, after remembering what was there (domain.md 6.4)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, select, text, update

from tenants.customers.models import Customer, CustomerKey, CustomerPhone, Ownership, Vehicle
from tenants.db import current_shop_id, db, insert_rows, planned_for_many_rows
from tenants.imports.resolution import CUSTOMER_FIELDS, VEHICLE_FIELDS, Pending
from tenants.visits.models import WorkOrder, WorkOrderLine

KEPT = {"id", "shop_id", "created_at", "created_import_id"}
EXIT = "plate_moved"
PLATES = "plates"  # kind of a change that is told and not put back
WRITABLE = {  # what an import may say of a row that was there before; orders are its own altogether
    "customers": CUSTOMER_FIELDS,
    "vehicles": (*VEHICLE_FIELDS, "customer_id", "closed_on", "exit_reason"),
}
ALWAYS_SAID = {"plate", "vin", "customer_id"}  # identities, decided before they come here

_SAID_OF_ORDERS = [column.name for column in WorkOrder.__table__.columns if column.name not in KEPT]
UPSERT_ORDERS = f"""(shop_id, source_system, order_no) DO UPDATE
   SET {", ".join(f"{name} = excluded.{name}" for name in _SAID_OF_ORDERS)}
 WHERE work_orders.content_hash <> excluded.content_hash"""


_WRITTEN = """
UPDATE import_changes c
   SET written = (SELECT coalesce(jsonb_object_agg(said.key, said.value), '{{}}')
                    FROM jsonb_each(to_jsonb(t)) said
                   WHERE said.key = ANY(:columns) AND said.value IS DISTINCT FROM c.before -> said.key)
  FROM {table} t
 WHERE c.shop_id = :shop_id AND c.import_id = :import_id AND c."table" = '{table}' AND c.written IS NULL
   AND t.shop_id = :shop_id AND t.id = (c.before ->> 'id')::uuid
"""


def remember_written(import_id: uuid.UUID) -> None:
    """Keep what an import has made of the rows it changed, at the end of its transaction."""
    with planned_for_many_rows():
        for table, columns in WRITABLE.items():
            values = {"shop_id": current_shop_id(), "import_id": import_id, "columns": list(columns)}
            db.session.execute(text(_WRITTEN.format(table=table)), values)


class Writer:
    """Writes batches of pending rows and keeps the rows as they were, once each, in `import_changes`."""

    def __init__(self, import_id: uuid.UUID, *, fills_only: bool) -> None:
        """`fills_only`: what the file says of known customers and cars fills blanks and replaces nothing."""
        self._import_id = import_id
        self._fills_only = fills_only
        self._changes = 0
        self._remembered: set[uuid.UUID] = set()

    def write(self, pending: Pending) -> None:
        """Insert and update everything pending, parents before children."""
        closed = {row_id: {"closed_on": on, "exit_reason": EXIT} for row_id, on in pending.closed_vehicles.items()}
        self._update(Vehicle, closed)
        insert_rows(Customer, pending.customers)
        insert_rows(CustomerPhone, pending.phones, "DO NOTHING")
        insert_rows(CustomerKey, pending.keys, "DO NOTHING")
        # before the new cars: one of them may bear the old plate of a known one
        self._update(Vehicle, self.differences(Vehicle, pending.said_of_vehicles))
        insert_rows(Vehicle, pending.vehicles)
        insert_rows(Ownership, pending.ownerships, "DO NOTHING")
        # again, for cars that are new in this very batch and spoken of again further down
        self._update(Vehicle, self.differences(Vehicle, pending.said_of_vehicles))
        self._update(Customer, self.differences(Customer, pending.said_of_customers))
        self._orders(pending)

    def differences(self, model: Any, said: Mapping[uuid.UUID, Mapping[str, Any]]) -> dict[uuid.UUID, dict[str, Any]]:
        """Of what is said about stored rows (id -> field -> value), what they do not say already."""
        if not said:
            return {}
        table: Table = model.__table__
        known = db.session.execute(
            select(table).where(table.c.shop_id == current_shop_id(), table.c.id.in_(list(said)))
        )
        found = {row["id"]: self._difference(dict(row), said[row["id"]]) for row in known.mappings()}
        return {row_id: values for row_id, values in found.items() if values}

    def _difference(self, row: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        is_blank = (None, "")
        return {
            name: value
            for name, value in said.items()
            if row[name] != value and (not self._fills_only or row[name] in is_blank or name in ALWAYS_SAID)
        }

    def _update(self, model: Any, said: Mapping[uuid.UUID, Mapping[str, Any]]) -> None:
        self._remember(model.__tablename__, said)
        self._remember_plates([row_id for row_id, values in said.items() if "plate" in values])
        same_fields: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for row_id, values in said.items():
            same_fields[tuple(values)].append({"b_id": row_id, **values})
        table: Table = model.__table__
        for rows in same_fields.values():
            statement = update(table).where(table.c.shop_id == current_shop_id(), table.c.id == bindparam("b_id"))
            db.session.execute(statement, rows)

    def _orders(self, pending: Pending) -> None:
        if not pending.orders:
            return
        changed = [row["id"] for row in pending.orders if row.pop("is_changed")]
        self._remember("work_orders", changed)
        if changed:
            self._remember_lines(changed)
        insert_rows(WorkOrder, pending.orders, UPSERT_ORDERS)
        insert_rows(WorkOrderLine, pending.lines)

    def _remember(self, table: str, row_ids: Iterable[uuid.UUID]) -> None:
        fresh = [row_id for row_id in row_ids if row_id not in self._remembered]
        if fresh:
            self._remembered.update(fresh)
            self._copy(table, "id", fresh)

    def _remember_lines(self, order_ids: Collection[uuid.UUID]) -> None:
        self._copy("work_order_lines", "order_id", order_ids)
        statement = text("DELETE FROM work_order_lines WHERE shop_id = :shop_id AND order_id = ANY(:ids)")
        db.session.execute(statement, {"shop_id": current_shop_id(), "ids": list(order_ids)})

    def _remember_plates(self, car_ids: Collection[uuid.UUID]) -> None:
        """Of cars this very import has brought: nothing an undo needs, but a change of plate is told."""
        if car_ids:
            ours = "t.created_import_id = :import_id AND t.plate IS NOT NULL"
            what = "jsonb_build_object('id', t.id, 'plate', t.plate)"
            self._insert(
                PLATES,
                what,
                f"SELECT t.* FROM vehicles t WHERE t.shop_id = :shop_id AND t.id = ANY(:ids) AND {ours}",
                car_ids,
            )

    def _copy(self, table: str, column: str, ids: Collection[uuid.UUID]) -> None:
        # rows this import has made itself are not worth remembering: an undo removes them
        own = "" if table == "work_order_lines" else "AND t.created_import_id IS DISTINCT FROM :import_id"
        # locked, so that what differs afterwards was written by this import
        rows = f"SELECT t.* FROM {table} t WHERE t.shop_id = :shop_id AND t.{column} = ANY(:ids) {own} FOR UPDATE"
        self._insert(table, "to_jsonb(t)", rows, ids)

    def _insert(self, kind: str, what: str, rows: str, ids: Collection[uuid.UUID]) -> None:
        result = db.session.execute(
            text(
                f"WITH t AS MATERIALIZED ({rows})"
                f'INSERT INTO import_changes (shop_id, import_id, number, "table", before)'
                f" SELECT :shop_id, :import_id, :start + row_number() OVER (), '{kind}', {what} FROM t"
            ),
            {
                "shop_id": current_shop_id(),
                "import_id": self._import_id,
                "start": self._changes,
                "ids": list(ids),
            },
        )
        self._changes += result.rowcount  # type: ignore[attr-defined]
