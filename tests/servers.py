"""One throw-away PostgreSQL and Valkey for a whole run, and a database of its own for every worker."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from saas.embedded import Servers
from saas.provision import Urls, migrate, provision

TEMPLATE = "huitou_test_template"
ADMIN = "HUITOU_TEST_ADMIN_URL"
REDIS = "HUITOU_TEST_REDIS_URL"


class TestServers:
    """Embedded servers, or those of HUITOU_DATABASE_URL (an administrator's address) and HUITOU_REDIS_URL."""

    __test__ = False

    def __init__(self) -> None:
        self._home: Path | None = None
        self._servers: Servers | None = None

    def start(self) -> None:
        admin, redis = os.environ.get("HUITOU_DATABASE_URL"), os.environ.get("HUITOU_REDIS_URL")
        if not (admin and redis):
            self._home = Path(tempfile.mkdtemp(prefix="huitou-test-"))
            self._servers = Servers(self._home, durable=False)
            self._servers.start()
            admin = self._servers.postgres.url("postgres", "postgres")
            redis = self._servers.valkey.url()
        os.environ[ADMIN], os.environ[REDIS] = admin, redis
        drop_database(TEMPLATE)
        migrate(make_database(TEMPLATE).owner)

    def stop(self) -> None:
        if self._servers:
            self._servers.close()
        if self._home:
            shutil.rmtree(self._home, ignore_errors=True)


def make_database(name: str) -> Urls:
    """Provision an empty database with roles and rights."""
    return provision(os.environ[ADMIN], name, _app_password())


def clone_database(name: str) -> Urls:
    """A migrated database, copied from the template."""
    drop_database(name)
    with _administrator() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER huitou_owner").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
    return make_database(name)


def drop_database(name: str) -> None:
    with _administrator() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def redis_url(number: int) -> str:
    """The run's Redis, database `number`: a worker cannot empty another's queues."""
    url = os.environ[REDIS]
    if url.startswith("unix://"):
        return f"{url.split('?')[0]}?db={number}"
    return make_url(url).set(database=str(number)).render_as_string(hide_password=False)


def _administrator() -> psycopg.Connection:
    url = make_url(os.environ[ADMIN]).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _app_password() -> str | None:
    # A server on a private socket trusts; another wants a password, the same in every worker.
    if make_url(os.environ[ADMIN]).password is None:
        return None
    return hashlib.sha256(os.environ[ADMIN].encode()).hexdigest()[:32]
