"""Records that may be one customer (domain.md 6.4): suggested to a person, never merged by themselves."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from tenants.customers.names import WALK_IN_NAMES
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.paging import Page

TYPED_WRONG = 2  # digits by which two numbers of one person may differ: one mistyped, or two in each other's place

# Equal names need a phone that is nearly the same; who had the same car may also be called by a title (张三, 张先生).
_PAIRS = """
WITH named AS (
    SELECT id, lower(regexp_replace(name, '\\s', '', 'g')) AS said
      FROM customers
     WHERE shop_id = :shop_id AND merged_into_id IS NULL AND customer_type <> 'internal' AND name <> ''
       AND lower(name) <> ALL(:walk_ins)
), living AS (
    SELECT *, regexp_replace(said, '(先生|女士|小姐|太太|师傅|老板|经理|总)$', '') AS bare FROM named
), phones AS (
    SELECT coalesce(c.merged_into_id, c.id) AS customer_id, p.number
      FROM customer_phones p
      JOIN customers c ON c.shop_id = :shop_id AND c.id = p.customer_id
     WHERE p.shop_id = :shop_id AND p.kind = 'mobile'
), holders AS (
    SELECT DISTINCT coalesce(c.merged_into_id, c.id) AS customer_id, o.vehicle_id
      FROM ownerships o
      JOIN customers c ON c.shop_id = :shop_id AND c.id = o.customer_id
     WHERE o.shop_id = :shop_id
), pairs AS (
    SELECT a.id AS one_id, b.id AS other_id, 'phone' AS because
      FROM living a
      JOIN living b ON b.said = a.said AND b.id > a.id
      JOIN phones p ON p.customer_id = a.id
      JOIN phones q ON q.customer_id = b.id AND length(q.number) = length(p.number)
     WHERE (SELECT count(*) FROM generate_series(1, length(p.number)) place
             WHERE substr(p.number, place, 1) <> substr(q.number, place, 1)) <= :typed_wrong
     UNION
    SELECT a.id, b.id, 'vehicle'
      FROM holders g
      JOIN holders h ON h.vehicle_id = g.vehicle_id AND h.customer_id > g.customer_id
      JOIN living a ON a.id = g.customer_id
      JOIN living b ON b.id = h.customer_id
     WHERE a.said = b.said OR (a.bare <> '' AND b.bare <> '' AND (a.bare <> a.said OR b.bare <> b.said)
                               AND (starts_with(a.bare, b.bare) OR starts_with(b.bare, a.bare)))
)
"""
_COUNT = f"{_PAIRS} SELECT count(DISTINCT (one_id, other_id)) FROM pairs"
_PAGE = f"""{_PAIRS}
SELECT p.one_id, p.other_id, a.name AS one_name, b.name AS other_name,
       array_agg(p.because ORDER BY p.because) AS because
  FROM pairs p
  JOIN customers a ON a.shop_id = :shop_id AND a.id = p.one_id
  JOIN customers b ON b.shop_id = :shop_id AND b.id = p.other_id
 GROUP BY p.one_id, p.other_id, a.name, b.name
 ORDER BY count(*) DESC, a.name, p.one_id, p.other_id
 LIMIT :size OFFSET :offset
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records that may be one customer, the older one first; `because`: a similar phone, a car of both."""

    one_id: uuid.UUID
    one_name: str
    other_id: uuid.UUID
    other_name: str
    because: tuple[str, ...]


def suggested(asked: int) -> tuple[list[Duplicate], Page]:
    """A page of pairs, those with most in common first."""
    page = Page.of(asked, count())
    with planned_for_many_rows():
        rows = db.session.execute(text(_PAGE), _values() | {"size": page.size, "offset": page.offset}).all()
    return [Duplicate(row.one_id, row.one_name, row.other_id, row.other_name, tuple(row.because)) for row in rows], page


def count() -> int:
    """How many pairs there are."""
    with planned_for_many_rows():
        return db.session.scalar(text(_COUNT), _values()) or 0


def _values() -> dict[str, Any]:
    return {"shop_id": current_shop_id(), "walk_ins": sorted(WALK_IN_NAMES), "typed_wrong": TYPED_WRONG}
