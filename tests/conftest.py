"""Servers for the run, an application per worker, and the cast."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import text

from saas.accounts.models import Shop
from saas.app import create_app
from saas.config import Config
from saas.provision import Urls
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories, servers
from tests.browser import Browser

_servers = servers.TestServers()

# on a busy machine Hypothesis' own deadline would be a timed assertion
settings.register_profile("huitou", deadline=None)
settings.load_profile("huitou")


def pytest_configure(config: pytest.Config) -> None:
    # Only the controlling process starts servers; xdist workers inherit their addresses.
    if not hasattr(config, "workerinput"):
        _servers.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _servers.stop()


@pytest.fixture(scope="session")
def worker_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def database(worker_number: int) -> Iterator[Urls]:
    name = f"huitou_test_{worker_number}"
    yield servers.clone_database(name)
    servers.drop_database(name)


@pytest.fixture(scope="session")
def config(database: Urls, worker_number: int, tmp_path_factory: pytest.TempPathFactory) -> Config:
    home: Path = tmp_path_factory.mktemp("home")
    return Config(
        database_url=database.app,
        redis_url=servers.redis_url(worker_number + 1),
        secret_key="a key for tests only",
        sms_push_secret="a-secret-address-for-tests-only-0",
        home=home,
        testing=True,
    )


@pytest.fixture(scope="session")
def whole_app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """The application with its context pushed, connected as the app role and as nothing more."""
    with whole_app.app_context():
        role = db.session.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
        assert role.scalar() is False, "tests must not run as a role that bypasses row-level security"
        db.session.rollback()
        yield whole_app
        db.session.rollback()


@pytest.fixture
def shop(app: Flask) -> Shop:
    """Our shop. Every test has shops of its own, so tests share a database without meeting."""
    return factories.create_shop("城关店")


@pytest.fixture
def other_shop(app: Flask) -> Shop:
    """The stranger's shop."""
    return factories.create_shop("陌生店")


@pytest.fixture
def in_shop(shop: Shop) -> Iterator[Shop]:
    """Our shop in scope; what the test wrote is rolled back."""
    with tenant_scope(shop.id):
        yield shop


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Nobody is signed in; `browser.sign_in(user)` changes that."""
    return Browser(app)


@pytest.fixture
def owner(app: Flask, shop: Shop) -> Browser:
    """The owner of our shop, signed in."""
    user = factories.create_user()
    factories.create_membership(shop, user, "owner")
    return Browser(app).sign_in(user)
