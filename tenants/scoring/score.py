"""Score a shop: freeze the month's cuts, keep today's score of every customer, remember every change."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring.cuts import Cuts
from tenants.scoring.frame import Scored, scored_customers
from tenants.scoring.models import RfmCut, RfmScore, RfmSnapshot, ScoreRun
from tenants.scoring.runs import shown_run
from tenants.scoring.segments import PERSONAL, RfmClass

# What a score consists of, with the type of its array parameter. R is kept as the day of the last paid visit.
COLUMNS = {
    "last_paid_on": "date",
    "first_paid_on": "date",
    "frequency": "integer",
    "monetary_fen": "bigint",
    "lifetime_dates": "integer",
    "rfm_class": "varchar",
    "r_score": "smallint",
    "f_score": "smallint",
    "m_score": "smallint",
    "lifecycle": "varchar",
    "f_stage": "varchar",
}
CHUNK = 5_000  # rows a statement
LOW_R = [RfmClass.RECALL, RfmClass.RETAIN, RfmClass.MAINTAIN, RfmClass.LOST]

_UPDATE = f"""
UPDATE rfm_scores AS s
   SET {", ".join(f"{name} = n.{name}" for name in COLUMNS)}, signature = n.signature,
       class_since_on = CASE WHEN s.rfm_class = n.rfm_class THEN s.class_since_on ELSE n.class_since_on END
  FROM unnest(CAST(:customer_id AS uuid[]), {", ".join(f"CAST(:{n} AS {t}[])" for n, t in COLUMNS.items())},
              CAST(:signature AS bigint[]), CAST(:class_since_on AS date[]))
       AS n(customer_id, {", ".join(COLUMNS)}, signature, class_since_on)
 WHERE s.shop_id = :shop_id AND s.customer_id = n.customer_id
"""

_FORGET = """
DELETE FROM rfm_scores s USING customers c
 WHERE s.shop_id = :shop_id AND c.shop_id = :shop_id AND c.id = s.customer_id
   AND (c.merged_into_id IS NOT NULL OR c.customer_type = 'internal')
"""


def score(as_of: date) -> ScoreRun:
    """Score every customer of the shop in scope as of the end of `as_of`, which becomes the day its pages show.

    The first run of a month freezes that month's cuts, unless the population is too small (domain.md 2.1).
    Snapshots only ever grow forward: a day before the latest run is shown, not written into history.
    Scoring the same day twice changes nothing.
    """
    scored = scored_customers(as_of)
    _freeze(as_of, scored)
    rows = _rows(scored, as_of)
    changed = rows[(rows["signature"] != rows["known_signature"]).fillna(True).to_numpy(dtype=np.bool_)]
    _write_current(changed)
    latest, shown = _history()
    if latest is None or as_of >= latest:
        _write_snapshots(rows if shown != latest else changed, as_of)
    return _record_run(as_of, scored)


def _freeze(as_of: date, scored: Scored) -> None:
    for kind, cuts in scored.cuts.items():
        if not cuts.small:
            row = {"month": as_of.replace(day=1), "customer_type": kind, "computed_as_of": as_of, **_limits(cuts)}
            db.session.execute(insert(RfmCut).values(shop_id=current_shop_id(), **row).on_conflict_do_nothing())


def _limits(cuts: Cuts) -> dict[str, Any]:
    return {
        "r_cut_days": cuts.r_cut_days,
        "f_cut": cuts.f_cut,
        "m_cut_fen": cuts.m_cut_fen,
        "population": cuts.population,
    }


def _rows(scored: Scored, as_of: date) -> pd.DataFrame:
    rows = scored.customers
    hashes = pd.util.hash_pandas_object(rows[list(COLUMNS)], index=False)
    return rows.assign(
        signature=hashes.to_numpy().view(np.int64), class_since_on=class_since(rows, as_of, scored.cuts[PERSONAL])
    )


def class_since(rows: pd.DataFrame, as_of: date, cuts: Cuts) -> "pd.Series[Any]":
    """The day a class was entered. Of a customer never scored before it is known from R alone: low since the day
    after the R cut ran out, high since his last visit.
    """
    today = pd.Timestamp(as_of)
    fell_on = rows["last_paid_on"] + pd.Timedelta(days=cuts.r_cut_days + 1)
    entered = rows["last_paid_on"].where(~rows["rfm_class"].isin(LOW_R), fell_on).fillna(today)
    since = entered.where(rows["known_class"].isna(), today)
    return since.where(since <= today, today)


def _write_current(changed: pd.DataFrame) -> None:
    names = [*COLUMNS, "signature", "class_since_on"]
    known = changed["known_class"].notna()
    for part in _chunks(changed[known]):
        db.session.execute(text(_UPDATE), {"shop_id": current_shop_id(), **_columns(part, names)})
    for part in _chunks(changed[~known]):
        db.session.execute(insert(RfmScore).execution_options(render_nulls=True), _records(part, names))
    with planned_for_many_rows():
        db.session.execute(text(_FORGET), {"shop_id": current_shop_id()})


def _write_snapshots(rows: pd.DataFrame, as_of: date) -> None:
    # render_nulls: otherwise rows with and without a missing value become separate statements
    statement = insert(RfmSnapshot).execution_options(render_nulls=True)
    excluded = {name: statement.excluded[name] for name in COLUMNS}
    upsert = statement.on_conflict_do_update(index_elements=["shop_id", "customer_id", "as_of"], set_=excluded)
    for part in _chunks(rows.assign(as_of=pd.Timestamp(as_of))):
        db.session.execute(upsert, _records(part, [*COLUMNS, "as_of"]))


def _chunks(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    # a hundred thousand rows as Python dictionaries would be most of the memory of a run
    for start in range(0, len(rows), CHUNK):
        yield rows.iloc[start : start + CHUNK]


def _history() -> tuple[date | None, date | None]:
    latest = db.session.scalar(select(func.max(ScoreRun.as_of)))
    shown = shown_run()
    return latest, shown.as_of if shown else None


def _record_run(as_of: date, scored: Scored) -> ScoreRun:
    cuts = scored.cuts[PERSONAL]
    row = {"customers": len(scored.customers), "small_population": cuts.small, **_limits(cuts)}
    db.session.execute(
        insert(ScoreRun)
        .values(shop_id=current_shop_id(), as_of=as_of, **row)
        .on_conflict_do_update(index_elements=["shop_id", "as_of"], set_=row | {"scored_at": func.clock_timestamp()})
    )
    return db.session.scalars(
        select(ScoreRun).where(ScoreRun.as_of == as_of).execution_options(populate_existing=True)
    ).one()


def _records(rows: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    columns = _columns(rows, names)
    shop_id = current_shop_id()
    keys = ["shop_id", *columns]
    return [dict(zip(keys, (shop_id, *values), strict=True)) for values in zip(*columns.values(), strict=True)]


def _columns(rows: pd.DataFrame, names: list[str]) -> Mapping[str, list[Any]]:
    """Plain Python values, as psycopg wants them."""
    return {"customer_id": list(rows["customer_id"])} | {name: _plain(rows[name]) for name in names}


def _plain(column: "pd.Series[Any]") -> list[Any]:
    if column.dtype.kind == "M":
        days: list[Any] = column.to_numpy().astype("datetime64[D]").tolist()
        return days
    return column.tolist()
