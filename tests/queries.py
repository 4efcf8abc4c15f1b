"""What a page asks the database, so that a test can pin how often it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def recorded_queries() -> Iterator[list[str]]:
    """The SELECTs executed inside the block, whoever asked."""
    with _recorded("SELECT", "WITH") as statements:
        yield statements


@contextmanager
def recorded_writes() -> Iterator[list[str]]:
    """The statements inside the block that write, but those that go straight through psycopg."""
    with _recorded("INSERT", "UPDATE", "DELETE") as statements:
        yield statements


@contextmanager
def _recorded(*verbs: str) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(verbs):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
