"""One worker at a time, and only while its lease is its own."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tests import waiting
from tests.workers import actors
from workers import heartbeat, leases
from workers.actor import minutes
from workers.leases import LeaseLost
from workers.models import Job, OutboxEntry
from workers.progress import progress
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
Effects = Callable[[Shop], list[str]]


@pytest.fixture
def gates() -> Iterator[None]:
    actors.reached.clear()
    actors.released.clear()
    yield
    actors.released.set()


def test_a_worker_that_lost_its_lease_changes_nothing(
    shop: Shop,
    ask: Ask,
    jobs: Jobs,
    effects: Effects,
    elsewhere: ThreadPoolExecutor,
    gates: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine that slept through its lease wakes up after another worker has done the job."""
    monkeypatch.setattr(leases, "LEASE", timedelta(0))
    monkeypatch.setattr(heartbeat, "_extend", lambda held: None)
    job_id = ask(shop, actors.note_when_released, name="A")
    sleeper = elsewhere.submit(actors.note_when_released.run, shop.id, str(job_id))
    assert actors.reached.wait(60)

    actors.note_when_released.run(shop.id, str(job_id))
    actors.released.set()
    sleeper.result()

    (job,) = jobs(shop)
    assert effects(shop) == ["A"]
    assert (job.state, job.attempts) == ("done", 2)


def test_a_leased_job_is_not_given_out_twice(
    shop: Shop, ask: Ask, jobs: Jobs, elsewhere: ThreadPoolExecutor, gates: None
) -> None:
    job_id = ask(shop, actors.note_when_released, name="A")
    working = elsewhere.submit(actors.note_when_released.run, shop.id, str(job_id))
    assert actors.reached.wait(60)

    actors.note_when_released.run(shop.id, str(job_id))
    attempts = jobs(shop)[0].attempts
    actors.released.set()
    working.result()

    assert attempts == 1


def test_many_rings_at_once_start_a_job_once(
    shop: Shop, ask: Ask, jobs: Jobs, effects: Effects, elsewhere: ThreadPoolExecutor
) -> None:
    job_id = ask(shop, actors.note, name="A")

    for ring in [elsewhere.submit(actors.note.run, shop.id, str(job_id)) for _ in range(12)]:
        ring.result()

    assert effects(shop) == ["A"]
    assert jobs(shop)[0].attempts == 1


def test_a_shop_works_on_one_job_of_a_queue_at_a_time(shop: Shop, other_shop: Shop, ask: Ask, jobs: Jobs) -> None:
    first, second = ask(shop, actors.note, name="A"), ask(shop, actors.refuse, name="B")
    theirs = ask(other_shop, actors.note, name="C")

    with transaction(shop.id):
        assert leases.claim(first, "note")
    with transaction(shop.id):
        assert leases.claim(second, "refuse") is None
    with transaction(other_shop.id):
        assert leases.claim(theirs, "note")

    assert [job.attempts for job in jobs(shop)] == [1, 0]


def test_two_claims_of_one_line_at_once_are_not_both_granted(
    shop: Shop, ask: Ask, jobs: Jobs, elsewhere: ThreadPoolExecutor
) -> None:
    def claim(job_id: uuid.UUID) -> object:
        with transaction(shop.id):
            return leases.claim(job_id, "note")

    waiting_jobs = [ask(shop, actors.note, name=f"{number}") for number in range(8)]
    granted = [answer.result() for answer in [elsewhere.submit(claim, job_id) for job_id in waiting_jobs]]

    assert len([lease for lease in granted if lease]) == 1


def test_the_heartbeat_keeps_a_lease_and_writes_the_progress(
    shop: Shop, ask: Ask, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "TICK_SECONDS", 0.02)
    monkeypatch.setattr(leases, "LEASE", timedelta(seconds=0.1))
    job_id = ask(shop, actors.note, name="A")
    with transaction(shop.id):
        lease = leases.claim(job_id, "note")
    assert lease
    taken_until = jobs(shop)[0].lease_until
    assert taken_until

    with heartbeat.holding(lease, minutes(1)):
        progress(3, 10)
        waiting.until(lambda: (jobs(shop)[0].lease_until or taken_until) > taken_until, "the lease is extended")
        waiting.until(lambda: jobs(shop)[0].done_units == 3, "the progress is written")

    assert jobs(shop)[0].total_units == 10
    assert db.session.get_one(OutboxEntry, job_id).due_at >= taken_until


def test_a_job_past_its_time_limit_is_no_longer_kept(shop: Shop, ask: Ask) -> None:
    job_id = ask(shop, actors.note, name="A")
    with transaction(shop.id):
        lease = leases.claim(job_id, "note")
    assert lease

    with heartbeat.holding(lease, timedelta(0)):
        assert heartbeat.overdue(timedelta(0)) == [lease]
        assert not heartbeat.overdue(minutes(1))
    assert not heartbeat.overdue(timedelta(0))


def test_a_straggler_hears_at_its_next_progress_that_the_job_is_no_longer_its_own(
    shop: Shop, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE", timedelta(0))
    job_id = ask(shop, actors.note, name="A")
    with transaction(shop.id):
        lost = leases.claim(job_id, "note")
    with transaction(shop.id):
        assert leases.claim(job_id, "note")
    assert lost

    with transaction(shop.id):
        leases.extend(lost)

    with heartbeat.holding(lost, minutes(1)), pytest.raises(LeaseLost):
        progress(1, 2)


def test_an_interrupted_job_goes_back_as_if_it_had_not_been_tried(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, actors.note, name="A")
    with transaction(shop.id):
        lease = leases.claim(job_id, "note")
    assert lease

    with heartbeat.holding(lease, minutes(1)):
        heartbeat.give_back_all()

    (job,) = jobs(shop)
    assert (job.state, job.attempts, job.lease_token) == ("waiting", 0, None)
    actors.note.run(shop.id, str(job_id))
    assert jobs(shop)[0].state == "done"


def test_a_pointer_to_no_job_is_forgotten(shop: Shop) -> None:
    lost = uuid.uuid4()
    db.session.add(OutboxEntry(job_id=lost, shop_id=shop.id, actor="note", due_at=shop.created_at))
    db.session.commit()

    actors.note.run(shop.id, str(lost))

    assert db.session.scalar(select(OutboxEntry.job_id).where(OutboxEntry.job_id == lost)) is None
