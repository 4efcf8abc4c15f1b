"""What the benchmarks stand on: servers of their own in a temporary home, and shops in their database."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from saas import environment
from saas.embedded import SUPERUSER, Servers

LIMIT = timedelta(minutes=30)  # what the app role may take for one transaction, as a job is given


@dataclass(frozen=True, slots=True)
class Ground:
    """`admin` and `app` are libpq addresses of the superuser, whom no policy binds, and of the app role."""

    home: Path
    admin: str
    app: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def open_shop(self, slug: str = "") -> int:
        """A new, empty shop."""
        slug = slug or f"shop-{next(self.numbers)}"
        with psycopg.connect(self.admin) as server:
            statement = "INSERT INTO shops (name, slug, timezone, currency) VALUES (%s, %s, 'Asia/Shanghai', 'CNY')"
            row = server.execute(f"{statement} RETURNING id", (slug, slug)).fetchone()
        assert row is not None
        return int(row[0])

    def empty(self, *tables: str) -> None:
        """Every contender begins with empty tables and a server that has nothing left to write."""
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        self.administer(sql.SQL("TRUNCATE {} CASCADE").format(names), "CHECKPOINT")

    def server_log(self) -> str:
        return (self.home / "log" / "postgresql.log").read_text(encoding="utf-8", errors="replace")

    def administer(self, *statements: Any) -> None:
        """Run statements as the superuser, each on its own."""
        with psycopg.connect(self.admin, autocommit=True) as server:
            for statement in statements:
                server.execute(statement)


@contextmanager
def prepared() -> Iterator[Ground]:
    """Servers as the demo runs them, a migrated database, and the HUITOU_* variables of this process set to them."""
    with tempfile.TemporaryDirectory(prefix="huitou-bench-") as folder:
        servers = Servers(Path(folder))
        servers.start()
        try:
            variables = environment.embedded(servers)
            os.environ.update(variables)
            admin = servers.postgres.url(SUPERUSER, environment.DATABASE)
            yield Ground(servers.home, _libpq(admin), _libpq(variables[environment.DATABASE_URL]))
        finally:
            servers.close()


def _libpq(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
