"""What the walls cost: row-level security with the ORM's criterion, against an explicit WHERE without a policy."""

import time
from statistics import median

import psycopg

from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target

SHOPS, CUSTOMERS = 50, 2_000
READS = 2_000
RATIO = 1.1
BARE, WALLED = "WHERE shop_id = %s, no policy", "row-level security and criterion"


def run(ground: Ground, scale: int, repeats: int) -> Table:
    shops = [ground.open_shop() for _ in range(max(SHOPS // scale, 2))]
    with psycopg.connect(ground.admin) as server:
        for shop_id in shops:
            server.execute(
                "INSERT INTO customers (shop_id, id, name, name_pinyin, customer_type, do_not_call, do_not_market)"
                " SELECT %s, gen_random_uuid(), 'n' || n, 'n' || n, 'personal', false, false"
                "   FROM generate_series(1, %s) n",
                (shop_id, CUSTOMERS),
            )
    ground.administer("VACUUM ANALYZE customers")
    table = Table(f"{READS:,} prefix searches over {len(shops)} shops of {CUSTOMERS:,} customers, median of one in ms")
    lines = {BARE: Line(BARE, [], "read"), WALLED: Line(WALLED, [], "read", Target(RATIO, BARE))}
    for _ in range(repeats):
        lines[BARE].runs.append(in_child(read, ground.admin, shops, False))
        lines[WALLED].runs.append(in_child(read, ground.app, shops, True))
    table.lines = list(lines.values())
    table.notes.append("the same statement through psycopg, prepared; the transaction and SET LOCAL are not timed")
    return table


def read(address: str, shops: list[int], is_walled: bool) -> dict[str, float]:
    """A page's search, once per transaction."""
    took = []
    statement = "SELECT id, name FROM customers WHERE shop_id = %s AND name ^@ %s ORDER BY name LIMIT 25"
    with psycopg.connect(address) as connection:
        connection.execute(f"SET statement_timeout = {int(LIMIT.total_seconds() * 1000)}")
        connection.commit()
        for number in range(READS):
            shop_id = shops[number % len(shops)]
            with connection.transaction():
                if is_walled:
                    connection.execute(f"SET LOCAL app.shop_id = {shop_id}")
                began = time.perf_counter()
                connection.execute(statement, (shop_id, f"n{number % 90 + 10}")).fetchall()
                took.append(time.perf_counter() - began)
    return {"read": median(took) * 1000}
