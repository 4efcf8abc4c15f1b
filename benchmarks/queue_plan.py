"""Planning the queue: a large shop, day after day, and many shops one after the other; tasks a second and memory."""

import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

from benchmarks import data, nightly
from benchmarks.ground import LIMIT, Ground
from benchmarks.measure import Run, in_child
from benchmarks.report import Line, Table

CUSTOMERS, ORDERS, ADVISORS = 20_000, 100_000, 40
SHOPS, SHOP_CUSTOMERS, SHOP_ORDERS, SHOP_ADVISORS = 200, 2_000, 10_000, 5
WARM = 2  # shops planned before the clock starts: imports, connections, statements
# a shop as a year of use leaves it: two of three customers agreed to be called, each heard from it twice in 90 days
WORN = (
    "INSERT INTO channel_consents (shop_id, id, customer_id, channel, status, source, at)"
    " SELECT %(shop)s, md5('k' || channel || n)::uuid, md5('c' || n)::uuid, channel, 'granted', 'counter',"
    "        %(last)s::date - 900"
    "   FROM generate_series(0, %(customers)s - 1) n, unnest(ARRAY['call', 'wechat', 'sms']) channel WHERE n %% 3 > 0",
    "INSERT INTO customer_phones (shop_id, customer_id, number, kind, position)"
    " SELECT %(shop)s, md5('c' || n)::uuid, '1' || (3000000000 + n), 'mobile', 0"
    "   FROM generate_series(0, %(customers)s - 1) n",
    "INSERT INTO contacts (shop_id, id, customer_id, user_id, contacted_at, channel, outcome, trigger, category,"
    "  connected, answer, effects, request_key)"
    " SELECT %(shop)s, md5('t' || round || n)::uuid, md5('c' || n)::uuid, md5('u')::uuid,"
    "        %(last)s::date - (n * 7919 %% 45 + 45 * round), 'call', 'satisfied', 'D3',"
    "        CASE WHEN n %% 4 = 0 THEN 'C' ELSE 'S' END, true, '{}', '{}', md5('r' || round || n)::uuid"
    "   FROM generate_series(0, %(customers)s - 1) n, generate_series(0, 1) round",
)
WORN_TABLES = ("channel_consents", "customer_phones", "contacts")
SCORED_TABLES = (
    *("rfm_scores", "rfm_cuts", "score_runs", "customer_profiles", "distributions"),
    *("needs", "vehicle_needs", "vehicle_priors", "need_runs"),
)
DAYS = ("first day", "second day", "second day again")


def run(ground: Ground, scale: int, repeats: int) -> Table:
    large, small = CUSTOMERS // scale, SHOP_CUSTOMERS // scale
    first = _prepared(ground, large, ORDERS // scale)
    shops = _shops(ground, max(SHOPS // scale, WARM + 2), small, SHOP_ORDERS // scale)
    lines = [Line(f"{large:,} customers, {day}", [], day) for day in DAYS]
    lines.append(Line(f"{len(shops)} shops of {small:,} customers, each", [], "a shop"))
    table = Table("Planning the queue of a day; seconds of one process and the database", lines=lines)
    for _ in range(repeats):
        ground.empty("follow_ups", "follow_up_reasons")
        done, many = in_child(days, first), in_child(night, shops)
        for line in lines[:-1]:
            line.runs.append(done)
        lines[-1].runs.append(many)
    table.notes.extend(_said(lines))
    return table


def days(shop_id: int) -> dict[str, float]:
    """A shop's first queue ever, the next one, and that once more as after an import in the morning."""
    from saas.cli.edge import application

    today = data.LAST_DAY + timedelta(1)
    with application():
        found: dict[str, float] = {}
        for day, queue_on in zip(DAYS, (today, today + timedelta(1), today + timedelta(1)), strict=True):
            found |= _named(day, _plan(shop_id, queue_on, ADVISORS))
        return found


def night(shops: list[int]) -> dict[str, float]:
    """Each shop's first queue; seconds a shop."""
    from saas.cli.edge import application

    with application():
        done = [_plan(shop_id, data.LAST_DAY + timedelta(1), SHOP_ADVISORS) for shop_id in shops][WARM:]
    return _named("a shop", {name: sum(each[name] for each in done) / len(done) for name in done[0]})


def score(shop_id: int) -> dict[str, float]:
    """What the evening before a queue does."""
    from saas.cli.edge import application
    from tenants.needs.predict import predict
    from tenants.scoring.profiles import refresh
    from tenants.scoring.score import score_everybody
    from workers.transaction import transaction

    began = time.perf_counter()
    with application(), transaction(shop_id, time_limit=LIMIT):
        scored = score_everybody(data.LAST_DAY)
        refresh(data.LAST_DAY, scored[1], scored[0].customers, "Asia/Shanghai")
        predict(data.LAST_DAY)
    return {"score": time.perf_counter() - began}


def _plan(shop_id: int, queue_on: date, advisors: int) -> dict[str, float]:
    from sqlalchemy import func, select

    from tenants.db import db
    from tenants.follow_ups.crew import usual_crew
    from tenants.follow_ups.models import Reason
    from tenants.follow_ups.plan import plan_queue
    from workers.transaction import transaction

    crew = usual_crew({f"advisor {number}": UUID(int=number) for number in range(1, advisors + 1)})
    began = time.perf_counter()
    with transaction(shop_id, time_limit=LIMIT):
        tasks = plan_queue(queue_on, crew, "Asia/Shanghai")
    seconds = time.perf_counter() - began
    with transaction(shop_id, time_limit=LIMIT):
        reasons: Any = db.session.scalar(select(func.count()).select_from(Reason).where(Reason.closed_on.is_(None)))
    return {"": seconds, "tasks": tasks, "reasons": reasons}


def _prepared(ground: Ground, customers: int, orders: int) -> int:
    """A shop with its visits, scores and needs, consents and past contacts."""
    shop_id = ground.open_shop()
    nightly.make(ground, shop_id, customers, orders)
    with psycopg.connect(ground.admin) as server:
        for statement in WORN:
            server.execute(statement, {"shop": shop_id, "customers": customers, "last": data.LAST_DAY})
    in_child(score, shop_id)
    ground.administer("VACUUM ANALYZE")
    return shop_id


def _shops(ground: Ground, count: int, customers: int, orders: int) -> list[int]:
    first, others = _prepared(ground, customers, orders), [ground.open_shop() for _ in range(count - 1)]
    nightly.copy(ground, first, others, (*nightly.COPIED, *WORN_TABLES, *SCORED_TABLES))
    return [first, *others]


def _named(part: str, done: dict[str, float]) -> dict[str, float]:
    return {f"{part} {name}".strip(): value for name, value in done.items()}


def _said(lines: list[Line]) -> list[str]:
    return [f"{line.name}: {_numbers(line.runs[0], line.part, line.seconds)}" for line in lines]


def _numbers(first: Run, part: str, seconds: float) -> str:
    tasks, reasons = first.seconds[f"{part} tasks"], first.seconds[f"{part} reasons"]
    return f"{tasks:,.0f} tasks of {reasons:,.0f} open reasons, {reasons / seconds:,.0f} reasons a second"
