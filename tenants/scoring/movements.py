"""Who moved from class to class in a month: counted by each scoring against the snapshots of history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring.models import ClassMovement
from tenants.scoring.segments import RfmClass
from tenants.scoring.window import month_ends

ARRIVED = ""  # as `from_class`: not scored a month before

# of the latest day, scores say what the newest snapshots do
_RECORD = """
WITH before AS (
    SELECT DISTINCT ON (s.customer_id) s.customer_id, s.rfm_class
      FROM rfm_snapshots s
     WHERE s.shop_id = :shop_id AND s.as_of <= :before
     ORDER BY s.customer_id, s.as_of DESC
), fresh AS (
    SELECT coalesce(b.rfm_class, '') AS from_class, a.rfm_class AS to_class, count(*) AS customers
      FROM rfm_scores a
      LEFT JOIN before b ON b.customer_id = a.customer_id
     WHERE a.shop_id = :shop_id
     GROUP BY 1, 2
), gone AS (
    DELETE FROM class_movements m
     WHERE m.shop_id = :shop_id AND m.month = :month
       AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.from_class = m.from_class AND f.to_class = m.to_class)
)
INSERT INTO class_movements AS m (shop_id, month, from_class, to_class, customers)
SELECT :shop_id, :month, from_class, to_class, customers FROM fresh
    ON CONFLICT (shop_id, month, from_class, to_class) DO UPDATE SET customers = excluded.customers
 WHERE m.customers <> excluded.customers
"""


@dataclass(frozen=True, slots=True)
class Movements:
    """From the evening of `from_on` to that of `to_on` (or the latest run before it). `cells`: (from, to) -> customers,
    only those with somebody; `from` is "" for customers not scored on `from_on`.

    The people of a cell: Wanted(month=month, from_class=.., to_class=..).
    """

    month: date
    from_on: date
    to_on: date
    cells: dict[tuple[str, str], int]

    @property
    def known(self) -> int:
        """Customers scored on both days."""
        return sum(customers for (before, _), customers in self.cells.items() if before)

    @property
    def moved(self) -> int:
        """Those of them whose class is another now."""
        return sum(customers for (before, after), customers in self.cells.items() if before not in ("", after))

    @property
    def classes(self) -> list[RfmClass]:
        """The classes with somebody in them on either day, best first."""
        there = {code for cell in self.cells for code in cell}
        return [code for code in RfmClass if code in there]


def record(as_of: date) -> None:
    """Count the movements of the month of `as_of` up to that day, the latest one, of which everybody is scored."""
    month = as_of.replace(day=1)
    values = {"shop_id": current_shop_id(), "month": month, "before": month_ends(month)[0]}
    with planned_for_many_rows():
        db.session.execute(text(_RECORD), values)


def months() -> list[date]:
    """The months with movements between two evenings, the latest first."""
    known = select(ClassMovement.month).where(ClassMovement.from_class != ARRIVED).distinct()
    return list(db.session.scalars(known.order_by(ClassMovement.month.desc())))


def movements(month: date) -> Movements:
    """The movements of a month, given by its first day; without cells when it was not scored."""
    rows: Iterable[ClassMovement] = db.session.scalars(select(ClassMovement).where(ClassMovement.month == month))
    return Movements(month, *month_ends(month), {(row.from_class, row.to_class): row.customers for row in rows})
