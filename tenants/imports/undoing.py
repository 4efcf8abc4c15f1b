"""Takes back what an import did: rows it made go, columns it wrote are put back. What people decided since stays."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from tenants.customers.merging import Parted
from tenants.customers.parting import part_from
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.imports.standing import CAR_HAS_ORDERS, HAS_ORDERS, IS_CAR_KEPT, IS_CUSTOMER_KEPT, LEADS_TO_MORE
from tenants.imports.writing import WRITABLE, remember_written
from tenants.visits.models import WorkOrder, WorkOrderLine

_OURS = "t.shop_id = :shop_id AND t.created_import_id = :import_id"
_CHANGES = 'c.shop_id = :shop_id AND c.import_id = :import_id AND c."table" = '

# orders come from imports alone: they become wholly what they were
_ORDERS = """UPDATE work_orders t SET {assignments}
  FROM import_changes c, jsonb_populate_record(NULL::work_orders, c.before) b
 WHERE {changes} 'work_orders' AND t.shop_id = :shop_id AND t.id = b.id"""
_NO_LINES = """DELETE FROM work_order_lines l USING import_changes c
 WHERE {changes} 'work_orders' AND l.shop_id = :shop_id AND l.order_id = (c.before ->> 'id')::uuid"""
_LINES = """INSERT INTO work_order_lines ({names}) SELECT {values}
  FROM import_changes c, jsonb_populate_record(NULL::work_order_lines, c.before) b
 WHERE {changes} 'work_order_lines'"""

# of what was written only what nobody has written over since
_STILL_WRITTEN = """UPDATE import_changes c
   SET written = (SELECT coalesce(jsonb_object_agg(said.key, said.value), '{{}}')
                    FROM jsonb_each(c.written) said WHERE to_jsonb(t) -> said.key = said.value)
  FROM {table} t
 WHERE {changes} '{table}' AND t.shop_id = :shop_id AND t.id = (c.before ->> 'id')::uuid"""
_PUT_BACK = """UPDATE {table} t SET {assignments}
  FROM import_changes c, jsonb_populate_record(NULL::{table}, c.before) b
 WHERE {changes} '{table}' AND c.written <> '{{}}' AND t.shop_id = :shop_id AND t.id = b.id"""

# A plate that a car still bears which stays is not given back; nor, then, one that hangs on it.
_PLATE_TAKEN = f"""UPDATE import_changes c SET written = c.written - ARRAY['plate', 'closed_on', 'exit_reason']
 WHERE {_CHANGES} 'vehicles' AND c.written ?| ARRAY['plate', 'closed_on'] AND c.before ->> 'closed_on' IS NULL
   AND EXISTS (SELECT FROM vehicles w
                WHERE w.shop_id = :shop_id AND w.plate = c.before ->> 'plate' AND w.closed_on IS NULL
                  AND w.id <> (c.before ->> 'id')::uuid
                  AND NOT EXISTS (SELECT FROM import_changes d
                                   WHERE d.shop_id = :shop_id AND d.import_id = :import_id AND d."table" = 'vehicles'
                                     AND d.before ->> 'id' = w.id::text AND d.written ? 'plate'))"""
# cars may have exchanged plates: all are taken off before one is put on
_PLATES_OFF = f"""UPDATE vehicles t SET plate = NULL FROM import_changes c
 WHERE {_CHANGES} 'vehicles' AND c.written ? 'plate' AND t.shop_id = :shop_id AND t.id = (c.before ->> 'id')::uuid"""

_CARS_GONE = f"DELETE FROM vehicles t WHERE {_OURS} AND NOT ({IS_CAR_KEPT} OR {CAR_HAS_ORDERS})"
# children before parents; who stays, stays with the phones and numbers by which the next import knows him
_PEOPLE_GONE = (
    f"""DELETE FROM ownerships t WHERE {_OURS} AND NOT EXISTS (
        SELECT FROM vehicles v
         WHERE v.shop_id = :shop_id AND v.id = t.vehicle_id AND v.created_import_id = :import_id)""",
    f"""DELETE FROM visits v
         WHERE v.shop_id = :shop_id AND v.customer_id IN (SELECT t.id FROM customers t WHERE {_OURS})""",
    f"DELETE FROM customers t WHERE {_OURS} AND NOT ({IS_CUSTOMER_KEPT} OR {HAS_ORDERS} OR {LEADS_TO_MORE})",
    *(
        f"""DELETE FROM {table} t WHERE {_OURS} {but} AND NOT EXISTS (
            SELECT FROM customers o WHERE o.shop_id = :shop_id AND o.id = t.customer_id
               AND o.created_import_id = :import_id)"""
        # a wrong number is not to be tried again when the file comes again
        for table, but in (("customer_phones", "AND t.invalid_at IS NULL"), ("customer_keys", ""))
    ),
)
_SURVIVORS_GOING = f"""SELECT t.id FROM customers t WHERE {_OURS} AND t.merged_into_id IS NULL AND NOT {HAS_ORDERS}
   AND EXISTS (SELECT FROM customers f WHERE f.shop_id = :shop_id AND f.merged_into_id = t.id) ORDER BY t.id"""

_CHANGED_SINCE = """SELECT count(*) FROM import_changes c
  JOIN {table} t ON t.shop_id = :shop_id AND t.id = (c.before ->> 'id')::uuid
 WHERE {changes} '{table}' AND EXISTS (
       SELECT FROM jsonb_each(c.before) old
        WHERE old.key <> 'created_at' AND to_jsonb(t) -> old.key IS DISTINCT FROM old.value)"""
_STAYING = f"SELECT count(*) FROM {{table}} t WHERE {_OURS}"


def take_back(import_id: uuid.UUID, when_parted: Callable[[Parted], None] | None = None) -> int:
    """Undo the rows of one import in the shop in scope; derive visits again afterwards. How many customers and cars
    keep something that came later. `when_parted` is told who loses a survivor, while he is still there.
    """
    # files that were loaded before this was remembered: whatever differs of what imports write
    remember_written(import_id)
    with planned_for_many_rows():
        _take_back_orders(import_id)
        _run(import_id, _CARS_GONE)
        _put_back(import_id)
        db.session.expire_all()
        for survivor_id in _run(import_id, _SURVIVORS_GOING).scalars().all():
            parted = part_from(survivor_id)
            if parted and when_parted:
                when_parted(parted)
        for statement in _PEOPLE_GONE:
            _run(import_id, statement)
        kept = _kept(import_id)
        _run(import_id, "DELETE FROM import_changes WHERE shop_id = :shop_id AND import_id = :import_id")
    db.session.expire_all()
    return kept


def _take_back_orders(import_id: uuid.UUID) -> None:
    names = [column.name for column in WorkOrder.__table__.columns if column.name not in ("shop_id", "id")]
    lines = [column.name for column in WorkOrderLine.__table__.columns]
    for statement in (
        _ORDERS.format(assignments=", ".join(f"{name} = b.{name}" for name in names), changes=_CHANGES),
        _NO_LINES.format(changes=_CHANGES),
        _LINES.format(names=", ".join(lines), values=", ".join(f"b.{name}" for name in lines), changes=_CHANGES),
        f"DELETE FROM work_orders t WHERE {_OURS}",
    ):
        _run(import_id, statement)


def _put_back(import_id: uuid.UUID) -> None:
    """Of customers and cars that were there before the columns that still hold what this import wrote."""
    for table in WRITABLE:
        _run(import_id, _STILL_WRITTEN.format(table=table, changes=_CHANGES))
    while _run(import_id, _PLATE_TAKEN).rowcount:
        pass
    _run(import_id, _PLATES_OFF)
    for table, columns in WRITABLE.items():
        assignments = ", ".join(f"{n} = CASE WHEN c.written ? '{n}' THEN b.{n} ELSE t.{n} END" for n in columns)
        _run(import_id, _PUT_BACK.format(table=table, assignments=assignments, changes=_CHANGES))


def _kept(import_id: uuid.UUID) -> int:
    counts = [
        _run(import_id, statement.format(table=table, changes=_CHANGES)).scalar_one()
        for table in WRITABLE
        for statement in (_CHANGED_SINCE, _STAYING)
    ]
    return sum(counts)


def _run(import_id: uuid.UUID, statement: str) -> Any:
    return db.session.execute(text(statement), {"shop_id": current_shop_id(), "import_id": import_id})
