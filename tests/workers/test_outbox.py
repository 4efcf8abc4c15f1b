"""A job is asked for in the transaction of the business, and rung for after its commit."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import NoScope, db
from tenants.scope import tenant_scope
from tests import factories
from tests.workers.actors import note, refuse
from workers import broker, outbox
from workers.models import Job, OutboxEntry
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]


@pytest.fixture
def rings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    heard: list[uuid.UUID] = []
    monkeypatch.setattr(broker, "ring", lambda actor, shop_id, job_id: heard.append(job_id))
    return heard


def pointers() -> set[uuid.UUID]:
    return set(db.session.scalars(select(OutboxEntry.job_id)))


def test_a_job_is_rung_for_after_the_commit_and_not_before(shop: Shop, rings: list[uuid.UUID]) -> None:
    with tenant_scope(shop.id):
        job_id = note.enqueue(name="A")
        assert not rings

        db.session.commit()

    assert rings == [job_id]
    assert pointers() == {job_id}


def test_a_rolled_back_transaction_asks_for_nothing(shop: Shop, rings: list[uuid.UUID], jobs: Jobs) -> None:
    with tenant_scope(shop.id):
        note.enqueue(name="A")
        db.session.rollback()
        factories.create_customer()
        db.session.commit()

    assert not rings
    assert not jobs(shop)
    assert not pointers()


def test_a_savepoint_rings_for_nothing_before_the_whole_is_committed(shop: Shop, rings: list[uuid.UUID]) -> None:
    with tenant_scope(shop.id):
        with db.session.begin_nested():
            note.enqueue(name="A")
        db.session.rollback()
        db.session.commit()

    assert not rings


def test_a_job_needs_a_shop(app: Flask, rings: list[uuid.UUID]) -> None:
    with pytest.raises(NoScope):
        note.enqueue(name="A")


def test_a_job_needs_the_arguments_of_its_actor(in_shop: Shop) -> None:
    with pytest.raises(TypeError):
        note.enqueue(nom="A")


def test_a_job_for_later_is_not_rung_for_now(shop: Shop, rings: list[uuid.UUID], ask: Ask, jobs: Jobs) -> None:
    later = datetime(2099, 1, 1, tzinfo=UTC)

    job_id = ask(shop, note, name="A", due_at=later)

    assert not rings
    assert jobs(shop)[0].due_at == later
    assert db.session.get_one(OutboxEntry, job_id).due_at == later


def test_only_the_first_of_a_line_is_rung_for(shop: Shop, other_shop: Shop, rings: list[uuid.UUID], ask: Ask) -> None:
    first = ask(shop, note, name="A")
    ask(shop, note, name="B")
    elsewhere = ask(other_shop, note, name="C")

    assert rings == [first, elsewhere]


def test_the_same_work_asked_for_twice_waits_once(shop: Shop, other_shop: Shop, ask: Ask, jobs: Jobs) -> None:
    first = ask(shop, note, name="A", unique_key="note:A")
    again = ask(shop, note, name="A", unique_key="note:A")
    another = ask(shop, note, name="B", unique_key="note:B")
    elsewhere = ask(other_shop, note, name="A", unique_key="note:A")

    assert first == again
    assert len({first, another, elsewhere}) == 3
    assert len(jobs(shop)) == 2


def test_work_that_has_begun_does_not_stand_for_the_same_work_asked_for_now(shop: Shop, ask: Ask, jobs: Jobs) -> None:
    """The running job may have read its rows before this transaction wrote them."""
    first = ask(shop, note, name="A", unique_key="note:A")
    note.run(shop.id, str(first))

    again = ask(shop, note, name="A", unique_key="note:A")

    assert first != again


def test_a_job_asked_for_again_does_not_start_before_the_second_asker_has_committed(
    shop: Shop, ask: Ask, jobs: Jobs, elsewhere: ThreadPoolExecutor
) -> None:
    job_id = ask(shop, note, name="A", unique_key="note:A")

    with tenant_scope(shop.id):
        note.enqueue(name="A", unique_key="note:A")
        elsewhere.submit(note.run, shop.id, str(job_id)).result()
        (held_back,) = db.session.scalars(select(Job.attempts))
        db.session.commit()
    note.run(shop.id, str(job_id))

    assert held_back == 0
    assert jobs(shop)[0].state == "done"


def test_many_who_ask_at_once_get_one_job(shop: Shop, ask: Ask, jobs: Jobs, elsewhere: ThreadPoolExecutor) -> None:
    answers = [elsewhere.submit(ask, shop, note, name="A", unique_key="note:A") for _ in range(12)]
    ids = {answer.result() for answer in answers}

    assert len(ids) == len(jobs(shop)) == 1


def test_a_failed_job_may_be_asked_for_again(shop: Shop, rings: list[uuid.UUID], ask: Ask, jobs: Jobs) -> None:
    job_id = ask(shop, refuse, name="A", unique_key="A")
    refuse.run(shop.id, str(job_id))
    ask(shop, refuse, name="A", unique_key="A", due_at=datetime(2099, 1, 1, tzinfo=UTC))
    rings.clear()

    with transaction(shop.id):
        outbox.post_again(job_id)

    assert rings == [job_id]
    assert (jobs(shop)[0].state, jobs(shop)[0].attempts) == ("waiting", 0)
    assert job_id in pointers()


def test_a_job_that_is_done_is_not_done_again(shop: Shop, other_shop: Shop, rings: list[uuid.UUID], ask: Ask) -> None:
    job_id = ask(shop, note, name="A")
    note.run(shop.id, str(job_id))
    theirs = ask(other_shop, refuse, name="A")
    refuse.run(other_shop.id, str(theirs))
    rings.clear()

    with transaction(shop.id):
        outbox.post_again(job_id)
        outbox.post_again(theirs)

    assert not rings
    assert not pointers()
