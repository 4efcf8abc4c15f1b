"""Score a shop: freeze the month's cuts, keep today's score of every customer, remember every change."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from tenants import settings
from tenants.db import current_shop_id, db, planned_for_many_rows
from tenants.scoring import arrays, frame, movements
from tenants.scoring.arrays import Columns
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
INSERT INTO rfm_scores AS s (shop_id, customer_id, {", ".join(STORED)})
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
  FROM {{scores}}
 WHERE shop_id = :shop_id
    ON CONFLICT (shop_id, customer_id, as_of) DO UPDATE
   SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
"""
_RETURNED = ", ".join(f"s.{name}" for name in ["shop_id", "customer_id", *COLUMNS])
_WITH_SNAPSHOT = f"WITH written AS ({{write}} RETURNING {_RETURNED}) {_SNAPSHOT.format(scores='written')}"

_RUNS = """
SELECT max(as_of), (SELECT as_of FROM score_runs WHERE shop_id = :shop_id ORDER BY scored_at DESC LIMIT 1)
  FROM score_runs
 WHERE shop_id = :shop_id
"""

_FORGET = "DELETE FROM rfm_scores WHERE shop_id = :shop_id AND customer_id = ANY(:gone)"


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
    _write(some, as_of, _history())
    profile(as_of, customers, timezone)
    return _recount(shown)


def score_everybody(as_of: date) -> tuple[ScoreRun, list[bytes]]:
    """Scores, cuts, snapshots and movements alone; also says who changed, by the bytes of their ids."""
    with planned_for_many_rows(in_one_process=True):
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


def _write(scored: Scored, as_of: date, history: _History) -> list[bytes]:
    """Who changed."""
    changed = _changed(scored, as_of)
    grows = history.grows_by(as_of)
    _write_current(changed, as_of if grows else None)
    if scored.gone:
        db.session.execute(text(_FORGET), {"shop_id": current_shop_id(), "gone": scored.gone})
    if grows and history.is_ahead:
        everybody = text(_SNAPSHOT.format(scores="rfm_scores"))
        db.session.execute(everybody, {"shop_id": current_shop_id(), "as_of": as_of})
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


def _changed(scored: Scored, as_of: date) -> Columns:
    rows = scored.rows
    signature = arrays.signatures([rows[name] for name in COLUMNS])
    is_changed = ~rows["known"] | (signature != rows["known_signature"])
    changed = {name: column[is_changed] for name, column in rows.items()}
    since = class_since(changed, as_of, scored.cuts[PERSONAL])
    return changed | {"signature": signature[is_changed], "class_since_on": since}


def class_since(rows: Columns, as_of: date, cuts: Cuts) -> NDArray[np.datetime64]:
    """The day a class was entered. Of a customer never scored before it is known from R alone: low since the day
    after the R cut ran out, high since his last visit.
    """
    today = np.datetime64(as_of, "D")
    entered = rows["last_paid_on"].copy()
    entered[np.isin(rows["rfm_class"].astype(str), LOW_R)] += cuts.r_cut_days + 1
    entered[rows["known"] | np.isnat(entered)] = today
    return np.minimum(entered, today)


def _write_current(changed: Columns, snapshot_on: date | None) -> None:
    """With a snapshot of each, when it is to be the newest."""
    known = changed["known"]
    values: dict[str, Any] = {"shop_id": current_shop_id(), "as_of": snapshot_on}
    with planned_for_many_rows():
        for write, places in ((_UPDATE, np.flatnonzero(known)), (_INSERT, np.flatnonzero(~known))):
            statement = write if snapshot_on is None else _WITH_SNAPSHOT.format(write=write)
            for start in range(0, len(places), CHUNK):
                part = places[start : start + CHUNK]
                given = {name: arrays.literal(changed[name][part]) for name in ["customer_id", *STORED]}
                db.session.execute(text(statement), values | given)


def _record_run(as_of: date, scored: Scored) -> ScoreRun:
    cuts = scored.cuts[PERSONAL]
    row = {"customers": len(scored.rows["customer_id"]), "small_population": cuts.small, **_limits(cuts)}
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
