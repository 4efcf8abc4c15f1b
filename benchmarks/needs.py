"""What a shop's cars will need: all of them as every night, and the few that an import has touched."""

import time
from datetime import timedelta

import psycopg

from benchmarks import data
from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import in_child
from benchmarks.report import Line, Table, Target

VEHICLES, READINGS = 20_000, 300_000
TOUCHED = 50
RATIO, PEAK_MB = 1 / 20, 250.0
FIRST, NEXT, SOME, TEST = "predict, first run", "predict, next day", f"predict {TOUCHED} touched cars", "backtest"
DERIVED = ("vehicle_needs", "needs", "odometer_suspects", "vehicle_priors", "need_runs", "backtests", "unmapped_names")

# Cars of about 33 km a day that come once a quarter; every fiftieth reading has two digits in each other's place.
_ORDERS = """
INSERT INTO work_orders (shop_id, id, source_system, order_no, customer_id, vehicle_id, order_type, status, arrived_on,
                         settled_on, odometer_km, content_hash, wash_only, customer_fen, package_fen, insurer_fen,
                         warranty_fen, internal_fen, goodwill_fen, rework_fen, refund_fen, discount_fen)
SELECT %(shop)s, md5('o' || car || '-' || visit)::uuid, 'file', car || '-' || visit, md5('c' || car)::uuid,
       md5('v' || car)::uuid, 'maintenance', 'settled', day, day,
       CASE WHEN (car + visit) %% 50 = 0 THEN 10 * km ELSE km END, '', false, 50000, 0, 0, 0, 0, 0, 0, 0, 0
  FROM (SELECT car, visit, %(last)s::date - (visit * 90 + (car * 7 + visit * 13) %% 60) AS day,
               (20 + car %% 30) * (2000 - visit * 90 - (car * 7 + visit * 13) %% 60) AS km
          FROM generate_series(0, %(cars)s - 1) car, generate_series(0, %(visits)s - 1) visit) past
"""
_LINES = """
INSERT INTO work_order_lines (shop_id, order_id, line_no, kind, item_name, item_code, net_fen, payer)
SELECT %(shop)s, md5('o' || car || '-' || visit)::uuid, line, 'part',
       (ARRAY['更换机油机滤（全合成）', '空调滤芯', '更换刹车油', '轮胎换位', '底盘异响检查'])[1 + (visit + line) %% 5],
       NULL, 25000, 'CUSTOMER'
  FROM generate_series(0, %(cars)s - 1) car, generate_series(0, %(visits)s - 1) visit, generate_series(1, 2) line
"""


def run(ground: Ground, scale: int, repeats: int) -> Table:
    vehicles = VEHICLES // scale
    shop_id = _fill(ground, vehicles, READINGS // VEHICLES)
    table = Table(f"Needs of {vehicles:,} vehicles with {READINGS // scale:,} readings", PEAK_MB)
    parts = {FIRST: "first", NEXT: "next", SOME: "some", TEST: "test"}
    lines = {name: Line(name, [], part) for name, part in parts.items()}
    lines[SOME].target = Target(RATIO, NEXT)
    for _ in range(repeats):
        ground.empty(*DERIVED)
        done = in_child(predict, shop_id, vehicles)
        for line in lines.values():
            line.runs.append(done)
    table.lines = list(lines.values())
    rate = vehicles / lines[NEXT].seconds
    table.notes.append(f"{rate:,.0f} vehicles a second the next day; the first run also finds what comparable cars do")
    return table


def predict(shop_id: int, vehicles: int) -> dict[str, float]:
    """As the nightly job does it, in one transaction a day."""
    from saas.cli.edge import application
    from tenants.needs.backtesting import run_backtest
    from tenants.needs.predict import predict as predict_needs
    from workers.transaction import transaction

    seconds = {}
    with application():
        with transaction(shop_id, time_limit=LIMIT):
            some = _some(vehicles)
        steps = {
            "first": lambda: predict_needs(data.LAST_DAY - timedelta(1)),
            "next": lambda: predict_needs(data.LAST_DAY),
            "some": lambda: predict_needs(data.LAST_DAY, some),
            "test": lambda: run_backtest(data.LAST_DAY),
        }
        for name, step in steps.items():
            began = time.perf_counter()
            with transaction(shop_id, time_limit=LIMIT):
                step()
            seconds[name] = time.perf_counter() - began
    return seconds


def _some(vehicles: int) -> list[object]:
    from sqlalchemy import text

    from tenants.db import current_shop_id, db

    every = max(vehicles // TOUCHED, 1)
    ids = db.session.scalars(
        text("SELECT id FROM vehicles WHERE shop_id = :shop_id ORDER BY id"), {"shop_id": current_shop_id()}
    ).all()
    return list(ids[::every][:TOUCHED])


def _fill(ground: Ground, vehicles: int, visits: int) -> int:
    """Customers with a car each, their orders, lines and visits, as the superuser makes them."""
    shop_id = ground.open_shop()
    values = {"shop": shop_id, "cars": vehicles, "visits": visits, "last": data.LAST_DAY}
    with psycopg.connect(ground.admin) as server:
        server.execute(
            "INSERT INTO customers (shop_id, id, name, name_pinyin, customer_type, do_not_call, do_not_market)"
            " SELECT %(shop)s, md5('c' || n)::uuid, 'n' || n, 'n' || n, 'personal', false, false"
            "   FROM generate_series(0, %(cars)s - 1) n",
            values,
        )
        server.execute(
            "INSERT INTO vehicles (shop_id, id, customer_id, plate, series, fuel, use, seats, registered_on)"
            " SELECT %(shop)s, md5('v' || n)::uuid, md5('c' || n)::uuid, 'P' || n, 's' || n %% 20, 'petrol', 'private',"
            "        5, %(last)s::date - 2000 FROM generate_series(0, %(cars)s - 1) n",
            values,
        )
        server.execute(_ORDERS, values)
        server.execute(_LINES, values)
        server.execute(
            "INSERT INTO visits (shop_id, party_id, visit_on, arrived_on, customer_id, vehicle_id, odometer_km,"
            " order_count, net_revenue_fen, m_fen, is_revenue, is_paid, is_service, is_maintenance, is_presence)"
            " SELECT shop_id, vehicle_id, settled_on, settled_on, customer_id, vehicle_id, odometer_km, 1, 50000,"
            "        50000, true, true, true, true, true FROM work_orders WHERE shop_id = %(shop)s"
            " ON CONFLICT DO NOTHING",
            values,
        )
    ground.administer(
        *(f"VACUUM ANALYZE {table}" for table in ("work_orders", "work_order_lines", "visits", "vehicles"))
    )
    return shop_id
