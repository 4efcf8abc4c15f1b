"""What the walls cost: row-level security with the ORM's criterion, against an explicit WHERE without a policy."""

import time
from statistics import median

import psycopg

from benchmarks.ground import Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target

SHOPS, CUSTOMERS = 50, 2_000
READS = 2_000
RATIO = 1.1
STATEMENT = "SELECT id, name FROM customers WHERE shop_id = %s AND name ^@ %s ORDER BY name LIMIT 25"
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
    lines = {BARE: Line(BARE, [], "bare"), WALLED: Line(WALLED, [], "walled", Target(RATIO, BARE))}
    for _ in range(repeats):
        done = in_child(read, ground.admin, ground.app, shops)
        for line in lines.values():
            line.runs.append(done)
    table.lines = list(lines.values())
    table.notes.append("the same statement through psycopg, prepared; the transaction and SET LOCAL are not timed")
    table.notes.append("one read of each in turn, so that whatever else the machine does meets both alike")
    return table


def read(admin: str, app: str, shops: list[int]) -> dict[str, float]:
    """A page's search, once per transaction, as the superuser and as the app role."""
    took: dict[str, list[float]] = {"bare": [], "walled": []}
    with psycopg.connect(admin) as bare, psycopg.connect(app) as walled:
        for number in range(READS):
            shop_id, prefix = shops[number % len(shops)], f"n{number % 90 + 10}"
            for name, connection in (("bare", bare), ("walled", walled)):
                with connection.transaction():
                    connection.execute(f"SET LOCAL app.shop_id = {shop_id}")
                    began = time.perf_counter()
                    connection.execute(STATEMENT, (shop_id, prefix)).fetchall()
                    took[name].append(time.perf_counter() - began)
    return {name: median(each) * 1000 for name, each in took.items()}
