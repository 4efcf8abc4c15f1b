"""Takes back what an import did: rows it made go, rows it changed are put back as they were."""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import text

from tenants.customers.models import Customer, Vehicle
from tenants.db import TenantModel, current_shop_id, db
from tenants.visits.models import WorkOrder, WorkOrderLine

FIXED = {"shop_id", "id"}
# children before parents; a customer or car that somebody has worked with since stays
_GONE = (
    "DELETE FROM work_orders t WHERE {ours}",
    "DELETE FROM ownerships t WHERE {ours}",
    "DELETE FROM customer_phones t WHERE {ours}",
    "DELETE FROM customer_keys t WHERE {ours}",
    """UPDATE vehicles t SET customer_id = NULL WHERE {ours}
        AND NOT EXISTS (SELECT 1 FROM work_orders o WHERE o.shop_id = :shop_id AND o.vehicle_id = t.id)""",
    """DELETE FROM vehicles t WHERE {ours}
        AND NOT EXISTS (SELECT 1 FROM work_orders o WHERE o.shop_id = :shop_id AND o.vehicle_id = t.id)""",
    "DELETE FROM visits v WHERE v.shop_id = :shop_id AND v.customer_id IN (SELECT t.id FROM customers t WHERE {ours})",
    """DELETE FROM customers t WHERE {ours}
        AND NOT EXISTS (SELECT 1 FROM work_orders o WHERE o.shop_id = :shop_id AND o.customer_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM vehicles v WHERE v.shop_id = :shop_id AND v.customer_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.shop_id = :shop_id AND c.merged_into_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM contacts k WHERE k.shop_id = :shop_id AND k.customer_id = t.id)""",
)
_OURS = "t.shop_id = :shop_id AND t.created_import_id = :import_id"

_CHANGES = """import_changes c, jsonb_populate_record(NULL::{table}, c.before) b
 WHERE c.shop_id = :shop_id AND c.import_id = :import_id AND c."table" = '{table}'"""


def take_back(import_id: uuid.UUID) -> None:
    """Undo the rows of one import in the shop in scope; derive visits again afterwards."""
    values = {"shop_id": current_shop_id(), "import_id": import_id}
    for statement in (*_put_back(), *(gone.format(ours=_OURS) for gone in _GONE)):
        db.session.execute(text(statement), values)
    db.session.execute(text("DELETE FROM import_changes WHERE shop_id = :shop_id AND import_id = :import_id"), values)
    db.session.expire_all()


def _put_back() -> Collection[str]:
    lines = _CHANGES.format(table="work_order_lines")
    orders = _CHANGES.format(table="work_orders")
    names = [column.name for column in WorkOrderLine.__table__.columns]
    return [
        *(_restored(model) for model in (Customer, Vehicle, WorkOrder)),
        f"""DELETE FROM work_order_lines l USING {orders} AND l.shop_id = :shop_id AND l.order_id = b.id""",
        f"INSERT INTO work_order_lines ({', '.join(names)})"
        f" SELECT {', '.join(f'b.{name}' for name in names)} FROM {lines}",
    ]


def _restored(model: type[TenantModel]) -> str:
    table: Any = model.__table__
    columns = [column.name for column in table.columns if column.name not in FIXED]
    assignments = ", ".join(f'"{name}" = b."{name}"' for name in columns)
    changes = _CHANGES.format(table=table.name)
    return f"UPDATE {table.name} t SET {assignments} FROM {changes} AND t.shop_id = :shop_id AND t.id = b.id"
