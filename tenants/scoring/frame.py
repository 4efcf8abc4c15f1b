"""One row per customer: counted in SQL, scored in numpy. Nothing is written here."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import func, select, text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import arrays, rfm
from tenants.scoring import cuts as cutting
from tenants.scoring.arrays import Columns
from tenants.scoring.cut_policy import settings_key
from tenants.scoring.cuts import Cuts
from tenants.scoring.fleets import FLEETS, FLEETS_OF_SOME
from tenants.scoring.models import RfmCut
from tenants.scoring.segments import FLEET, FLEET_POPULATION, FLEET_VEHICLES, PERSONAL
from tenants.scoring.window import months_before

_PEOPLE = """
SELECT c.id, c.customer_type = 'personal' AND f.customer_id IS NULL
  FROM customers c
  LEFT JOIN ({fleets}) f ON f.customer_id = c.id
 WHERE c.shop_id = :shop_id AND c.merged_into_id IS NULL AND c.customer_type <> 'internal' {people}
"""
_PERSON = {"customer_id": "uuid", "personal": "boolean"}

# joined to people here, which costs the database half as much again
_COUNTS = """
SELECT customer_id, max(visit_on) - DATE '1970-01-01', min(visit_on) - DATE '1970-01-01',
       count(DISTINCT visit_on) FILTER (WHERE visit_on > :window_start),
       coalesce(sum(m_fen) FILTER (WHERE visit_on > :window_start), 0)::bigint, count(DISTINCT visit_on)
  FROM visits
 WHERE shop_id = :shop_id AND is_paid AND visit_on <= :as_of AND customer_id IS NOT NULL {customers}
 GROUP BY customer_id
"""
_COUNTED = {
    "customer_id": "uuid",
    "last_paid_on": "integer",
    "first_paid_on": "integer",
    "frequency": "bigint",
    "monetary_fen": "bigint",
    "lifetime_dates": "bigint",
}

_STORED = "SELECT customer_id, signature FROM rfm_scores WHERE shop_id = :shop_id {customers}"
_SIGNED = {"customer_id": "uuid", "signature": "bigint"}

_GAPS = """
SELECT gap, count(*)
  FROM (SELECT customer_id, visit_on - lag(visit_on) OVER (PARTITION BY customer_id ORDER BY visit_on) AS gap
          FROM visits
         WHERE shop_id = :shop_id AND is_paid AND visit_on > :window_start AND visit_on <= :as_of
           AND customer_id IS NOT NULL) gaps
 WHERE gap > 0 AND NOT customer_id = ANY(:others)
 GROUP BY gap
"""

_FLEETS = f"""
SELECT id FROM customers WHERE shop_id = :shop_id AND customer_type <> 'personal'
 UNION ALL {FLEETS}
"""
# M of a population, without the customers who are ranked among it
_OTHERS = f"""
SELECT monetary_fen FROM rfm_scores
 WHERE shop_id = :shop_id AND frequency >= 1 AND customer_id <> ALL(:customers)
   AND customer_id {{among}}(ARRAY({_FLEETS}))
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """`rows`: the columns of `count_customers` and `rfm.score`; `cuts` by population, personal always among them, those
    of `new` made by this scoring; `gone`: ids of whose score is stored and who is scored no more.
    """

    as_of: date
    rows: Columns
    cuts: dict[str, Cuts]
    gone: list[uuid.UUID]
    new: frozenset[str] = frozenset()

    @property
    def customers(self) -> pd.DataFrame:
        """The same as a frame, with UUIDs; days as datetime64[s], and r_days (missing: never paid)."""
        never = np.isnat(self.rows["last_paid_on"])
        r_days = pd.arrays.IntegerArray(rfm.recency(self.rows["last_paid_on"], self.as_of), never)
        columns = {name: _series(column) for name, column in self.rows.items()}
        return pd.DataFrame({**columns, "customer_id": arrays.ids(self.rows["customer_id"].tolist()), "r_days": r_days})


def _series(column: NDArray[Any]) -> "pd.Series[Any]":
    if column.dtype.kind == "M":
        return pd.Series(column.astype("datetime64[s]"))
    # pandas 3 would guess its string type, whose missing value is NaN and no SQL NULL
    return pd.Series(column, dtype=object if column.dtype.kind in "OV" else None)


def scored_customers(as_of: date) -> Scored:
    """Every customer of the shop in scope, scored as of the end of `as_of` with the month's frozen cuts, or with
    cuts computed as of that day when none are frozen (domain.md 2.1). Internal and merged customers are left out.
    """
    chosen = settings.current()
    counted, gone = count_customers(as_of, chosen.rfm_window_months)
    frozen = frozen_cuts(as_of, chosen)
    cuts = _cuts(frozen, as_of, counted, chosen)
    rows = _scored(counted, as_of, cuts, chosen, {})
    return Scored(as_of, rows, cuts, gone, frozenset(cuts.keys() - frozen.keys()))


def scored_some(as_of: date, customers: Collection[uuid.UUID]) -> Scored | None:
    """Some customers of the shop in scope, by the cuts frozen for the month of `as_of` and ranked among the others'
    stored scores; None when no cuts are frozen.
    """
    chosen = settings.current()
    cuts = frozen_cuts(as_of, chosen)
    if PERSONAL not in cuts:
        return None
    counted, gone = count_customers(as_of, chosen.rfm_window_months, customers)
    others = {kind: _others(kind, customers) for kind in cuts}
    return Scored(as_of, _scored(counted, as_of, cuts, chosen, others), cuts, gone)


def _others(kind: str, customers: Collection[uuid.UUID]) -> NDArray[np.int64]:
    values = {"shop_id": current_shop_id(), "customers": list(customers), "fleet_vehicles": FLEET_VEHICLES}
    among = "= ANY" if kind == FLEET else "<> ALL"
    found: NDArray[np.int64] = arrays.fetch(_OTHERS.format(among=among), values, {"fen": "bigint"})["fen"]
    return found


def _scored(
    counted: Columns,
    as_of: date,
    cuts: dict[str, Cuts],
    chosen: settings.Settings,
    others: Mapping[str, NDArray[np.int64]],
) -> Columns:
    """`others`: M of the rest of each population these customers are only a part of."""
    limits = rfm.LifecycleLimits(
        chosen.lifecycle_active_days, chosen.lifecycle_silent_days, chosen.lifecycle_asleep_days
    )

    def part(customers: Columns, kind: str) -> Columns:
        return rfm.score(customers, as_of=as_of, cuts=cuts[kind], limits=limits, others=others.get(kind))

    if FLEET not in cuts:
        return counted | part(counted, PERSONAL)
    is_person = counted["personal"]
    scored = part(counted, PERSONAL)
    fleets = {name: column[~is_person] for name, column in counted.items()}
    # among themselves, fleets are the population
    for name, column in part(fleets | {"personal": np.ones(len(fleets["personal"]), np.bool_)}, FLEET).items():
        scored[name][~is_person] = column
    return counted | scored


def count_customers(
    as_of: date, window_months: int, customers: Collection[uuid.UUID] | None = None
) -> tuple[Columns, list[uuid.UUID]]:
    """customer_id (16 bytes), last_paid_on, first_paid_on (datetime64), frequency and monetary_fen of the window,
    lifetime_dates, personal, known (scored before) and known_signature (of the stored score); one row per customer,
    paid or not, of the whole shop or of some `customers`. Then whose score is stored and who is counted no more.
    """
    values: dict[str, Any] = {
        "shop_id": current_shop_id(),
        "as_of": as_of,
        "window_start": months_before(as_of, window_months),
        "fleet_vehicles": FLEET_VEHICLES,
    }
    queries = ((_PEOPLE, _PERSON), (_COUNTS, _COUNTED), (_STORED, _SIGNED))
    if customers is None:
        with planned_for_many_rows():
            whole = {"people": "", "customers": "", "fleets": FLEETS}
            found = arrays.fetch_together([(query.format(**whole), kinds) for query, kinds in queries], values)
    else:
        only = {"people": "AND c.id = ANY(:customers)", "customers": "AND customer_id = ANY(:customers)"}
        only |= {"fleets": FLEETS_OF_SOME}
        asked = [(query.format(**only), kinds) for query, kinds in queries]
        found = arrays.fetch_together(asked, values | {"customers": list(customers)})
    return _joined(*found)


def _joined(people: Columns, counted: Columns, stored: Columns) -> tuple[Columns, list[uuid.UUID]]:
    ids, never = people["customer_id"], len(people["customer_id"])
    rows = dict(people)
    # who is not among the people has a place beyond them, which is cut off
    place = arrays.places(counted.pop("customer_id"), ids)
    for name, column in counted.items():
        is_day = name.endswith("_on")
        spread = np.full(never + 1, arrays.NULL_DAY if is_day else 0, column.dtype)
        spread[place] = column
        rows[name] = arrays.days(spread[:-1]) if is_day else spread[:-1]
    place = arrays.places(stored["customer_id"], ids)
    known, signature = np.zeros(never + 1, np.bool_), np.zeros(never + 1, np.int64)
    known[place], signature[place] = True, stored["signature"]
    rows |= {"known": known[:-1], "known_signature": signature[:-1]}
    return rows, arrays.ids(stored["customer_id"][place == never].tolist())


def frozen_cuts(as_of: date, chosen: settings.Settings) -> dict[str, Cuts]:
    """The cuts frozen for the month of `as_of` by population, if they were made with these settings."""
    key = settings_key(chosen)
    of_month = RfmCut.month == as_of.replace(day=1)
    rows = select(RfmCut).where(of_month, func.coalesce(RfmCut.settings_key, key) == key)
    return {
        row.customer_type: Cuts(row.r_cut_days, row.f_cut, row.m_cut_fen, row.population, small=False)
        for row in db.session.scalars(rows)
    }


def _cuts(frozen: Mapping[str, Cuts], as_of: date, counted: Columns, chosen: settings.Settings) -> dict[str, Cuts]:
    is_paid, is_person = counted["frequency"] >= 1, counted["personal"]
    wanted = [PERSONAL, FLEET] if (is_paid & ~is_person).sum() >= FLEET_POPULATION else [PERSONAL]
    inside = {PERSONAL: is_paid & is_person, FLEET: is_paid & ~is_person}
    return {
        kind: frozen.get(kind) or _computed(as_of, counted, inside[kind], is_paid & ~inside[kind], chosen)
        for kind in wanted
    }


def _computed(
    as_of: date,
    counted: Columns,
    inside: NDArray[np.bool_],
    others: NDArray[np.bool_],
    chosen: settings.Settings,
) -> Cuts:
    gaps = db.session.execute(
        text(_GAPS),
        {
            "shop_id": current_shop_id(),
            "as_of": as_of,
            "window_start": months_before(as_of, chosen.rfm_window_months),
            "others": arrays.ids(counted["customer_id"][others].tolist()),
        },
    )
    return cutting.compute(dict(gaps.all()), counted["frequency"][inside], counted["monetary_fen"][inside], chosen)
