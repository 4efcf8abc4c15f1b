"""Records that may be one customer (domain.md 6.4): found by a worker, suggested to a person, never merged by
themselves."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, DuplicatePair
from tenants.customers.names import WALK_IN_NAMES
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.errors import N_, DomainError
from tenants.paging import Page

TYPED_WRONG = 2  # digits by which two numbers of one person may differ: one mistyped, or two in each other's place
SHARED_BY = 3  # a number of more people is a driver's or a dealer's, and tells of none of them

# Equal names need a phone that is nearly the same; who had the same car may also be called by a title (张三, 张先生).
_FIND = """
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
), shared AS (
    SELECT DISTINCT number, customer_id
      FROM phones
     WHERE number IN (SELECT number FROM phones
                       GROUP BY number HAVING count(DISTINCT customer_id) BETWEEN 2 AND :shared_by)
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
    SELECT a.id, b.id, 'same_phone'
      FROM shared p
      JOIN shared q ON q.number = p.number AND q.customer_id > p.customer_id
      JOIN living a ON a.id = p.customer_id
      JOIN living b ON b.id = q.customer_id AND b.said <> a.said
     UNION
    SELECT a.id, b.id, 'vehicle'
      FROM holders g
      JOIN holders h ON h.vehicle_id = g.vehicle_id AND h.customer_id > g.customer_id
      JOIN living a ON a.id = g.customer_id
      JOIN living b ON b.id = h.customer_id
     WHERE a.said = b.said OR (a.bare <> '' AND b.bare <> '' AND (a.bare <> a.said OR b.bare <> b.said)
                               AND (starts_with(a.bare, b.bare) OR starts_with(b.bare, a.bare)))
), found AS (
    SELECT one_id, other_id, array_agg(because ORDER BY because) AS because FROM pairs GROUP BY one_id, other_id
), gone AS (
    -- a pair that was merged stays, for the day it is parted
    DELETE FROM duplicate_pairs d
     USING customers a, customers b
     WHERE d.shop_id = :shop_id AND d.kept_apart_at IS NULL
       AND a.shop_id = :shop_id AND a.id = d.one_id AND a.merged_into_id IS NULL
       AND b.shop_id = :shop_id AND b.id = d.other_id AND b.merged_into_id IS NULL
       AND NOT EXISTS (SELECT FROM found f WHERE f.one_id = d.one_id AND f.other_id = d.other_id)
)
INSERT INTO duplicate_pairs (shop_id, one_id, other_id, because)
SELECT :shop_id, one_id, other_id, because FROM found
    ON CONFLICT (shop_id, one_id, other_id) DO UPDATE SET because = excluded.because
 WHERE duplicate_pairs.because IS DISTINCT FROM excluded.because
"""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records that may be one customer, the older one first; `because`: a similar phone, the same phone under
    another name, a car of both.
    """

    one_id: uuid.UUID
    one_name: str
    other_id: uuid.UUID
    other_name: str
    because: tuple[str, ...]


def find() -> None:
    """Look through the customers of the shop in scope; what people decided about a pair stays."""
    values: dict[str, Any] = {
        "shop_id": current_shop_id(),
        "walk_ins": sorted(WALK_IN_NAMES),
        "typed_wrong": TYPED_WRONG,
        "shared_by": SHARED_BY,
    }
    with planned_for_many_rows():
        db.session.execute(text(_FIND), values)


def suggested(asked: int) -> tuple[list[Duplicate], Page]:
    """A page of pairs nobody has decided about, those with most in common first."""
    return _page(DuplicatePair.kept_apart_at.is_(None), asked)


def kept_apart(asked: int) -> tuple[list[Duplicate], Page]:
    """A page of pairs that somebody called two people."""
    return _page(DuplicatePair.kept_apart_at.is_not(None), asked)


def count() -> int:
    """How many pairs wait for a decision."""
    return _count(DuplicatePair.kept_apart_at.is_(None))


def keep_apart(one_id: uuid.UUID, other_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> None:
    """Never suggest these two again. Raises DomainError when they are no pair."""
    pair = _pair(one_id, other_id)
    pair.kept_apart_at, pair.kept_apart_by_id = now, by
    db.session.flush()


def suggest_again(one_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """Take `keep_apart` back. Raises DomainError when they are no pair."""
    pair = _pair(one_id, other_id)
    pair.kept_apart_at = pair.kept_apart_by_id = None
    db.session.flush()


_ONE, _OTHER = aliased(Customer), aliased(Customer)
_STANDING = and_(_ONE.merged_into_id.is_(None), _OTHER.merged_into_id.is_(None))


def _count(wanted: ColumnElement[bool]) -> int:
    return db.session.scalar(_pairs(func.count()).where(wanted, _STANDING)) or 0


def _page(wanted: ColumnElement[bool], asked: int) -> tuple[list[Duplicate], Page]:
    page = Page.of(asked, _count(wanted))
    commonest = (
        func.cardinality(DuplicatePair.because).desc(),
        _ONE.name,
        DuplicatePair.one_id,
        DuplicatePair.other_id,
    )
    rows = db.session.execute(
        _pairs(DuplicatePair, _ONE.name.label("one_name"), _OTHER.name.label("other_name"))
        .where(wanted, _STANDING)
        .order_by(*commonest)
        .offset(page.offset)
        .limit(page.size)
    )
    return [
        Duplicate(pair.one_id, one_name, pair.other_id, other_name, tuple(pair.because))
        for pair, one_name, other_name in rows
    ], page


def _pairs(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(DuplicatePair)
        .join(_ONE, _ONE.id == DuplicatePair.one_id)
        .join(_OTHER, _OTHER.id == DuplicatePair.other_id)
    )


def _pair(one_id: uuid.UUID, other_id: uuid.UUID) -> DuplicatePair:
    older, newer = sorted((one_id, other_id))
    pair = db.session.scalar(
        select(DuplicatePair).where(DuplicatePair.one_id == older, DuplicatePair.other_id == newer)
    )
    if pair is None:
        raise DomainError(N_("These two are not suggested as one customer any more."))
    return pair
