"""One transaction at the edge: a fresh session, the scope of a shop, commit if it went well."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from flask import Flask

from tenants.db import db, set_locally
from tenants.scope import tenant_scope

# A row that a request or another job holds is free again long before this.
LONGEST_LOCK_WAIT = timedelta(minutes=1)


class _Bound:
    app: Flask | None = None


def bind(app: Flask) -> None:
    """Say which application the jobs of this process run in."""
    _Bound.app = app


@contextmanager
def transaction(shop_id: int | None = None, *, time_limit: timedelta | None = None) -> Iterator[None]:
    """Commit at the end, roll back on any exception. Without a shop only global tables can be touched.

    `time_limit` widens what the app role allows a statement, a wait for a lock, and a pause between statements.
    """
    if _Bound.app is None:
        raise RuntimeError("no application: call workers.transaction.bind(app) when the process starts")
    # The application context owns the session, so this one never meets another transaction of the same thread.
    with _Bound.app.app_context(), nullcontext() if shop_id is None else tenant_scope(shop_id):
        if time_limit:
            _allow(time_limit)
        yield
        db.session.commit()


def _allow(time_limit: timedelta) -> None:
    limits = {
        "statement_timeout": time_limit,
        "idle_in_transaction_session_timeout": time_limit,
        "lock_timeout": min(time_limit, LONGEST_LOCK_WAIT),
    }
    set_locally(*(f"{name} = {round(value.total_seconds() * 1000)}" for name, value in limits.items()))
