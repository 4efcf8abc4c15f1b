"""The schema can be built from nothing, taken down and built again, and is the one the models describe."""

from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from saas.provision import Urls, alembic_config, migrate
from tests import servers


@pytest.fixture
def empty(worker_number: int) -> Iterator[Urls]:
    name = f"huitou_test_migrations_{worker_number}"
    servers.drop_database(name)
    yield servers.make_database(name)
    servers.drop_database(name)


def ask(urls: Urls, question: str) -> list[str]:
    url = make_url(urls.owner).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        return [str(row[0]) for row in connection.execute(question).fetchall()]  # type: ignore[call-overload]


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
LEFT_OVER = """
SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typname !~ 'alembic_version$'
UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^alembic_version'
"""


def test_the_schema_goes_up_down_and_up_again(empty: Urls) -> None:
    migrate(empty.owner)
    first = sorted(ask(empty, TABLES))

    migrate(empty.owner, "base")
    assert ask(empty, LEFT_OVER) == []

    migrate(empty.owner)
    assert sorted(ask(empty, TABLES)) == first
    assert len(first) > 20


def test_every_migration_can_be_taken_back_by_itself(empty: Urls) -> None:
    steps = len(list(ScriptDirectory.from_config(alembic_config(empty.owner)).walk_revisions()))
    migrate(empty.owner)

    for _ in range(steps):
        migrate(empty.owner, "-1")
        migrate(empty.owner, "+1")
        migrate(empty.owner, "-1")

    assert ask(empty, TABLES) == []


def test_the_models_and_the_schema_are_one(empty: Urls) -> None:
    migrate(empty.owner)

    command.check(alembic_config(empty.owner))  # raises when a migration is missing


def test_there_is_one_head(empty: Urls) -> None:
    assert len(ScriptDirectory.from_config(alembic_config(empty.owner)).get_heads()) == 1


def test_the_schema_needs_no_extension(empty: Urls) -> None:
    migrate(empty.owner)

    assert ask(empty, "SELECT extname FROM pg_extension") == ["plpgsql"]


def test_the_app_role_owns_nothing(empty: Urls) -> None:
    migrate(empty.owner)

    assert ask(empty, f"{TABLES} AND tableowner <> 'huitou_owner'") == []
