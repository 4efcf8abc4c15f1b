"""A database and a Redis of their own: workers see every job there is, and these tests empty Redis."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from saas.accounts.models import Shop
from saas.app import create_app
from saas.config import Config
from saas.embedded.valkey import Valkey
from saas.provision import Urls
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories, servers
from tests.workers.processes import Processes
from workers import broker, outbox
from workers.actor import Actor
from workers.models import Job, OutboxEntry
from workers.transaction import bind, transaction


@pytest.fixture(scope="session")
def database(worker_number: int) -> Iterator[Urls]:
    name = f"huitou_test_workers_{worker_number}"
    yield servers.clone_database(name)
    servers.drop_database(name)


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    server = Valkey(tmp_path_factory.mktemp("valkey"), durable=False).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def config(database: Urls, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Config:
    home: Path = tmp_path_factory.mktemp("home")
    return Config(database.app, valkey.url(), secret_key="a key for tests only", home=home, testing=True)


@pytest.fixture
def shop(app: Flask) -> Shop:
    """Where it is about noon, whenever the test runs: people may be written to, and no day ends meanwhile."""
    ahead = 12 - clock.now().hour
    return factories.create_shop("城关店", timezone=f"Etc/GMT{-ahead:+d}")


@pytest.fixture(scope="session")
def whole_app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Jobs run in this application and ring at this Redis; nothing waits from an earlier test."""
    monkeypatch.setattr(outbox, "GRACE", timedelta(seconds=0.5))
    monkeypatch.setattr(broker.broker.client, "connection_pool", None)
    broker.connect(config.redis_url)
    broker.broker.client.flushall()
    bind(app)
    db.session.execute(delete(OutboxEntry))
    db.session.commit()
    return app


@pytest.fixture
def processes(app: Flask, config: Config) -> Iterator[Processes]:
    started = Processes(config)
    yield started
    started.end()


@pytest.fixture
def absent_redis(app: Flask, tmp_path: Path) -> None:
    broker.connect(f"unix://{tmp_path}/nobody.sock")


@pytest.fixture
def ask(app: Flask) -> Callable[..., uuid.UUID]:
    """Ask for a job of a shop, in a transaction that is committed."""

    def commit(shop: Shop, actor: Actor, **arguments: Any) -> uuid.UUID:
        with transaction(shop.id):
            return actor.enqueue(**arguments)

    return commit


@pytest.fixture
def work_off(jobs: Callable[[Shop], list[Job]]) -> Callable[[Shop], None]:
    """Do the waiting jobs of a shop here and now, and those that they ask for."""

    def run(shop: Shop) -> None:
        while due := [job for job in jobs(shop) if job.state == "waiting"]:
            broker.broker.get_actor(due[0].actor)(shop_id=shop.id, job_id=str(due[0].id))

    return run


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """Threads with a context of their own: another worker, another request."""
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def jobs(app: Flask) -> Callable[[Shop], list[Job]]:
    """The jobs of a shop as they are now."""

    def read(shop: Shop) -> list[Job]:
        with tenant_scope(shop.id):
            found = list(db.session.scalars(select(Job).order_by(Job.id).execution_options(populate_existing=True)))
            for job in found:
                db.session.expunge(job)
            return found

    return read


@pytest.fixture
def effects(app: Flask) -> Callable[[Shop], list[str]]:
    """What jobs have done in a shop."""

    def read(shop: Shop) -> list[str]:
        with tenant_scope(shop.id):
            return sorted(db.session.scalars(select(Customer.name)))

    return read
