"""Score a shop: freeze the month's cuts, keep today's score of every customer, remember every change."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from tenants import settings
from tenants.db import current_shop_id, db, kept_in_one_process, planned_for_many_rows
from tenants.scoring import arrays, frame, movements
from tenants.scoring.cut_policy import settings_key
from tenants.scoring.cuts import Cuts
from tenants.scoring.frame import Scored
from tenants.scoring.models import RfmCut, RfmScore, ScoreRun
from tenants.scoring.profiles import profile, refresh
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
STORED = {**COLUMNS, "signature": "bigint", "class_since_on": "date"}
CHUNK = 20_000  # rows a statement
LOW_R = [RfmClass.RECALL, RfmClass.RETAIN, RfmClass.MAINTAIN, RfmClass.LOST]

# days travel as integers since 1970
_GIVEN = ", ".join(f"CAST(:{name} AS {'integer' if kind == 'date' else kind}[])" for name, kind in STORED.items())
_NEW = f"unnest(CAST(:customer_id AS uuid[]), {_GIVEN}) AS n(customer_id, {', '.join(STORED)})"
_VALUE = {name: f"DATE '1970-01-01' + n.{name}" if kind == "date" else f"n.{name}" for name, kind in STORED.items()}

# joined to customers: a select that names the shop, which a database spread over machines can answer in one place
_INSERT = f"""
INSERT INTO rfm_scores (shop_id, customer_id, {", ".join(STORED)})
SELECT c.shop_id, c.id, {", ".join(_VALUE.values())}
  FROM customers c JOIN {_NEW} ON n.customer_id = c.id
 WHERE c.shop_id = :shop_id
"""
_UPDATE = f"""
UPDATE rfm_scores AS s
   SET {", ".join(f"{name} = {_VALUE[name]}" for name in [*COLUMNS, "signature"])},
       class_since_on = CASE WHEN s.rfm_class = n.rfm_class THEN s.class_since_on ELSE {_VALUE["class_since_on"]} END
  FROM {_NEW}
 WHERE s.shop_id = :shop_id AND s.customer_id = n.customer_id AND s.customer_id = ANY(CAST(:customer_id AS uuid[]))
"""
_SNAPSHOT = f"""
INSERT INTO rfm_snapshots (shop_id, customer_id, as_of, {", ".join(COLUMNS)})
SELECT shop_id, customer_id, :as_of, {", ".join(COLUMNS)}
  FROM rfm_scores
 WHERE shop_id = :shop_id {{only}}
    ON CONFLICT (shop_id, customer_id, as_of) DO UPDATE
   SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
"""

_RUNS = """
SELECT max(as_of), (SELECT as_of FROM score_runs WHERE shop_id = :shop_id ORDER BY scored_at DESC LIMIT 1)
  FROM score_runs
 WHERE shop_id = :shop_id
"""

_FORGET = """
DELETE FROM rfm_scores s USING customers c
 WHERE s.shop_id = :shop_id AND c.shop_id = :shop_id AND c.id = s.customer_id
   AND (c.merged_into_id IS NOT NULL OR c.customer_type = 'internal') {only}
"""


def score(as_of: date, customers: Collection[uuid.UUID] | None = None, timezone: str = "Asia/Shanghai") -> ScoreRun:
    """Score every customer of the shop in scope as of the end of `as_of`, which becomes the day its pages show, and
    bring their profiles and the shop's distributions in line. `timezone` is the shop's.

    The first run of a month freezes that month's cuts, unless the population is too small (domain.md 2.1); other cut
    settings make them anew. Snapshots only ever grow forward: a day before the latest run is shown, not written into
    history. Scoring the same day twice changes nothing.

    With `customers`, only they are scored, by the frozen cuts. When the rest of the shop was not scored as of that very
    day, or nothing is frozen, it is the whole shop all the same.
    """
    shown = shown_run() if customers is not None else None
    some = frame.scored_some(as_of, customers) if customers is not None and shown and shown.as_of == as_of else None
    if some is None or shown is None or customers is None:
        run, changed = score_everybody(as_of)
        # an order may change without changing the score: another item, a campaign
        refresh(as_of, [*changed, *(one.bytes for one in customers or ())], run.customers, timezone)
        return run
    _write(some, as_of, _history(), customers)
    profile(as_of, customers, timezone)
    return _recount(shown)


def score_everybody(as_of: date) -> tuple[ScoreRun, list[bytes]]:
    """Scores, cuts, snapshots and movements alone; also says who changed, by the bytes of their ids."""
    with kept_in_one_process(), planned_for_many_rows():
        scored = frame.scored_customers(as_of)
        _freeze(as_of, scored)
        changed = _write(scored, as_of, history := _history())
        if history.grows_by(as_of):
            movements.record(as_of)
    return _record_run(as_of, scored), changed


class _History(NamedTuple):
    """The latest day that was scored, and the one whose scores are stored."""

    latest_on: date | None
    stored_on: date | None

    def grows_by(self, as_of: date) -> bool:
        return self.latest_on is None or as_of >= self.latest_on

    @property
    def is_ahead(self) -> bool:
        """What is stored are the scores of an earlier day, so who is unchanged has another newest snapshot."""
        return self.stored_on is not None and not self.grows_by(self.stored_on)


def _history() -> _History:
    return _History(*db.session.execute(text(_RUNS), {"shop_id": current_shop_id()}).one())


def _write(
    scored: Scored, as_of: date, history: _History, customers: Collection[uuid.UUID] | None = None
) -> list[bytes]:
    """Who changed."""
    changed = _changed(scored, as_of)
    _write_current(changed)
    _forget(customers)
    if history.grows_by(as_of):
        is_new = customers is None and len(changed) == len(scored.rows)
        _write_snapshots(changed, as_of, everybody=history.is_ahead or is_new)
    found: list[bytes] = changed["customer_id"].tolist()
    return found


def _freeze(as_of: date, scored: Scored) -> None:
    new = {kind: scored.cuts[kind] for kind in scored.new if not scored.cuts[kind].small}
    key = settings_key(settings.current()) if new else ""
    for kind, cuts in new.items():
        row = {"computed_as_of": as_of, "settings_key": key, **_limits(cuts)}
        frozen = insert(RfmCut).values(shop_id=current_shop_id(), month=as_of.replace(day=1), customer_type=kind, **row)
        # cuts an earlier release froze have no key and stay
        is_other = func.coalesce(RfmCut.settings_key, key) != key
        keys = ["shop_id", "month", "customer_type"]
        db.session.execute(frozen.on_conflict_do_update(index_elements=keys, set_=row, where=is_other))


def _limits(cuts: Cuts) -> dict[str, Any]:
    return {
        "r_cut_days": cuts.r_cut_days,
        "f_cut": cuts.f_cut,
        "m_cut_fen": cuts.m_cut_fen,
        "population": cuts.population,
    }


def _changed(scored: Scored, as_of: date) -> pd.DataFrame:
    rows = scored.rows
    signature = pd.util.hash_pandas_object(rows[list(COLUMNS)], index=False).to_numpy().view(np.int64)
    is_changed = ~rows["known"].to_numpy() | (signature != rows["known_signature"].to_numpy())
    changed: pd.DataFrame = rows[is_changed]
    since = class_since(changed, as_of, scored.cuts[PERSONAL])
    return changed.assign(signature=signature[is_changed], class_since_on=since)


def class_since(rows: pd.DataFrame, as_of: date, cuts: Cuts) -> "pd.Series[Any]":
    """The day a class was entered. Of a customer never scored before it is known from R alone: low since the day
    after the R cut ran out, high since his last visit.
    """
    today = np.datetime64(as_of, "D")
    entered = rows["last_paid_on"].to_numpy().astype("datetime64[D]")
    entered[rows["rfm_class"].isin(LOW_R)] += cuts.r_cut_days + 1
    entered[rows["known"].to_numpy() | np.isnat(entered)] = today
    return pd.Series(np.minimum(entered, today).astype("datetime64[s]"), rows.index)


def _write_current(changed: pd.DataFrame) -> None:
    known = changed["known"].to_numpy()
    with planned_for_many_rows():
        for statement, places in ((_UPDATE, np.flatnonzero(known)), (_INSERT, np.flatnonzero(~known))):
            for start in range(0, len(places), CHUNK):
                part = changed.iloc[places[start : start + CHUNK]]
                values = {name: arrays.literal(part[name]) for name in ["customer_id", *STORED]}
                db.session.execute(text(statement), {"shop_id": current_shop_id(), **values})


def _forget(customers: Collection[uuid.UUID] | None) -> None:
    values: dict[str, Any] = {"shop_id": current_shop_id()}
    if customers is not None:
        only = "AND s.customer_id = ANY(:customers)"
        db.session.execute(text(_FORGET.format(only=only)), values | {"customers": list(customers)})
        return
    with planned_for_many_rows():
        db.session.execute(text(_FORGET.format(only="")), values)


def _write_snapshots(changed: pd.DataFrame, as_of: date, *, everybody: bool) -> None:
    values = {"shop_id": current_shop_id(), "as_of": as_of}
    if everybody:
        db.session.execute(text(_SNAPSHOT.format(only="")), values)
    elif len(changed):
        only = "AND customer_id = ANY(CAST(:customer_id AS uuid[]))"
        values["customer_id"] = arrays.literal(changed["customer_id"])
        db.session.execute(text(_SNAPSHOT.format(only=only)), values)


def _record_run(as_of: date, scored: Scored) -> ScoreRun:
    cuts = scored.cuts[PERSONAL]
    row = {"customers": len(scored.rows), "small_population": cuts.small, **_limits(cuts)}
    recorded = (
        insert(ScoreRun)
        .values(shop_id=current_shop_id(), as_of=as_of, **row)
        .on_conflict_do_update(index_elements=["shop_id", "as_of"], set_=row | {"scored_at": func.clock_timestamp()})
        .returning(ScoreRun)
    )
    return db.session.scalars(recorded, execution_options={"populate_existing": True}).one()


def _recount(run: ScoreRun) -> ScoreRun:
    run.customers = db.session.scalar(select(func.count()).select_from(RfmScore)) or 0
    run.scored_at = func.clock_timestamp()
    db.session.flush()
    db.session.refresh(run)
    return run
