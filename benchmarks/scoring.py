"""Scoring a big shop end to end, against one SQL statement that does the same and against the bare count."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import psycopg

from benchmarks import data
from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target

CUSTOMERS, VISITS = 100_000, 1_000_000
RATIO, PEAK_MB = 1.5, 250.0
COMPUTED = (
    *("rfm_scores", "rfm_snapshots", "rfm_cuts", "score_runs"),
    *("customer_profiles", "distributions", "class_movements"),
)
STATEMENTS = Path(__file__).with_name("all_in_sql.sql")
GROUP_BY, SQL, SCORE = "GROUP BY customer", "all in SQL", "score"
COUNT = """
SELECT count(*) FROM (SELECT customer_id, max(visit_on), count(DISTINCT visit_on), sum(m_fen)
                        FROM visits WHERE shop_id = %s GROUP BY customer_id) counted
"""


def run(ground: Ground, scale: int, repeats: int) -> Table:
    shop_id = fill(ground, CUSTOMERS // scale, VISITS // scale)
    table = Table(f"Score {CUSTOMERS // scale:,} customers with {VISITS // scale:,} visits", PEAK_MB)
    first, next_day = f"{SCORE}, first run", f"{SCORE}, next day"
    whole = f"{SCORE} with profiles and distributions"
    lines = {
        GROUP_BY: Line(GROUP_BY, [], "count"),
        f"{SQL}, first run": Line(f"{SQL}, first run", [], "first"),
        f"{SQL}, next day": Line(f"{SQL}, next day", [], "next"),
        first: Line(first, [], "first", Target(RATIO, f"{SQL}, first run")),
        next_day: Line(next_day, [], "next", Target(RATIO, f"{SQL}, next day")),
        f"{whole}, first run": Line(f"{whole}, first run", [], "first"),
        f"{whole}, next day": Line(f"{whole}, next day", [], "next"),
    }
    for _ in range(repeats):
        lines[GROUP_BY].runs.append(in_child(count, ground.app, shop_id))
        for name, contender in ((SQL, in_sql), (SCORE, score), (whole, score_whole)):
            ground.empty(*COMPUTED)
            done = in_child(contender, *([ground.app] if contender is in_sql else []), shop_id)
            lines[f"{name}, first run"].runs.append(done)
            lines[f"{name}, next day"].runs.append(done)
    table.lines = list(lines.values())
    table.notes.append("the statement writes R, F, M, class, lifecycle, stage, scores and a snapshot of who changed")
    return table


def score(shop_id: int) -> dict[str, float]:
    """What the statement does: scores, cuts, classes, grid, snapshots."""
    from tenants.scoring.score import score_everybody

    return _two_days(shop_id, score_everybody)


def score_whole(shop_id: int) -> dict[str, float]:
    """As the nightly job does it, which also brings profiles and distributions in line."""
    from tenants.scoring.score import score as score_shop

    return _two_days(shop_id, score_shop)


def _two_days(shop_id: int, score_shop: Callable[[date], object]) -> dict[str, float]:
    """In one transaction a day."""
    from saas.cli.edge import application
    from workers.transaction import transaction

    seconds = {}
    with application():
        for name, as_of in (("first", data.LAST_DAY - timedelta(1)), ("next", data.LAST_DAY)):
            began = time.perf_counter()
            with transaction(shop_id, time_limit=LIMIT):
                score_shop(as_of)
            seconds[name] = time.perf_counter() - began
    return seconds


def in_sql(app: str, shop_id: int) -> dict[str, float]:
    """The same by window functions, as the app role."""
    statement = STATEMENTS.read_text(encoding="utf-8")
    seconds = {}
    with psycopg.connect(app) as connection:
        _open(connection, shop_id)
        for name, as_of in (("first", data.LAST_DAY - timedelta(1)), ("next", data.LAST_DAY)):
            began = time.perf_counter()
            with connection.transaction():
                connection.execute(statement, {"shop": shop_id, "as_of": as_of, "since": _two_years_before(as_of)})
            seconds[name] = time.perf_counter() - began
    return seconds


def count(app: str, shop_id: int) -> dict[str, float]:
    """What any contender must at least do."""
    with psycopg.connect(app) as connection:
        _open(connection, shop_id)
        began = time.perf_counter()
        connection.execute(COUNT, (shop_id,))
        return {"count": time.perf_counter() - began}


def _open(connection: psycopg.Connection, shop_id: int) -> None:
    connection.execute(f"SET app.shop_id = {shop_id}")
    connection.execute("SET statement_timeout = 0")
    connection.commit()


def _two_years_before(day: date) -> date:
    return day.replace(year=day.year - 2)


def fill(ground: Ground, customers: int, count_of_visits: int) -> int:
    """Customers with a car each, and their visits, as the superuser copies them in."""
    shop_id = ground.open_shop()
    with psycopg.connect(ground.admin) as server:
        server.execute(
            "INSERT INTO customers (shop_id, id, name, name_pinyin, customer_type, do_not_call, do_not_market)"
            " SELECT %(shop)s, md5('c' || n)::uuid, 'n' || n, 'n' || n, 'personal', false, false"
            "   FROM generate_series(0, %(last)s) n",
            {"shop": shop_id, "last": customers - 1},
        )
        server.execute("CREATE TEMP TABLE paid (n int, on_day date, fen bigint)")
        with server.cursor().copy("COPY paid FROM STDIN") as copy:
            for visit in data.visits(customers, count_of_visits):
                copy.write_row(visit)
        server.execute(
            "INSERT INTO visits (shop_id, party_id, visit_on, arrived_on, customer_id, order_count, net_revenue_fen,"
            " m_fen, is_revenue, is_paid, is_service, is_maintenance, is_presence)"
            " SELECT %s, md5('v' || n)::uuid, on_day, on_day, md5('c' || n)::uuid, 1, fen, fen, true, true, true, true,"
            " true FROM paid",
            (shop_id,),
        )
    ground.administer("VACUUM ANALYZE visits", "VACUUM ANALYZE customers")
    return shop_id
