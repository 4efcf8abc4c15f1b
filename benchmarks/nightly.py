"""The night of many shops: scores, needs and queue of each, shop by shop; does its cost grow with the shops alone?"""

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import data
from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table

SHOPS, CUSTOMERS, ORDERS = (50, 200), 2_000, 10_000
WARM = 2  # shops worked before the clock starts: imports, connections, plans
# one shop made row by row; the others are copies of it, whose ids only their shop sees
TEMPLATE = (
    "INSERT INTO customers (shop_id, id, name, name_pinyin, customer_type, do_not_call, do_not_market)"
    " SELECT %(shop)s, md5('c' || n)::uuid, 'n' || n, 'n' || n, 'personal', false, false"
    "   FROM generate_series(0, %(customers)s - 1) n",
    "INSERT INTO vehicles (shop_id, id, customer_id, plate, fuel, use, registered_on)"
    " SELECT %(shop)s, md5('v' || n)::uuid, md5('c' || n)::uuid, 'P' || n, 'petrol', 'private',"
    "        %(last)s::date - 1000 - n %% 2000"
    "   FROM generate_series(0, %(customers)s - 1) n",
    "INSERT INTO ownerships (shop_id, vehicle_id, from_on, customer_id)"
    " SELECT shop_id, id, registered_on, customer_id FROM vehicles WHERE shop_id = %(shop)s",
    "INSERT INTO work_orders (shop_id, id, source_system, order_no, customer_id, vehicle_id, order_type, status,"
    "  arrived_on, settled_on, odometer_km, customer_fen, package_fen, insurer_fen, warranty_fen, internal_fen,"
    "  goodwill_fen, rework_fen, refund_fen, discount_fen, wash_only, content_hash)"
    " SELECT %(shop)s, md5('o' || n)::uuid, 'file', 'W' || n, md5('c' || car)::uuid, md5('v' || car)::uuid,"
    "        'maintenance', 'settled', on_day, on_day, 9000 + car %% 9000 + 33 * (900 - ago), 30000 + n %% 90000, 0, 0,"
    "        0, 0, 0, 0, 0, 0, false, decode(md5('h' || n), 'hex')"
    "   FROM (SELECT n, n %% %(customers)s AS car, ago, %(last)s::date - ago AS on_day"
    "           FROM generate_series(0, %(orders)s - 1) n,"
    "                LATERAL (SELECT (n / %(customers)s) * 170 + (n %% %(customers)s * 7919) %% 160) AS past (ago))"
    "        made",
    "INSERT INTO work_order_lines (shop_id, order_id, line_no, kind, item_name, item_code, net_fen, payer)"
    " SELECT shop_id, id, 1, 'part', 'oil', 'OIL_SEMI', customer_fen, 'CUSTOMER' FROM work_orders"
    "  WHERE shop_id = %(shop)s",
)
PARTS = ("scores", "profiles", "needs", "queue")
NIGHTS = ("first", "next")
COPIED = ("customers", "vehicles", "ownerships", "work_orders", "work_order_lines", "visits")

COMPUTED = (
    *("rfm_scores", "rfm_snapshots", "rfm_cuts", "score_runs", "customer_profiles", "distributions"),
    *("class_movements", "needs", "vehicle_needs", "odometer_suspects", "follow_ups", "follow_up_reasons"),
)


def run(ground: Ground, scale: int, repeats: int) -> Table:
    counts = [max(count // scale, WARM + 2) for count in SHOPS]
    shops = _fill(ground, counts[-1])
    title = f"A night of {counts[0]} and of {counts[-1]} shops with {CUSTOMERS:,} customers and {ORDERS:,} orders each"
    table = Table(f"{title}; seconds a shop")
    lines = {
        (count, part, night): Line(f"{count} shops, {night} night: {part}", [], f"{night} {part}")
        for count in counts
        for night in NIGHTS
        for part in ("all", *PARTS)
    }
    for _ in range(repeats):
        for count in counts:
            ground.empty(*COMPUTED)
            done = in_child(nights, shops[:count])
            for (shops_of_line, _, _), line in lines.items():
                if shops_of_line == count:
                    line.runs.append(done)
    table.lines = list(lines.values())
    table.notes.append("one process, one shop after the other, so these are seconds of one core and of the database's")
    return table


def nights(shops: list[int]) -> dict[str, float]:
    """What the workers do for each shop, on its first night, when everything is new, and on the next."""
    from saas.cli.edge import application

    with application():
        return {
            f"{night} {part}": seconds
            for number, night in enumerate(NIGHTS, start=-1)
            for part, seconds in _night(shops, data.LAST_DAY + timedelta(number)).items()
        }


def _night(shops: list[int], evening: date) -> dict[str, float]:
    """Seconds a shop."""
    from tenants.follow_ups.plan import plan_queue
    from tenants.needs.predict import predict
    from tenants.scoring.profiles import refresh
    from tenants.scoring.score import score_everybody
    from workers.transaction import transaction

    work: dict[str, Callable[[Any], Any]] = {
        "scores": lambda _: score_everybody(evening),
        "profiles": lambda scored: refresh(evening, scored[1], scored[0].customers, "Asia/Shanghai"),
        "needs": lambda _: predict(evening),
        "queue": lambda _: plan_queue(evening + timedelta(1)),
    }
    seconds = dict.fromkeys(PARTS, 0.0)
    for number, shop_id in enumerate(shops):
        done: Any = None
        for part in PARTS:
            began = time.perf_counter()
            with transaction(shop_id, time_limit=LIMIT):
                done = work[part](done)
            seconds[part] += time.perf_counter() - began if number >= WARM else 0
    each = {part: took / (len(shops) - WARM) for part, took in seconds.items()}
    return each | {"all": sum(each.values())}


def derive(shop_id: int) -> dict[str, float]:
    """Visits from the work orders, as after an import."""
    from saas.cli.edge import application
    from tenants.visits.derive import derive_visits
    from workers.transaction import transaction

    began = time.perf_counter()
    with application(), transaction(shop_id, time_limit=LIMIT):
        derive_visits()
    return {"derive": time.perf_counter() - began}


def _fill(ground: Ground, count: int) -> list[int]:
    """Shops alike, none of whose rows another can see."""
    first, *others = shops = [ground.open_shop() for _ in range(count)]
    make(ground, first, CUSTOMERS, ORDERS)
    copy(ground, first, others, COPIED)
    return shops


def make(ground: Ground, shop_id: int, customers: int, orders: int) -> None:
    """One shop row by row, with its visits."""
    values = {"shop": shop_id, "customers": customers, "orders": orders, "last": data.LAST_DAY}
    with psycopg.connect(ground.admin) as server:
        for statement in TEMPLATE:
            server.execute(statement, values)
    in_child(derive, shop_id)


def copy(ground: Ground, first: int, others: list[int], tables: Sequence[str]) -> None:
    """Give the other shops the rows of the first."""
    with psycopg.connect(ground.admin) as server:
        server.execute("SET session_replication_role = replica")  # copies of rows that keep every foreign key
        for table in tables:
            own = [sql.Identifier(name) for name in _columns(server, table) if name != "shop_id"]
            statement = sql.SQL("INSERT INTO {0} (shop_id, {1}) SELECT other, {1} FROM {0}, unnest(%s) other")
            copied = statement.format(sql.Identifier(table), sql.SQL(", ").join(own))
            server.execute(copied + sql.SQL(" WHERE shop_id = %s"), (others, first))
    ground.administer(*(f"VACUUM ANALYZE {table}" for table in tables))


def _columns(server: psycopg.Connection, table: str) -> list[str]:
    found = server.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", (table,))
    return [name for (name,) in found]
