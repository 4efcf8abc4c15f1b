"""Connections of the pool: one that rested is asked whether it is still there, and each keeps what it has prepared."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DataError, OperationalError

from tenants import db as module
from tenants.db import db, new_id, planned_for_many_rows


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """With a pool of one connection."""
    made = create_engine(db.engine.url, pool_size=1)
    yield made
    made.dispose()


def backend(engine: Engine) -> int:
    """The number of the server process behind the connection."""
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def end(engine: Engine, pid: int) -> None:
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_died_at_rest_is_replaced(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTED", 0.0)
    pid = backend(engine)
    end(engine, pid)

    assert backend(engine) not in (0, pid)


def test_one_just_put_away_is_not_asked_and_tells_of_its_death_itself(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RESTED", 1e9)
    pid = backend(engine)
    end(engine, pid)

    with pytest.raises(OperationalError):
        backend(engine)

    assert backend(engine) not in (0, pid)


def prepared(asked: str) -> int:
    """How many statements of this text the connection has prepared."""
    statement = text("SELECT count(*) FROM pg_prepared_statements WHERE statement = :asked")
    return int(db.session.scalar(statement, {"asked": asked}) or 0)


def test_what_a_connection_has_prepared_outlives_the_pages_that_only_read(app: Flask) -> None:
    asked = f"SELECT '{new_id()}'"
    with app.app_context():
        for _ in range(7):  # psycopg prepares what it meets for the sixth time
            db.session.execute(text(asked))
            db.session.rollback()

        assert prepared(asked) == 1


def test_a_rollback_takes_back_what_was_written(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("SET LOCAL app.left_over = 'yes'"))
        db.session.rollback()

        assert db.session.scalar(text("SELECT current_setting('app.left_over', true)")) in (None, "")


def test_a_connection_is_of_use_after_an_error(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(DataError):
            db.session.execute(text("SELECT 1 / 0"))
        db.session.rollback()

        assert db.session.scalar(text("SELECT 1")) == 1


def test_plans_for_many_rows_end_with_the_outer_one(app: Flask) -> None:
    nested_loops = text("SHOW enable_nestloop")

    with planned_for_many_rows():
        with planned_for_many_rows():
            inside = db.session.scalar(nested_loops)
        between = db.session.scalar(nested_loops)

    assert (inside, between, db.session.scalar(nested_loops)) == ("off", "off", "on")


def test_a_session_that_failed_among_many_rows_can_plan_for_them_again(app: Flask) -> None:
    with pytest.raises(DataError), planned_for_many_rows():
        db.session.execute(text("SELECT 'word'::integer"))
    db.session.rollback()

    with planned_for_many_rows():
        inside = db.session.scalar(text("SHOW enable_nestloop"))

    assert inside == "off"


def test_parallel_plans_come_back_afterwards(app: Flask) -> None:
    workers = text("SHOW max_parallel_workers_per_gather")
    before = db.session.scalar(workers)

    with planned_for_many_rows(in_one_process=True):
        inside = db.session.scalar(workers)

    assert inside == "0"
    assert db.session.scalar(workers) == before


def test_the_app_role_compiles_no_statement(app: Flask) -> None:
    with app.app_context():
        assert db.session.scalar(text("SHOW jit")) == "off"
