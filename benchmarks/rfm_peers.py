"""RFM of one big shop by three hands, from PostgreSQL back to PostgreSQL: ours, lifetimes' summary, and DuckDB's.

The two others count and write a row per customer, every night anew; ours also cuts, classes, ranks and keeps history,
and writes who changed; then once more with profiles and distributions, as the nightly job does it.
"""

import csv
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks import data
from benchmarks.ground import Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target
from benchmarks.scoring import COMPUTED, CUSTOMERS, SCORE, VISITS, fill, score, score_whole

LIFETIMES, DUCKDB = "lifetimes summary", "DuckDB GROUP BY"
WHOLE = f"{SCORE} with profiles and distributions"
RATIO = 1 / 6  # of lifetimes end to end
SINCE = data.LAST_DAY.replace(year=data.LAST_DAY.year - 2)
ROWS = f"""
SELECT customer_id::text AS customer, visit_on, m_fen FROM visits
 WHERE shop_id = {{shop_id}} AND is_paid AND visit_on > DATE '{SINCE}' AND visit_on <= DATE '{data.LAST_DAY}'
"""
SUMMARY = "CREATE TABLE peer_summary (customer text, frequency float8, recency float8, monetary_fen float8)"


def run(ground: Ground, scale: int, repeats: int) -> Table:
    shop_id = fill(ground, CUSTOMERS // scale, VISITS // scale)
    ground.administer("DROP TABLE IF EXISTS peer_summary", SUMMARY)
    table = Table(f"RFM of {CUSTOMERS // scale:,} customers with {VISITS // scale:,} visits, read, counted and written")
    parts = {LIFETIMES: by_lifetimes, DUCKDB: by_duckdb, SCORE: by_score, WHOLE: by_whole_score}
    runs = {name: [] for name in parts}
    for _ in range(repeats):
        for name, contender in parts.items():
            ground.empty(*COMPUTED, "peer_summary")
            runs[name].append(in_child(contender, ground.admin, shop_id))
    counted = {name: done[0].seconds["visits"] for name, done in runs.items()}
    if len(set(counted.values())) != 1:
        raise RuntimeError(f"they do not count the same visits: {counted}")
    table.lines = [
        Line(LIFETIMES, runs[LIFETIMES], "end to end"),
        Line(f"{LIFETIMES}, in memory", runs[LIFETIMES], "in memory"),
        Line(DUCKDB, runs[DUCKDB], "end to end"),
        Line(f"{DUCKDB}, in memory", runs[DUCKDB], "in memory"),
        Line(f"{SCORE}, first run", runs[SCORE], "first"),
        Line(f"{SCORE}, next day", runs[SCORE], "next", Target(RATIO, LIFETIMES)),
        Line(f"{WHOLE}, first run", runs[WHOLE], "first"),
        Line(f"{WHOLE}, next day", runs[WHOLE], "next"),
    ]
    table.notes.append(f"all counted {counted[SCORE]:,.0f} visits of the window")
    return table


def by_lifetimes(admin: str, shop_id: int) -> dict[str, float]:
    """As its documentation shows: a frame of transactions in, a frame of customers out, `to_sql`."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data
    from sqlalchemy import create_engine

    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(admin))
    began = time.perf_counter()
    visits = pd.read_sql(ROWS.format(shop_id=shop_id), engine)
    visits["visit_on"] = pd.to_datetime(visits["visit_on"])
    read = time.perf_counter()
    summary = summary_data_from_transaction_data(
        visits, "customer", "visit_on", monetary_value_col="m_fen", observation_period_end=data.LAST_DAY
    )
    counted = time.perf_counter()
    rows = summary.reset_index()[["customer", "frequency", "recency", "monetary_value"]]
    rows.rename(columns={"monetary_value": "monetary_fen"}).to_sql(
        "peer_summary", engine, if_exists="append", index=False
    )
    # it counts repeats, so the first visit of each customer is missing
    visits_counted = float(summary["frequency"].sum()) + len(summary)
    return {"end to end": time.perf_counter() - began, "in memory": counted - read, "visits": visits_counted}


def by_duckdb(admin: str, shop_id: int) -> dict[str, float]:
    """`COPY` out, one GROUP BY, `COPY` in."""
    import duckdb

    with TemporaryDirectory() as folder, psycopg.connect(admin) as server:
        path = Path(folder) / "visits.csv"
        began = time.perf_counter()
        with (
            path.open("wb") as file,
            server.cursor().copy(f"COPY ({ROWS.format(shop_id=shop_id)}) TO STDOUT CSV") as out,
        ):
            for block in out:
                file.write(block)
        duck = duckdb.connect()
        duck.execute("SET enable_progress_bar = false")
        duck.execute("CREATE TABLE visits (customer VARCHAR, visit_on DATE, m_fen BIGINT)")
        duck.execute(f"COPY visits FROM '{path}' (HEADER false)")
        read = time.perf_counter()
        rows = duck.execute(
            "SELECT customer, count(DISTINCT visit_on), date_diff('day', max(visit_on), ?::DATE), sum(m_fen)"
            " FROM visits GROUP BY customer",
            [data.LAST_DAY],
        ).fetchall()
        counted = time.perf_counter()
        lines = StringIO()
        csv.writer(lines).writerows(rows)
        with server.cursor().copy("COPY peer_summary FROM STDIN CSV") as copy:
            copy.write(lines.getvalue())
        server.commit()
    visits = float(sum(row[1] for row in rows))
    return {"end to end": time.perf_counter() - began, "in memory": counted - read, "visits": visits}


def by_score(admin: str, shop_id: int) -> dict[str, float]:
    return score(shop_id) | {"visits": _scored_visits(admin, shop_id)}


def by_whole_score(admin: str, shop_id: int) -> dict[str, float]:
    return score_whole(shop_id) | {"visits": _scored_visits(admin, shop_id)}


def _scored_visits(admin: str, shop_id: int) -> float:
    with psycopg.connect(admin) as server:
        row = server.execute("SELECT sum(frequency) FROM rfm_scores WHERE shop_id = %s", (shop_id,)).fetchone()
    return float(row[0]) if row else 0.0
