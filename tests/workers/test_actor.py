"""A job runs in its shop and its transaction; how it ends is written on its row."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import NoScope, current_shop_id, db
from tests.workers import actors
from workers import leases, outbox, progress
from workers.actor import GAVE_UP, actor, minutes
from workers.models import Job, OutboxEntry
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]
Effects = Callable[[Shop], list[str]]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second attempt is due immediately."""
    monkeypatch.setattr(leases, "BACK_OFF", (timedelta(0),))


def test_a_job_does_its_work_once(shop: Shop, ask: Ask, jobs: Jobs, effects: Effects) -> None:
    job_id = ask(shop, actors.note, name="A")

    actors.note.run(shop.id, str(job_id))
    actors.note.run(shop.id, str(job_id))

    (job,) = jobs(shop)
    assert effects(shop) == ["A"]
    assert (job.state, job.attempts, job.error, job.lease_token) == ("done", 1, None, None)
    assert job.finished_at is not None
    assert db.session.get(OutboxEntry, job_id) is None


def test_a_message_without_a_shop_fails_before_anything_is_touched(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, actors.note, name="A")

    with pytest.raises(TypeError):
        actors.note.run(job_id=str(job_id))  # type: ignore[call-arg]
    with pytest.raises(NoScope):
        actors.note.run(shop_id=None, job_id=str(job_id))  # type: ignore[arg-type]

    assert jobs(shop)[0].attempts == 0


def test_the_job_of_a_shop_rung_for_another_does_nothing(
    shop: Shop, other_shop: Shop, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    job_id = ask(shop, actors.note, name="A")

    actors.note.run(other_shop.id, str(job_id))

    assert not effects(shop) + effects(other_shop)
    assert jobs(shop)[0].attempts == 0
    assert db.session.get(OutboxEntry, job_id) is not None


def test_the_job_of_one_actor_rung_for_another_does_nothing(shop: Shop, ask: Ask, effects: Effects) -> None:
    job_id = ask(shop, actors.note, name="A")

    actors.note_slowly.run(shop.id, str(job_id))

    assert not effects(shop)


def test_a_job_that_is_not_due_waits(shop: Shop, ask: Ask, effects: Effects) -> None:
    job_id = ask(shop, actors.note, name="A", due_at=datetime(2099, 1, 1, tzinfo=UTC))

    actors.note.run(shop.id, str(job_id))

    assert not effects(shop)


def test_a_sentence_for_people_ends_a_job_without_a_second_attempt(
    shop: Shop, ask: Ask, jobs: Jobs, effects: Effects
) -> None:
    job_id = ask(shop, actors.refuse, name="A")

    actors.refuse.run(shop.id, str(job_id))

    (job,) = jobs(shop)
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error == {"message": "Column %(column)s is missing.", "params": {"column": "手机"}}
    assert effects(shop) == ["A was given up"]
    assert db.session.get(OutboxEntry, job_id) is None


def test_a_job_that_cannot_say_that_it_failed_fails_all_the_same(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, actors.refuse_speechless, name="A")

    actors.refuse_speechless.run(shop.id, str(job_id))

    assert jobs(shop)[0].state == "failed"


def test_an_unexpected_error_is_tried_again_later_and_then_given_up(
    shop: Shop, ask: Ask, jobs: Jobs, effects: Effects, at_once: None
) -> None:
    job_id = ask(shop, actors.stumble, name="A")

    states = []
    for _ in range(4):
        actors.stumble.run(shop.id, str(job_id))
        states.append((jobs(shop)[0].state, jobs(shop)[0].attempts))

    assert states == [("waiting", 1), ("waiting", 2), ("failed", 3), ("failed", 3)]
    assert not effects(shop)
    assert db.session.get(OutboxEntry, job_id) is None


def test_the_second_attempt_waits_for_a_while(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, actors.stumble, name="A")

    actors.stumble.run(shop.id, str(job_id))
    actors.stumble.run(shop.id, str(job_id))

    (job,) = jobs(shop)
    assert job.attempts == 1
    assert job.due_at > clock.now()
    # rung for before it is due, it would be put off
    assert db.session.get_one(OutboxEntry, job_id).due_at >= job.due_at


def test_the_row_and_the_log_keep_the_place_of_an_error_and_not_its_text(
    shop: Shop, ask: Ask, jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(shop, actors.stumble, name="13800138000")

    actors.stumble.run(shop.id, str(job_id))

    error = jobs(shop)[0].error
    assert error is not None
    assert "ValueError (actors:" in error["params"]["reason"]
    assert f"job {job_id} of shop {shop.id}" in caplog.text
    assert "13800138000" not in caplog.text + str(error)


def test_work_that_waits_under_the_same_key_does_not_stop_a_second_attempt(
    shop: Shop, ask: Ask, jobs: Jobs, at_once: None
) -> None:
    first = ask(shop, actors.stumble, name="A", unique_key="A")
    with transaction(shop.id):
        running = leases.claim(first, "stumble")
    ask(shop, actors.stumble, name="A", unique_key="A")

    with transaction(shop.id):
        assert running
        leases.retry(running, {})

    assert [job.state for job in jobs(shop)] == ["waiting", "waiting"]


def test_a_job_that_died_three_times_is_given_up_and_says_so(
    shop: Shop, ask: Ask, jobs: Jobs, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease that runs out is all that is left of a killed worker."""
    monkeypatch.setattr(leases, "LEASE", timedelta(0))
    job_id = ask(shop, actors.refuse, name="A")
    for _ in range(3):
        with transaction(shop.id):
            assert leases.claim(job_id, "refuse")

    actors.refuse.run(shop.id, str(job_id))

    (job,) = jobs(shop)
    assert (job.state, job.attempts) == ("failed", 3)
    assert job.error == {"message": GAVE_UP, "params": {"attempts": 3}}
    assert effects(shop) == ["A was given up"]


def test_what_comes_next_is_asked_for_in_the_same_commit(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, actors.follow, name="A")

    actors.follow.run(shop.id, str(job_id))

    assert [(job.actor, job.state) for job in jobs(shop)] == [("follow", "done"), ("note", "waiting")]


def test_ids_and_days_travel_as_text(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    some_id = uuid.uuid4()

    ask(shop, actors.note, name=some_id)
    ask(shop, actors.note, name=date(2026, 6, 9))
    ask(shop, actors.note_and_wait, name="A", units=7)

    assert [list(job.arguments.values()) for job in jobs(shop)] == [[str(some_id)], ["2026-06-09"], ["A", 7]]


def test_a_job_may_take_as_long_as_its_time_limit(shop: Shop, ask: Ask) -> None:
    seen: list[str] = []

    @actor(queue="tests", time_limit=minutes(7))
    def look() -> None:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
            seen.append(db.session.execute(text(f"SHOW {name}")).scalar_one())

    job_id = ask(shop, look)
    look.run(shop.id, str(job_id))

    assert seen == ["7min", "7min", "1min"]


def test_the_end_of_a_job_rings_for_the_next_in_line(shop: Shop, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, _ = (ask(shop, actors.note, name=name) for name in "ABC")
    rings: list[uuid.UUID] = []
    monkeypatch.setattr(outbox.broker, "ring", lambda actor, shop_id, job_id: rings.append(job_id))

    actors.note.run(shop.id, str(first))

    assert rings == [second]


def test_nothing_of_a_job_outlives_it(shop: Shop, ask: Ask) -> None:
    job_id = ask(shop, actors.note, name="A")

    actors.note.run(shop.id, str(job_id))

    with pytest.raises(NoScope):
        current_shop_id()
    assert progress.current_lease.get() is None
