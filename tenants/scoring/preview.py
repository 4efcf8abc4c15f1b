"""What other settings would change, before they are saved: the next scoring, counted in SQL alone (domain.md 2.1, 2.2).

No numpy, because a page asks while its reader types. `tests/tenants/scoring/test_preview.py` holds it to `frame.py`.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import cut_policy as policy
from tenants.scoring.cut_policy import CutMode
from tenants.scoring.fleets import FLEETS
from tenants.scoring.segments import CLASSES, FLEET, FLEET_POPULATION, FLEET_VEHICLES, PERSONAL, Lifecycle, RfmClass
from tenants.scoring.window import months_before
from tenants.settings import Settings

_STORED = """
SELECT customer_id, last_paid_on, frequency, monetary_fen FROM rfm_scores WHERE shop_id = :shop_id
"""
_COUNTED = """
SELECT customer_id, max(visit_on) AS last_paid_on,
       count(DISTINCT visit_on) FILTER (WHERE visit_on > :window_start)::integer AS frequency,
       greatest(coalesce(sum(m_fen) FILTER (WHERE visit_on > :window_start), 0), 0)::bigint AS monetary_fen
  FROM visits
 WHERE shop_id = :shop_id AND is_paid AND visit_on <= :as_of AND customer_id IS NOT NULL
 GROUP BY customer_id
"""
_GAPS = """
SELECT p.fleet, array_agg(g.gap ORDER BY g.gap) AS days
  FROM (SELECT customer_id, visit_on - lag(visit_on) OVER (PARTITION BY customer_id ORDER BY visit_on) AS gap
          FROM visits
         WHERE shop_id = :shop_id AND is_paid AND visit_on > :window_start AND visit_on <= :as_of
           AND customer_id IS NOT NULL) g
  JOIN people p ON p.customer_id = g.customer_id
 WHERE g.gap > 0
 GROUP BY p.fleet
"""
_NO_GAPS = "SELECT CAST(NULL AS boolean) AS fleet, CAST(NULL AS integer[]) AS days WHERE false"

_PREVIEW = """
WITH counted AS ({counted}), people AS (
    SELECT c.id AS customer_id, k.last_paid_on, :as_of - k.last_paid_on AS r_days,
           coalesce(k.frequency, 0) AS frequency, coalesce(k.monetary_fen, 0) AS monetary_fen,
           c.customer_type <> 'personal' OR f.customer_id IS NOT NULL AS fleet,
           s.rfm_class AS class_now, s.lifecycle AS lifecycle_now
      FROM customers c
      LEFT JOIN counted k ON k.customer_id = c.id
      LEFT JOIN rfm_scores s ON s.shop_id = :shop_id AND s.customer_id = c.id
      LEFT JOIN ({fleets}) f ON f.customer_id = c.id
     WHERE c.shop_id = :shop_id AND c.merged_into_id IS NULL AND c.customer_type <> 'internal'
), gaps AS ({gaps}), populations AS (
    SELECT fleet, count(*) AS n, array_agg(frequency ORDER BY frequency) AS f,
           array_agg(monetary_fen ORDER BY monetary_fen) AS m
      FROM people WHERE frequency >= 1 GROUP BY fleet
), sized AS (
    SELECT kind.fleet, coalesce(p.n, 0) AS n, coalesce(p.n, 0) < greatest(:min_population, 1) AS small, p.f, p.m, g.days
      FROM (VALUES (false), (true)) AS kind(fleet)
      LEFT JOIN populations p ON p.fleet = kind.fleet
      LEFT JOIN gaps g ON g.fleet = kind.fleet
), cuts AS (
    SELECT s.fleet, coalesce(z.population, s.n) AS n, z.month IS NULL AND s.small AS small,
           coalesce(z.r_cut_days, CASE WHEN s.small THEN :r_cut_days ELSE {r_cut} END) AS r_cut_days,
           coalesce(z.f_cut, CASE WHEN s.small THEN {small_f_cut} ELSE {f_cut} END, 0)::float8 AS f_cut,
           coalesce(z.m_cut_fen, CASE WHEN s.small THEN {small_m_cut} ELSE {m_cut} END, 0)::float8 AS m_cut_fen
      FROM sized s
      LEFT JOIN rfm_cuts z ON z.shop_id = :shop_id AND z.month = :month
                          AND z.customer_type = CASE WHEN s.fleet THEN '{fleet}' ELSE '{personal}' END
                          AND coalesce(z.settings_key, :settings_key) = :settings_key
     WHERE NOT s.fleet OR s.n >= :fleet_population
), placed AS (
    SELECT p.class_now, p.lifecycle_now,
           CASE WHEN p.last_paid_on IS NULL THEN '{none}' WHEN p.frequency < 1 THEN '{lost}'
                ELSE (ARRAY[{classes}])[1 + 4 * (p.r_days <= c.r_cut_days)::int + 2 * (p.frequency >= c.f_cut)::int
                                        + (p.monetary_fen >= c.m_cut_fen)::int] END AS class_then,
           CASE WHEN p.r_days <= :active_days THEN '{active}' WHEN p.r_days <= :silent_days THEN '{silent}'
                WHEN p.r_days <= :asleep_days THEN '{asleep}' WHEN p.r_days IS NOT NULL THEN '{churned}' END
               AS lifecycle_then
      FROM people p
      JOIN cuts c ON c.fleet = (p.fleet AND EXISTS (SELECT 1 FROM cuts WHERE fleet))
)
SELECT c.r_cut_days, c.f_cut, c.m_cut_fen, c.n, c.small, p.*
  FROM cuts c
  LEFT JOIN (SELECT class_now, class_then, lifecycle_now, lifecycle_then, count(*) AS customers
               FROM placed GROUP BY 1, 2, 3, 4) p ON true
 WHERE NOT c.fleet
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """`moves`: (class now, class then) -> customers, who stays included; `lifecycles` likewise, of those who ever paid.

    The cuts are those of personal customers. "" as the class now: not scored yet.
    """

    r_cut_days: int
    f_cut: float
    m_cut_fen: float
    population: int
    small: bool
    moves: Counter[tuple[str, str]]
    lifecycles: Counter[tuple[str, str]]

    @property
    def class_changes(self) -> int:
        """Customers whose class would be another."""
        return _changes(self.moves)

    @property
    def lifecycle_changes(self) -> int:
        """Customers who would stand in another row of the grid."""
        return _changes(self.lifecycles)


def preview(as_of: date, **values: Any) -> Preview:
    """The scoring of the shop in scope as of `as_of`, the day its pages show, with some settings changed: those of cuts
    and of lifecycle. What decides which visits count, like the wash limit, shows only after saving.
    """
    kept = settings.current()
    chosen = replace(kept, **values)
    statement = _PREVIEW.format(
        counted=_STORED if chosen.rfm_window_months == kept.rfm_window_months else _COUNTED,
        **_cuts(chosen),
        classes=", ".join(f"'{CLASSES[bool(bits & 4), bool(bits & 2), bool(bits & 1)]}'" for bits in range(8)),
        none=RfmClass.NONE,
        lost=RfmClass.LOST,
        fleet=FLEET,
        fleets=FLEETS,
        personal=PERSONAL,
        **{lifecycle.lower(): lifecycle for lifecycle in Lifecycle},
    )
    with planned_for_many_rows():
        rows = db.session.execute(text(statement), _values(as_of, chosen)).all()
    moves, lifecycles = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows:
        if row.class_then:
            moves[row.class_now or "", row.class_then] += row.customers
        if row.lifecycle_then:
            lifecycles[row.lifecycle_now or "", row.lifecycle_then] += row.customers
    mine = rows[0]
    return Preview(mine.r_cut_days, mine.f_cut, mine.m_cut_fen, mine.n, mine.small, moves, lifecycles)


def _values(as_of: date, chosen: Settings) -> dict[str, Any]:
    return {
        "shop_id": current_shop_id(),
        "as_of": as_of,
        "month": as_of.replace(day=1),
        "window_start": months_before(as_of, chosen.rfm_window_months),
        "settings_key": policy.settings_key(chosen),
        "fleet_vehicles": FLEET_VEHICLES,
        "fleet_population": FLEET_POPULATION,
        "min_population": chosen.min_population,
        "r_cut_days": chosen.r_cut_days,
        "f_cut_value": chosen.f_cut_value,
        "m_cut_value": chosen.m_cut_value,
        "active_days": chosen.lifecycle_active_days,
        "silent_days": chosen.lifecycle_silent_days,
        "asleep_days": chosen.lifecycle_asleep_days,
    }


def _cuts(chosen: Settings) -> dict[str, str]:
    """The expressions of the cuts; numbers of ours are written out, those of the shop are parameters."""
    f_rule, m_rule = (chosen.f_cut_mode, chosen.f_cut_value), (chosen.m_cut_mode, chosen.m_cut_value)
    shortest, longest = policy.R_CUT_RANGE_DAYS
    is_fixed = chosen.r_cut_mode == CutMode.FIXED
    automatic = f"least(greatest(ceil({_percentile('s.days', policy.R_QUANTILE)}), {shortest}), {longest})::integer"
    enough = f"coalesce(cardinality(s.days), 0) >= {policy.MIN_GAPS}"
    return {
        "gaps": _NO_GAPS if is_fixed else _GAPS,
        "r_cut": ":r_cut_days" if is_fixed else f"CASE WHEN {enough} THEN {automatic} ELSE :r_cut_days END",
        "f_cut": _value("s.f", *f_rule, fixed=":f_cut_value"),
        "m_cut": _value("s.m", *m_rule, fixed=":m_cut_value"),
        "small_f_cut": _small("s.f", f_rule, policy.SMALL_F_RULE, ":f_cut_value"),
        "small_m_cut": _small("s.m", m_rule, policy.SMALL_M_RULE, ":m_cut_value"),
    }


def _small(array: str, rule: tuple[str, float], fallback: tuple[str, float], fixed: str) -> str:
    chosen = policy.unless_fixed(rule, fallback)
    return _value(array, *chosen, fixed=fixed if chosen is rule else str(fallback[1]))


def _value(array: str, mode: str, setting: float, *, fixed: str) -> str:
    match CutMode(mode):
        case CutMode.MEAN:
            return _winsorised_mean(array)
        case CutMode.MEDIAN:
            return _percentile(array, Fraction(1, 2))
        case CutMode.QUANTILE:
            return _percentile(array, policy.quantile(setting))
        case CutMode.FIXED:
            return f"CAST({fixed} AS float8)"


def _winsorised_mean(array: str) -> str:
    cap = f"CASE WHEN s.n >= {policy.WINSOR_POPULATION} THEN {_percentile(array, policy.WINSOR_QUANTILE)} END"
    return f"""(SELECT CAST(coalesce(sum(v) FILTER (WHERE cap IS NULL OR v <= floor(cap)), 0)
                            + coalesce(cap * count(*) FILTER (WHERE v > floor(cap)), 0) AS numeric(60, 20)) / s.n
                  FROM (SELECT {cap} AS cap) limited, unnest({array}) AS v GROUP BY cap)"""


def _percentile(array: str, quantile: Fraction) -> str:
    """Linear interpolation in a sorted array, exact as long as the last division is."""
    place = f"({quantile.numerator}::bigint * (cardinality({array}) - 1))"
    low, high = f"{array}[{place} / {quantile.denominator} + 1]", f"{array}[{_up(place, quantile.denominator)} + 1]"
    rest = f"CAST({place} % {quantile.denominator} AS numeric(60, 20)) / {quantile.denominator}"
    return f"({low} + ({high} - {low}) * ({rest}))"


def _up(place: str, by: int) -> str:
    return f"(({place} + {by - 1}) / {by})"


def _changes(moves: Counter[tuple[str, str]]) -> int:
    return sum(customers for (now, then), customers in moves.items() if now not in ("", then))
