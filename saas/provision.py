"""Roles, rights and schema: what an administrator of the server does once, and at every release."""

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import URL, make_url

from saas import paths
from tenants.protection import APP_ROLE, OWNER_ROLE

ROLE_SETTINGS = {
    "statement_timeout": "5s",  # an actor widens it for its own transaction
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "60s",
    # A nested loop that cannot be avoided under `planned_for_many_rows` looks dear beyond measure to PostgreSQL before
    # 18, which then compiles the statement: seconds, for one that takes milliseconds.
    "jit": "off",
}
# One injected SELECT could otherwise switch the tenant inside a statement, or write a file.
FORBIDDEN_FUNCTIONS = r"^(set_config|lo_.*|loread|lowrite)$"


@dataclass(frozen=True, slots=True)
class Urls:
    """SQLAlchemy addresses of one database: as the owner (migrations) and as the app role."""

    owner: str
    app: str


def provision(admin_url: str, database: str, app_password: str | None = None) -> Urls:
    """Make roles, database and rights on a server, as its administrator; safe to repeat."""
    url = make_url(admin_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as server:
        _make_roles(server, app_password)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER_ROLE))
            )
    owner = url.set(database=database)
    with psycopg.connect(owner.render_as_string(hide_password=False), autocommit=True) as there:
        _restrict_database(there, database)
    app = owner.set(username=APP_ROLE, password=app_password)
    return Urls(_text(owner), _text(app))


def _text(url: URL) -> str:
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _make_roles(server: psycopg.Connection, app_password: str | None) -> None:
    # Two provisionings at once would both find the role missing.
    with server.transaction():
        server.execute("SELECT pg_advisory_xact_lock(7411001)")
        known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in known:
            server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER_ROLE)))
        if APP_ROLE not in known:
            server.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(APP_ROLE)))
        if app_password:
            server.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(APP_ROLE), sql.Literal(app_password))
            )
        for name, value in ROLE_SETTINGS.items():
            server.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(APP_ROLE), sql.Identifier(name), sql.Literal(value)
                )
            )


def _restrict_database(there: psycopg.Connection, database: str) -> None:
    with there.transaction():
        there.execute("SELECT pg_advisory_xact_lock(7411001)")
        there.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        there.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(APP_ROLE))
        )
        there.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        there.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER_ROLE)))
        there.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(APP_ROLE)))
        for (signature,) in there.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
            " AND proname ~ %s AND has_function_privilege('public', oid, 'EXECUTE')",
            (FORBIDDEN_FUNCTIONS,),
        ).fetchall():
            there.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(signature)))


def migrate(owner_url: str, revision: str = "head") -> None:
    """Bring the schema forward (or back, to an older revision)."""
    config = alembic_config(owner_url)
    if revision == "head" or not _is_behind(revision):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def _is_behind(revision: str) -> bool:
    return revision == "base" or bool(re.match(r"-\d+", revision))


def alembic_config(owner_url: str) -> Config:
    """Alembic settings without an ini file; the migrations are found beside the code or inside the wheel."""
    config = Config()
    config.set_main_option("script_location", str(Path(paths.MIGRATIONS)))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    return config
