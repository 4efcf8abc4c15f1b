"""One row per customer: counted in SQL, scored in pandas. Nothing is written here."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select, text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import arrays, rfm
from tenants.scoring import cuts as cutting
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
              WHERE shop_id = :shop_id AND is_paid AND visit_on <= :as_of AND customer_id IS NOT NULL
              GROUP BY customer_id) p ON p.customer_id = c.id
  LEFT JOIN (SELECT customer_id FROM vehicles
              WHERE shop_id = :shop_id AND closed_on IS NULL AND customer_id IS NOT NULL
              GROUP BY customer_id HAVING count(*) >= :fleet_vehicles) f ON f.customer_id = c.id
 WHERE c.shop_id = :shop_id AND c.merged_into_id IS NULL AND c.customer_type <> 'internal'
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


@dataclass(frozen=True, slots=True)
class Scored:
    """`customers`: the columns of `rfm.score` plus customer_id; `cuts` by population, personal always among them."""

    customers: pd.DataFrame
    cuts: dict[str, Cuts]


def scored_customers(as_of: date) -> Scored:
    """Every customer of the shop in scope, scored as of the end of `as_of` with the month's frozen cuts, or with
    cuts computed as of that day when none are frozen (domain.md 2.1). Internal and merged customers are left out.
    """
    chosen = settings.current()
    counted = count_customers(as_of, chosen.rfm_window_months)
    cuts = _cuts(as_of, counted, chosen)
    limits = rfm.LifecycleLimits(
        chosen.lifecycle_active_days, chosen.lifecycle_silent_days, chosen.lifecycle_asleep_days
    )
    if FLEET not in cuts:
        return Scored(rfm.score(counted, as_of=as_of, cuts=cuts[PERSONAL], limits=limits), cuts)
    people = counted[counted["personal"]]
    # among themselves, fleets are the population
    fleets = counted[~counted["personal"]].assign(personal=True)
    parts = [
        rfm.score(people, as_of=as_of, cuts=cuts[PERSONAL], limits=limits),
        rfm.score(fleets, as_of=as_of, cuts=cuts[FLEET], limits=limits).assign(personal=False),
    ]
    return Scored(pd.concat(parts, ignore_index=True), cuts)


def count_customers(as_of: date, window_months: int) -> pd.DataFrame:
    """customer_id, last_paid_on, first_paid_on (datetime64), frequency and monetary_fen of the window,
    lifetime_dates, personal, known (scored before) and known_signature (of the stored score); one row per customer,
    paid or not.
    """
    values = {
        "shop_id": current_shop_id(),
        "as_of": as_of,
        "window_start": months_before(as_of, window_months),
        "fleet_vehicles": FLEET_VEHICLES,
        "never": arrays.NULL_DAY,
    }
    with planned_for_many_rows():
        counted = arrays.fetch(_COUNTS, values, _COUNTED)
    return pd.DataFrame(
        {
            **counted,
            "customer_id": arrays.ids(counted["customer_id"]),
            "last_paid_on": arrays.days(counted["last_paid_on"]),
            "first_paid_on": arrays.days(counted["first_paid_on"]),
        }
    )


def _cuts(as_of: date, counted: pd.DataFrame, chosen: settings.Settings) -> dict[str, Cuts]:
    frozen = {
        row.customer_type: Cuts(row.r_cut_days, row.f_cut, row.m_cut_fen, row.population, small=False)
        for row in db.session.scalars(select(RfmCut).where(RfmCut.month == as_of.replace(day=1)))
    }
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
            "others": list(paid.loc[~inside, "customer_id"]),
        },
    )
    return cutting.compute(
        dict(gaps.all()),
        paid.loc[inside, "frequency"].to_numpy(),
        paid.loc[inside, "monetary_fen"].to_numpy(),
        chosen,
    )
