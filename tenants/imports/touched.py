"""Whom and which cars an import has touched: what follows from it is done for them alone."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, text

from tenants.customers.models import Customer
from tenants.db import current_shop_id, db

MOST = 0.25  # of the customers; from there on the whole shop costs no more

# Orders say more than customers and cars do: an order may be an old customer's, in a car that is known.
_TOUCHED = """
WITH changed AS (
    SELECT "table", before FROM import_changes WHERE shop_id = :shop_id AND import_id = :import_id
), orders AS (
    SELECT customer_id, vehicle_id FROM work_orders WHERE shop_id = :shop_id AND created_import_id = :import_id
     UNION ALL
    SELECT o.customer_id, o.vehicle_id
      FROM work_orders o
     WHERE o.shop_id = :shop_id
       AND o.id = ANY(ARRAY(SELECT (before ->> 'id')::uuid FROM changed WHERE "table" = 'work_orders'))
     UNION ALL
    SELECT (before ->> 'customer_id')::uuid, (before ->> 'vehicle_id')::uuid
      FROM changed WHERE "table" = 'work_orders'
), cars AS (
    SELECT vehicle_id AS id FROM orders WHERE vehicle_id IS NOT NULL
     UNION
    SELECT id FROM vehicles WHERE shop_id = :shop_id AND created_import_id = :import_id
     UNION
    SELECT (before ->> 'id')::uuid FROM changed WHERE "table" = 'vehicles'
), people AS (
    SELECT customer_id AS id FROM orders
     UNION
    SELECT id FROM customers WHERE shop_id = :shop_id AND created_import_id = :import_id
     UNION
    SELECT (before ->> 'id')::uuid FROM changed WHERE "table" = 'customers'
     UNION
    SELECT (before ->> 'customer_id')::uuid FROM changed WHERE "table" = 'vehicles'
     UNION
    SELECT customer_id FROM vehicles WHERE shop_id = :shop_id AND id = ANY(ARRAY(SELECT id FROM cars))
     UNION
    SELECT customer_id FROM visits WHERE shop_id = :shop_id AND party_id = ANY(ARRAY(SELECT id FROM cars))
)
SELECT ARRAY(SELECT id FROM cars) AS vehicles,
       ARRAY(SELECT DISTINCT coalesce(c.merged_into_id, c.id)
               FROM customers c WHERE c.shop_id = :shop_id AND c.id = ANY(ARRAY(SELECT id FROM people))) AS customers
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of customers, merged ones resolved, and of vehicles."""

    customers: list[uuid.UUID]
    vehicles: list[uuid.UUID]


def touched(import_id: uuid.UUID) -> Touched | None:
    """What an import has made or changed in the shop in scope; None when that is a large part of the shop."""
    row = db.session.execute(text(_TOUCHED), {"shop_id": current_shop_id(), "import_id": import_id}).one()
    people = db.session.scalar(select(func.count()).select_from(Customer)) or 0
    return Touched(row.customers, row.vehicles) if len(row.customers) <= MOST * people else None
