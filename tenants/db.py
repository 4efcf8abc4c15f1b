"""The database handle and the two kinds of table: global ones, and those that belong to one shop."""

import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from psycopg import sql
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger, Connection, Engine, MetaData, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry, Pool

# Every constraint has a name, so that a migration can speak of it.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class NoScope(RuntimeError):
    """A tenant table was touched outside `tenant_scope`."""


# Read here, written only by tenants/scope.py.
shop_of_context: ContextVar[int | None] = ContextVar("shop_id", default=None)


def current_shop_id() -> int:
    """The shop in scope; raises NoScope when there is none."""
    shop_id = shop_of_context.get()
    if shop_id is None:
        raise NoScope("no shop in scope: open tenant_scope(shop_id) first")
    return shop_id


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class TenantSession(FlaskSession):
    """The session class that tenants/scope.py hangs its hooks on."""


KEEPS_PLANS = "keeps_plans"

# hide_parameters: an error in a log must not print a customer's row.
db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": TenantSession, "expire_on_commit": False},
    engine_options={
        "hide_parameters": True,
        "pool_use_lifo": True,  # the statements that a connection has prepared are used again
        "execution_options": {KEEPS_PLANS: True},
    },
)

RESTED = 1.0  # seconds in the pool
PREPARED = 500  # statements of a connection: those of all pages, where psycopg would keep 100


@event.listens_for(Pool, "connect")
def _remember(connection: Any, record: ConnectionPoolEntry) -> None:
    connection.prepared_max = PREPARED


@event.listens_for(Engine, "rollback")
def _keep_plans(connection: Connection) -> None:
    """Roll back before psycopg does: it would also forget what the connection has prepared, and every page that only
    reads ends so. Planning again was two thirds of what a page asked of the server. psycopg forgets because tables
    made in the transaction are gone; the app role makes none, and who migrates has an engine of his own.
    """
    if connection.invalidated or not connection.get_execution_options().get(KEEPS_PLANS, False):
        return
    driver: Any = connection.connection.driver_connection
    if driver.info.transaction_status == TransactionStatus.INTRANS:
        driver.pgconn.exec_(b"ROLLBACK")


@event.listens_for(Pool, "checkin")
def _put_away(connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["since"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _wake(connection: Any, record: ConnectionPoolEntry, taken: Any) -> None:
    """Ask a connection that has rested whether it is still there, like pool_pre_ping; one just put away is, and under
    load the question would cost every request a round trip."""
    since = record.info.get("since")
    if since is None or time.monotonic() - since < RESTED:
        return
    try:
        connection.autocommit = True
        connection.execute("SELECT 1")
        connection.autocommit = False
    except psycopg.Error as error:
        raise DisconnectionError() from error


if TYPE_CHECKING:
    Model = Base  # Flask-SQLAlchemy makes its base class at run time
else:
    Model = db.Model


class GlobalModel(Model):
    """A table that no shop owns: people, shops, sessions, pointers."""

    __abstract__ = True


class TenantModel(Model):
    """A table that belongs to shops; `shop_id` leads its keys and comes from the scope."""

    __abstract__ = True

    shop_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, default=current_shop_id, sort_order=-100
    )


class _Clock:
    """Milliseconds and a count within each, so that ids made one after the other also sort so (RFC 9562, 6.2)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def tick(self) -> int:
        """48 bits of milliseconds and 12 of counting, greater than any before in this process."""
        with self._lock:
            self._last = max(time.time_ns() // 1_000_000 << 12, self._last + 1)
            return self._last


_clock = _Clock()


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): the moment, a count within it, then random, so keys grow to the right of their index."""
    ticks = _clock.tick()
    random = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    return uuid.UUID(int=(ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0x2 << 62 | random)


def insert_rows(model: type[TenantModel], rows: Sequence[Mapping[str, Any]], conflict: str = "") -> None:
    """Insert rows of one shape for the shop in scope, pipelined; `conflict` is what follows ON CONFLICT.

    Straight through psycopg: SQLAlchemy looks at every value of every row once more, which costs as much again.
    Columns that the rows lack get their plain defaults.
    """
    if not rows:
        return
    table: Any = model.__table__
    names = list(rows[0])
    lacking = [column for column in table.columns if column.name not in names and column.default is not None]
    fixed = {column.name: column.default.arg for column in lacking if column.default.is_scalar}
    fixed["shop_id"] = current_shop_id()
    columns = [*fixed, *names]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        sql.SQL(f"ON CONFLICT {conflict}" if conflict else ""),
    )
    before, values_of = tuple(fixed.values()), itemgetter(*names)
    connection: Any = db.session.connection().connection
    with connection.cursor() as cursor:
        cursor.executemany(statement, (before + values_of(row) for row in rows))


_MANY_ROWS = "planned for many rows"


@contextmanager
def planned_for_many_rows(*, in_one_process: bool = False) -> Iterator[None]:
    """Keep the planner from nested loops. Right after a large import its statistics still call the shop empty, and it
    would visit every pair of rows: 9.3 s instead of 0.06 s were measured with 1,400 customers. Within another one it
    costs nothing.

    `in_one_process` also keeps it from parallel plans: each process counts the same million visits again for its half
    of the customers, and a night of many shops has no idle core to give.
    """
    marks = db.session().info
    if marks.get(_MANY_ROWS):
        yield
        return
    set_locally("enable_nestloop = off", *["max_parallel_workers_per_gather = 0"] * in_one_process)
    marks[_MANY_ROWS] = True
    try:
        yield
    finally:
        marks[_MANY_ROWS] = False
    set_locally("enable_nestloop = on", *["max_parallel_workers_per_gather TO DEFAULT"] * in_one_process)


def set_locally(*settings: str) -> None:
    """Set what PostgreSQL is to do until the end of the transaction, all of it in one round trip."""
    db.session.connection().exec_driver_sql("; ".join(f"SET LOCAL {setting}" for setting in settings))


def forget_plans() -> None:
    """Let this connection plan anew. The check of a foreign key is planned once and kept; planned over an empty table,
    where every index led by shop_id looks as good as the key, it reads the whole shop for each row: 20,000 new
    customers took minutes instead of seconds. A growing load calls this as it grows.
    """
    db.session.execute(text("DISCARD PLANS"))
