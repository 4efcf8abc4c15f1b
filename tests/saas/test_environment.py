import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from saas import environment
from saas.embedded import StartError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A state directory and nothing else."""
    for name in [name for name in os.environ if name.startswith("HUITOU_") and not name.startswith("HUITOU_TEST_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("HUITOU_HOME", os.fspath(home))
    return home


def test_a_command_gets_a_migrated_database_as_the_app_role(bare_environment: Path) -> None:
    with environment.provided() as variables:
        url = make_url(variables["HUITOU_DATABASE_URL"]).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            role, version = connection.execute("SELECT current_user, to_regclass('alembic_version')::text").fetchone()

    assert role == "huitou_app"
    assert version == "alembic_version"


def test_servers_of_the_operator_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUITOU_DATABASE_URL", "postgresql+psycopg://huitou_app@db/huitou")
    monkeypatch.setenv("HUITOU_REDIS_URL", "redis://redis/0")

    with environment.provided() as variables:
        assert variables["HUITOU_DATABASE_URL"] == "postgresql+psycopg://huitou_app@db/huitou"
        assert variables["HUITOU_REDIS_URL"] == "redis://redis/0"
        assert "HUITOU_OWNER_URL" not in variables


def test_one_server_without_the_other_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUITOU_DATABASE_URL", "postgresql+psycopg://huitou_app@db/huitou")

    with pytest.raises(StartError, match="Set both"), environment.provided():
        pass


def test_the_secret_key_is_made_once_and_for_our_eyes_only(bare_environment: Path) -> None:
    home = environment.state_directory()

    first = environment.given(home)["HUITOU_SECRET_KEY"]
    second = environment.given(home)["HUITOU_SECRET_KEY"]

    assert first == second
    assert len(first) == 64
    assert (home / "secret").stat().st_mode & 0o777 == 0o600


def test_a_key_that_another_command_made_meanwhile_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    home = environment.state_directory()
    first = environment.given(home)["HUITOU_SECRET_KEY"]
    monkeypatch.setattr(Path, "exists", lambda path: False)

    second = environment.given(home)["HUITOU_SECRET_KEY"]

    assert first == second
    assert [path.name for path in home.iterdir()] == ["secret"]


def test_a_key_of_the_operator_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUITOU_SECRET_KEY", "theirs")

    assert environment.given(environment.state_directory())["HUITOU_SECRET_KEY"] == "theirs"
