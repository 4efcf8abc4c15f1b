"""One row per customer: counted in SQL, scored in pandas. Nothing is written here."""

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
from tenants.scoring.cut_policy import settings_key
from tenants.scoring.cuts import Cuts
from tenants.scoring.models import RfmCut
from tenants.scoring.segments import FLEET, FLEET_POPULATION, FLEET_VEHICLES, PERSONAL
from tenants.scoring.window import months_before

_COUNTS = """
SELECT c.id, coalesce(p.last_paid_on - DATE '1970-01-01', CAST(:never AS integer)),
       coalesce(p.first_paid_on - DATE '1970-01-01', CAST(:never AS integer)),
       coalesce(p.frequency, 0), coalesce(p.monetary_fen, 0), coalesce(p.lifetime_dates, 0),
       c.customer_type = 'personal' AND f.customer_id IS NULL, s.customer_id IS NOT NULL, coalesce(s.signature, 0)
  FROM customers c
  LEFT JOIN rfm_scores s ON s.shop_id = :shop_id AND s.customer_id = c.id
  LEFT JOIN (SELECT customer_id, max(visit_on) AS last_paid_on, min(visit_on) AS first_paid_on,
                    count(DISTINCT visit_on) FILTER (WHERE visit_on > :window_start) AS frequency,
                    (sum(m_fen) FILTER (WHERE visit_on > :window_start))::bigint AS monetary_fen,
                    count(DISTINCT visit_on) AS lifetime_dates
               FROM visits
              WHERE shop_id = :shop_id AND is_paid AND visit_on <= :as_of AND customer_id IS NOT NULL {owners}
              GROUP BY customer_id) p ON p.customer_id = c.id
  LEFT JOIN (SELECT customer_id FROM vehicles
              WHERE shop_id = :shop_id AND closed_on IS NULL AND customer_id IS NOT NULL {owners}
              GROUP BY customer_id HAVING count(*) >= :fleet_vehicles) f ON f.customer_id = c.id
 WHERE c.shop_id = :shop_id AND c.merged_into_id IS NULL AND c.customer_type <> 'internal' {customers}
"""
_COUNTED = {
    "customer_id": "uuid",
    "last_paid_on": "integer",
    "first_paid_on": "integer",
    "frequency": "bigint",
    "monetary_fen": "bigint",
    "lifetime_dates": "bigint",
    "personal": "boolean",
    "known": "boolean",
    "known_signature": "bigint",
}

_GAPS = """
SELECT gap, count(*)
  FROM (SELECT customer_id, visit_on - lag(visit_on) OVER (PARTITION BY customer_id ORDER BY visit_on) AS gap
          FROM visits
         WHERE shop_id = :shop_id AND is_paid AND visit_on > :window_start AND visit_on <= :as_of
           AND customer_id IS NOT NULL) gaps
 WHERE gap > 0 AND NOT customer_id = ANY(:others)
 GROUP BY gap
"""

_FLEETS = """
SELECT id FROM customers WHERE shop_id = :shop_id AND customer_type <> 'personal'
 UNION ALL
SELECT customer_id FROM vehicles
 WHERE shop_id = :shop_id AND closed_on IS NULL AND customer_id IS NOT NULL
 GROUP BY customer_id HAVING count(*) >= :fleet_vehicles
"""
# M of a population, without the customers who are ranked among it
_OTHERS = f"""
SELECT monetary_fen FROM rfm_scores
 WHERE shop_id = :shop_id AND frequency >= 1 AND customer_id <> ALL(:customers)
   AND customer_id {{among}}(ARRAY({_FLEETS}))
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """`rows`: the columns of `rfm.score` plus customer_id, as its 16 bytes; `cuts` by population, personal always among
    them, those of `new` made by this scoring.
    """

    rows: pd.DataFrame
    cuts: dict[str, Cuts]
    new: frozenset[str] = frozenset()

    @property
    def customers(self) -> pd.DataFrame:
        """The same rows, with UUIDs."""
        return self.rows.assign(customer_id=arrays.ids(self.rows["customer_id"]))


def scored_customers(as_of: date) -> Scored:
    """Every customer of the shop in scope, scored as of the end of `as_of` with the month's frozen cuts, or with
    cuts computed as of that day when none are frozen (domain.md 2.1). Internal and merged customers are left out.
    """
    chosen = settings.current()
    counted = count_customers(as_of, chosen.rfm_window_months)
    frozen = frozen_cuts(as_of, chosen)
    cuts = _cuts(frozen, as_of, counted, chosen)
    return Scored(_scored(counted, as_of, cuts, chosen), cuts, frozenset(cuts.keys() - frozen.keys()))


def scored_some(as_of: date, customers: Collection[uuid.UUID]) -> Scored | None:
    """Some customers of the shop in scope, by the cuts frozen for the month of `as_of` and ranked among the others'
    stored scores; None when no cuts are frozen.
    """
    chosen = settings.current()
    cuts = frozen_cuts(as_of, chosen)
    if PERSONAL not in cuts:
        return None
    counted = count_customers(as_of, chosen.rfm_window_months, customers)
    return Scored(_scored(counted, as_of, cuts, chosen, {kind: _others(kind, customers) for kind in cuts}), cuts)


def _others(kind: str, customers: Collection[uuid.UUID]) -> NDArray[np.int64]:
    values = {"shop_id": current_shop_id(), "customers": list(customers), "fleet_vehicles": FLEET_VEHICLES}
    among = "= ANY" if kind == FLEET else "<> ALL"
    found: NDArray[np.int64] = arrays.fetch(_OTHERS.format(among=among), values, {"fen": "bigint"})["fen"]
    return found


def _scored(
    counted: pd.DataFrame,
    as_of: date,
    cuts: dict[str, Cuts],
    chosen: settings.Settings,
    others: Mapping[str, NDArray[np.int64]] | None = None,
) -> pd.DataFrame:
    """`others`: M of the rest of each population these customers are only a part of."""
    limits = rfm.LifecycleLimits(
        chosen.lifecycle_active_days, chosen.lifecycle_silent_days, chosen.lifecycle_asleep_days
    )
    rest = others or {}

    def part(customers: pd.DataFrame, kind: str) -> pd.DataFrame:
        return rfm.score(customers, as_of=as_of, cuts=cuts[kind], limits=limits, others=rest.get(kind))

    if FLEET not in cuts:
        return part(counted, PERSONAL)
    people, fleets = counted[counted["personal"]], counted[~counted["personal"]]
    # among themselves, fleets are the population
    parts = [part(people, PERSONAL), part(fleets.assign(personal=True), FLEET).assign(personal=False)]
    return pd.concat(parts, ignore_index=True)


def count_customers(as_of: date, window_months: int, customers: Collection[uuid.UUID] | None = None) -> pd.DataFrame:
    """customer_id (16 bytes), last_paid_on, first_paid_on (datetime64), frequency and monetary_fen of the window,
    lifetime_dates, personal, known (scored before) and known_signature (of the stored score); one row per customer,
    paid or not, of the whole shop or of some `customers`.
    """
    values: dict[str, Any] = {
        "shop_id": current_shop_id(),
        "as_of": as_of,
        "window_start": months_before(as_of, window_months),
        "fleet_vehicles": FLEET_VEHICLES,
        "never": arrays.NULL_DAY,
    }
    if customers is None:
        with planned_for_many_rows():
            counted = arrays.fetch(_COUNTS.format(owners="", customers=""), values, _COUNTED)
    else:
        owners, only = "AND customer_id = ANY(:customers)", "AND c.id = ANY(:customers)"
        query = _COUNTS.format(owners=owners, customers=only)
        counted = arrays.fetch(query, values | {"customers": list(customers)}, _COUNTED)
    return pd.DataFrame(
        {
            **counted,
            "customer_id": arrays.keys(counted["customer_id"]),
            "last_paid_on": arrays.days(counted["last_paid_on"]),
            "first_paid_on": arrays.days(counted["first_paid_on"]),
        }
    )


def frozen_cuts(as_of: date, chosen: settings.Settings) -> dict[str, Cuts]:
    """The cuts frozen for the month of `as_of` by population, if they were made with these settings."""
    key = settings_key(chosen)
    of_month = RfmCut.month == as_of.replace(day=1)
    rows = select(RfmCut).where(of_month, func.coalesce(RfmCut.settings_key, key) == key)
    return {
        row.customer_type: Cuts(row.r_cut_days, row.f_cut, row.m_cut_fen, row.population, small=False)
        for row in db.session.scalars(rows)
    }


def _cuts(frozen: Mapping[str, Cuts], as_of: date, counted: pd.DataFrame, chosen: settings.Settings) -> dict[str, Cuts]:
    paid = counted["frequency"] >= 1
    wanted = [PERSONAL, FLEET] if (paid & ~counted["personal"]).sum() >= FLEET_POPULATION else [PERSONAL]
    return {kind: frozen.get(kind) or _computed(kind, as_of, counted[paid], chosen) for kind in wanted}


def _computed(kind: str, as_of: date, paid: pd.DataFrame, chosen: settings.Settings) -> Cuts:
    inside = paid["personal"] == (kind == PERSONAL)
    gaps = db.session.execute(
        text(_GAPS),
        {
            "shop_id": current_shop_id(),
            "as_of": as_of,
            "window_start": months_before(as_of, chosen.rfm_window_months),
            "others": arrays.ids(paid.loc[~inside, "customer_id"]).tolist(),
        },
    )
    return cutting.compute(
        dict(gaps.all()),
        paid.loc[inside, "frequency"].to_numpy(),
        paid.loc[inside, "monetary_fen"].to_numpy(),
        chosen,
    )
