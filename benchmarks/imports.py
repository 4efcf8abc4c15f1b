"""Loading an export of work orders, against writing the same rows without reading a file."""

import os
import pickle
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks import data
from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target

ORDERS = 200_000  # the most rows that an import takes
RATIO, PEAK_MB = 3.0, 512.0
TABLES = ("customers", "customer_phones", "vehicles", "ownerships", "work_orders", "visits")
ORDER_KEY = ("shop_id", "source_system", "order_no")
LOAD, BARE, ALL = "tenants.imports.verbs.load", "executemany of the orders", "executemany of every row"


def run(ground: Ground, scale: int, repeats: int) -> Table:
    orders = ORDERS // scale
    file = data.write_orders(ground.home / "orders.csv", orders)
    rows = ground.home / "orders.rows"
    in_child(_keep_rows, ground.admin, file, rows, ground.open_shop())
    table = Table(f"Import of {orders:,} work orders", PEAK_MB)
    lines = {
        BARE: Line(BARE, [], "orders"),
        ALL: Line(ALL, [], "all"),
        LOAD: Line(LOAD, [], "load", Target(RATIO, BARE)),
    }
    for _ in range(repeats):
        for name, contender, subject in ((BARE, bare, rows), (ALL, bare, rows), (LOAD, load, file)):
            ground.empty(*TABLES, "imports")
            address = () if contender is load else (ground.app,)
            lines[name].runs.append(in_child(contender, *address, subject, ground.open_shop()))
    table.lines = list(lines.values())
    table.notes.append(f"{os.path.getsize(file) / 1e6:.0f} MB of CSV; every row is written, none was there before")
    return table


def load(file: Path, shop_id: int) -> dict[str, float]:
    """Read, check, resolve, write and derive visits, as the job does after its dry run."""
    from saas.cli.edge import application
    from tenants.imports import verbs
    from workers.transaction import transaction

    with application() as config:
        with transaction(shop_id):
            import_ = verbs.upload(file, file.name, uploads=config.uploads)
        began = time.perf_counter()
        with transaction(shop_id, time_limit=LIMIT):
            loaded = verbs.load(import_.id, config.uploads, today=data.LAST_DAY, now=datetime.now(UTC))
        seconds = time.perf_counter() - began
    assert loaded.counts["new"] == loaded.counts["rows"], loaded.counts
    return {"load": seconds}


def bare(app: str, rows: Path, shop_id: int) -> dict[str, float]:
    """The rows of `rows` through psycopg alone, pipelined, in one transaction under row-level security. The parents of
    the orders are timed too, though a contender may leave them out of its sum."""
    tables = pickle.loads(rows.read_bytes())
    seconds = {}
    with psycopg.connect(app) as connection:
        connection.execute(f"SET app.shop_id = {shop_id}")
        connection.execute("SET statement_timeout = 0")
        connection.commit()
        for name, (columns, values) in tables.items():
            of_shop = [(shop_id, *row[1:]) for row in values]
            began = time.perf_counter()
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(_upsert(name, columns), of_shop)
            seconds[name] = time.perf_counter() - began
    return {"orders": seconds["work_orders"], "all": sum(seconds.values())}


def _upsert(table: str, columns: list[str]) -> sql.Composed:
    conflict = sql.SQL("DO NOTHING")
    if table == "work_orders":
        kept = [sql.Identifier(name) for name in columns if name not in (*ORDER_KEY, "id", "created_import_id")]
        conflict = sql.SQL("({}) DO UPDATE SET {} WHERE work_orders.content_hash <> excluded.content_hash").format(
            sql.SQL(", ").join(map(sql.Identifier, ORDER_KEY)),
            sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(name) for name in kept),
        )
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        conflict,
    )


def _keep_rows(admin: str, file: Path, rows: Path, shop_id: int) -> dict[str, float]:
    """Load the file once and put what came of it aside, as plain values."""
    load(file, shop_id)
    kept = {}
    with psycopg.connect(admin) as server:
        for table in TABLES:
            cursor = server.execute(
                sql.SQL("SELECT * FROM {} WHERE shop_id = %s").format(sql.Identifier(table)), (shop_id,)
            )
            names = [column.name for column in cursor.description or ()]
            if "created_at" in names:
                cursor = server.execute(
                    sql.SQL("SELECT {} FROM {} WHERE shop_id = %s").format(
                        sql.SQL(", ").join(sql.Identifier(name) for name in names if name != "created_at"),
                        sql.Identifier(table),
                    ),
                    (shop_id,),
                )
                names.remove("created_at")
            kept[table] = (names, cursor.fetchall())
    rows.write_bytes(pickle.dumps(kept))
    return {}
