"""A doorbell may be broken; asking for a job must not notice."""

import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from saas.accounts.models import Shop
from saas.config import Config
from tests.workers import actors
from workers import broker
from workers.models import Job

Ask = Callable[..., uuid.UUID]
Jobs = Callable[[Shop], list[Job]]


@pytest.fixture
def silent_redis(app: Flask, tmp_path: Path) -> Iterator[socket.socket]:
    """Something that takes connections and never says a word."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{tmp_path}/silent.sock")
        listener.listen()
        listener.setblocking(False)
        broker.connect(f"unix://{tmp_path}/silent.sock")
        yield listener


def test_a_message_carries_the_ids_and_nothing_else(shop: Shop, ask: Ask) -> None:
    job_id = ask(shop, actors.note, name="李四 13800138000")

    (message,) = broker.broker.client.hgetall("huitou:tests.msgs").values()

    assert b'"args":[],"kwargs":{"shop_id":%d,"job_id":"%s"}' % (shop.id, str(job_id).encode()) in message
    assert "李四" not in message.decode()


def test_a_job_is_asked_for_without_redis(shop: Shop, absent_redis: None, ask: Ask, jobs: Jobs) -> None:
    ask(shop, actors.note, name="A")

    assert [job.state for job in jobs(shop)] == ["waiting"]


def test_a_redis_that_never_answers_is_tried_once_and_then_left_alone(
    shop: Shop, other_shop: Shop, silent_redis: socket.socket, ask: Ask, jobs: Jobs
) -> None:
    for each in (shop, other_shop):
        ask(each, actors.note, name="A")

    silent_redis.accept()
    with pytest.raises(BlockingIOError):
        silent_redis.accept()
    assert len(jobs(shop) + jobs(other_shop)) == 2


def test_the_bell_is_tried_again_after_the_quiet(
    shop: Shop, absent_redis: None, ask: Ask, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "QUIET_SECONDS", 0)
    job_id = ask(shop, actors.note, name="A")
    pool = broker.broker.client.connection_pool
    broker.connect(config.redis_url)
    answering = broker.broker.client.connection_pool

    monkeypatch.setattr(broker.broker.client, "connection_pool", pool)
    unheard = broker.ring("note", shop.id, job_id)
    monkeypatch.setattr(broker.broker.client, "connection_pool", answering)

    assert not unheard
    assert broker.ring("note", shop.id, job_id)
