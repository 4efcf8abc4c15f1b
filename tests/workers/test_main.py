"""Real processes, real deaths: nothing asked for is lost, nothing is done twice."""

import os
import signal
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select, text

from saas.accounts.models import Shop
from saas.config import Config
from saas.embedded.valkey import Valkey
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.waiting import until
from tests.workers import actors
from tests.workers.processes import Processes
from workers import broker
from workers.models import Job, OutboxEntry

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
Effects = Callable[[Shop], list[str]]

SHOPS, JOBS_EACH, KILLS = 6, 10, 5


def unfinished() -> int:
    count = db.session.scalar(select(func.count()).select_from(OutboxEntry)) or 0
    db.session.rollback()
    return count


def open_gate(shop: Shop) -> None:
    with tenant_scope(shop.id):
        factories.create_customer(actors.GATE)
        db.session.commit()


def pids(shops: list[Shop]) -> set[int]:
    """The processes that have done something."""
    found: set[int] = set()
    for shop in shops:
        with tenant_scope(shop.id):
            found |= {int(remark) for remark in db.session.scalars(select(Customer.remark)) if remark}
    return found


def test_killed_workers_and_an_emptied_redis_lose_nothing_and_do_nothing_twice(
    processes: Processes, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    shops = [factories.create_shop(f"{number} 号店") for number in range(SHOPS)]
    names = [f"job {number}" for number in range(JOBS_EACH)]
    for name in names:
        for shop in shops:
            ask(shop, actors.note_slowly, name=name)
    tree, _ = processes.start("worker", "1", "3"), processes.start("worker", "1", "3")

    dead: set[int] = set()
    for kill in range(KILLS):
        until(lambda dead=dead: pids(shops) - dead, "a living worker has done something")
        if kill == KILLS - 1:
            os.killpg(tree.pid, signal.SIGKILL)  # with its parent: nobody replaces it
        else:
            dead.add(killed := max(pids(shops) - dead))
            os.kill(killed, signal.SIGKILL)
        broker.broker.client.flushall()
    until(lambda: not unfinished(), "all jobs are done")

    found = [job for shop in shops for job in jobs(shop)]
    assert {job.state for job in found} == {"done"}
    assert sum(job.attempts for job in found) >= len(found) + KILLS, "the kills hit no job in its middle"
    for shop in shops:
        assert effects(shop) == sorted(names)


def test_a_job_that_kills_its_worker_or_never_ends_is_given_up_and_harms_no_other(
    shop: Shop, other_shop: Shop, processes: Processes, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    stuck, late = factories.create_shop("卡住店"), factories.create_shop("超时店")
    ask(shop, actors.die, name="poison")
    ask(stuck, actors.stick, name="stuck")
    ask(late, actors.overstay, name="late")
    names = [f"{number}" for number in range(4)]
    for name in names:
        ask(other_shop, actors.note_slowly, name=name)
    worker = processes.start("worker", "1", "1")

    for each in (shop, stuck, late):
        until(lambda of=each: jobs(of)[0].state == "failed", f"{each.name} has a failed job")
    until(lambda: not unfinished(), "all jobs have ended")

    assert [(job.state, job.attempts) for job in jobs(shop)] == [("failed", 3)]
    assert [(job.state, job.attempts) for job in jobs(stuck) + jobs(late)] == [("failed", 1)] * 2
    assert not effects(shop)
    assert {(job.state, job.attempts) for job in jobs(other_shop)} == {("done", 1)}
    assert effects(other_shop) == names
    assert worker.poll() is None


def test_progress_is_seen_while_the_job_runs_and_its_effects_are_not(
    shop: Shop, processes: Processes, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    ask(shop, actors.note_and_wait, name="A", units=10)
    processes.start("worker", "1", "1")

    until(lambda: jobs(shop)[0].done_units == 5, "half is shown")
    half = jobs(shop)[0]
    while_running = effects(shop)
    open_gate(shop)
    until(lambda: jobs(shop)[0].state == "done", "the job is done")

    assert (half.state, half.total_units) == ("running", 10)
    assert not while_running
    assert jobs(shop)[0].done_units == 10


def test_redis_may_go_and_come_back_without_a_restart(
    shop: Shop, other_shop: Shop, config: Config, ask: Ask, jobs: Jobs, effects: Effects, tmp_path: Path
) -> None:
    own = Valkey(tmp_path, durable=False).start()
    processes = Processes(replace(config, redis_url=own.url()))
    broker.connect(own.url())
    try:
        worker = processes.start("worker", "1", "2")
        ask(shop, actors.note, name="before")
        until(lambda: effects(shop) == ["before"], "the worker works")
        ask(other_shop, actors.note_and_wait, name="across", units=2)
        until(lambda: jobs(other_shop)[0].done_units == 1, "a job is in its middle")

        own.stop()
        for name in ("B", "C", "D"):
            ask(shop, actors.note, name=name)
        open_gate(other_shop)
        until(lambda: jobs(other_shop)[0].state == "done", "the running job ends without Redis")
        own.start()
        until(lambda: not unfinished(), "all jobs are done")

        assert effects(shop) == ["B", "C", "D", "before"]
        assert effects(other_shop) == ["across", actors.GATE]
        own.stop()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    finally:
        processes.end()
        own.stop()


def test_a_worker_asked_to_stop_finishes_what_is_short_and_returns_what_is_long(
    shop: Shop, other_shop: Shop, processes: Processes, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    ask(shop, actors.note_and_wait, name="long", units=2)
    worker = processes.start("worker", "1", "2")
    until(lambda: jobs(shop)[0].done_units == 1, "the long job is in its middle")
    ask(other_shop, actors.note_slowly, name="short")
    until(lambda: jobs(other_shop)[0].state != "waiting", "the short job has begun")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    assert effects(other_shop) == ["short"]
    assert not effects(shop)
    assert [(job.state, job.attempts) for job in jobs(shop)] == [("waiting", 0)]


def test_the_scheduler_fills_slots_and_rings_for_what_was_not_heard(
    shop: Shop, absent_redis: None, processes: Processes, ask: Ask, jobs: Jobs
) -> None:
    db.session.execute(text("UPDATE shops SET created_at = now() - interval '2 days' WHERE id = :id"), {"id": shop.id})
    db.session.commit()
    unheard = ask(shop, actors.note, name="A")

    scheduler = processes.start("scheduler")
    until(lambda: {job.actor for job in jobs(shop)} >= {"score_shop", "plan_queue"}, "the nightly jobs are there")
    broker.connect(processes.config.redis_url)
    rung = broker.broker.client
    until(lambda: any(str(unheard).encode() in message for message in rung.hvals("huitou:tests.msgs")), "it rings")

    scheduler.send_signal(signal.SIGTERM)
    assert scheduler.wait(60) == 0
