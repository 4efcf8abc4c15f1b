"""The names of settled lines that nobody can place, counted once a run, so that their page need not read all lines."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select, text

from tenants.db import current_shop_id, db, insert_rows, planned_for_many_rows
from tenants.needs import item_names
from tenants.needs.item_names import Naming
from tenants.needs.models import UnmappedName

_NAMES = """
SELECT l.item_name, l.item_code, count(*) AS lines, sum(l.net_fen)::bigint AS revenue_fen, max(o.settled_on) AS last_on
  FROM work_order_lines l
  JOIN work_orders o ON o.shop_id = :shop_id AND o.id = l.order_id
 WHERE l.shop_id = :shop_id AND o.status = 'settled' AND o.settled_on <= :as_of AND l.item_name <> ''
 GROUP BY l.item_name, l.item_code
 ORDER BY lines, l.item_name
"""
_FIELDS = ("written", "lines", "revenue_fen", "last_on")
_UPSERT = f"(shop_id, name) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FIELDS)}"


def find_unmapped(as_of: date, naming: Naming) -> int:
    """Keep the names of the shop in scope that neither a person nor a rule places; returns how many there are."""
    found = _found(as_of, naming)
    stored = {row.name: row for row in db.session.scalars(select(UnmappedName))}
    gone = stored.keys() - found.keys()
    if gone:
        db.session.execute(delete(UnmappedName).where(UnmappedName.name.in_(gone)))
    changed = [row for name, row in found.items() if name not in stored or _differs(stored[name], row)]
    insert_rows(UnmappedName, changed, _UPSERT)
    for row in stored.values():
        db.session.expunge(row)
    return len(found)


def _found(as_of: date, naming: Naming) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    with planned_for_many_rows():
        rows = db.session.execute(text(_NAMES), {"shop_id": current_shop_id(), "as_of": as_of}).all()
    for row in rows:
        if naming.knows(row.item_name, row.item_code):
            continue
        key = item_names.key(row.item_name)
        before = found.get(key, {"lines": 0, "revenue_fen": 0, "last_on": row.last_on})
        found[key] = {
            "name": key,
            "written": row.item_name,  # the commonest spelling comes last
            "lines": before["lines"] + row.lines,
            "revenue_fen": before["revenue_fen"] + row.revenue_fen,
            "last_on": max(before["last_on"], row.last_on),
        }
    return found


def _differs(stored: UnmappedName, row: Mapping[str, Any]) -> bool:
    return any(getattr(stored, name) != row[name] for name in _FIELDS)
