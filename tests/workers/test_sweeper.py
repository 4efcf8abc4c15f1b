"""What was not heard is rung for again; the rows are the record."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from saas.accounts.models import Shop
from tenants.db import db
from tests.workers import actors
from workers import broker, leases, outbox, sweeper
from workers.models import OutboxEntry
from workers.transaction import transaction

Ask = Callable[..., uuid.UUID]


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    heard: list[uuid.UUID] = []
    monkeypatch.setattr(outbox.broker, "ring", lambda actor, shop_id, job_id: heard.append(job_id) or True)
    monkeypatch.setattr(outbox, "GRACE", timedelta(0))
    return heard


def test_a_job_that_nobody_took_is_rung_for_again_after_a_while(
    shop: Shop, ask: Ask, rings: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask(shop, actors.note, name="A")
    rings.clear()

    assert (sweeper.sweep(), sweeper.sweep()) == (1, 0)
    monkeypatch.setattr(sweeper, "RING_AGAIN", timedelta(0))
    ask(shop, actors.refuse, name="B")
    sweeper.sweep()

    assert rings.count(job_id) == 1


def test_a_job_for_later_is_not_rung_for(shop: Shop, ask: Ask, rings: list[uuid.UUID]) -> None:
    ask(shop, actors.note, name="A", due_at=datetime(2099, 1, 1, tzinfo=UTC))

    assert sweeper.sweep() == 0


def test_a_job_that_was_for_later_is_rung_for_when_its_time_has_come(
    shop: Shop, ask: Ask, rings: list[uuid.UUID]
) -> None:
    job_id = ask(shop, actors.note, name="A", due_at=datetime(2020, 1, 1, tzinfo=UTC))

    sweeper.sweep()

    assert rings == [job_id]


def test_a_job_in_work_is_left_alone_until_its_lease_runs_out(
    shop: Shop, ask: Ask, rings: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask(shop, actors.note, name="A")
    with transaction(shop.id):
        lease = leases.claim(job_id, "note")
    assert lease
    rings.clear()

    while_working = sweeper.sweep()
    monkeypatch.setattr(leases, "LEASE", timedelta(0))
    with transaction(shop.id):
        leases.extend(lease)
    after_its_death = sweeper.sweep()

    assert (while_working, after_its_death) == (0, 1)


def test_one_job_of_every_line_is_rung_for_so_that_no_shop_drowns_the_others(
    shop: Shop, other_shop: Shop, ask: Ask, rings: list[uuid.UUID]
) -> None:
    for number in range(20):
        ask(shop, actors.note, name=f"{number}")
    theirs = ask(other_shop, actors.note, name="A")
    rings.clear()

    assert sweeper.sweep() == 2
    assert theirs in rings


def test_a_sweeper_neither_rings_for_nor_waits_for_what_another_has_in_hand(
    shop: Shop, other_shop: Shop, ask: Ask, rings: list[uuid.UUID], elsewhere: ThreadPoolExecutor
) -> None:
    taken, free = ask(shop, actors.note, name="A"), ask(other_shop, actors.note, name="B")
    rings.clear()

    with transaction():
        db.session.get_one(OutboxEntry, taken, with_for_update=True)
        elsewhere.submit(sweeper.sweep).result()

    assert rings == [free]


def test_a_job_that_this_release_does_not_know_stops_no_other(
    shop: Shop, other_shop: Shop, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "GRACE", timedelta(0))
    ask(shop, actors.note, name="A")
    db.session.execute(update(OutboxEntry).values(actor="of_yore"))
    db.session.commit()
    known = ask(other_shop, actors.note, name="B")
    broker.broker.client.flushall()

    assert sweeper.sweep() == 1
    assert any(str(known).encode() in message for message in broker.broker.client.hvals("huitou:tests.msgs"))
