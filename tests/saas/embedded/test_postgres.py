import os
from pathlib import Path

import psycopg
import pytest

from saas.embedded import Postgres, StartError
from tests.saas.embedded.conftest import Command


def test_a_cluster_keeps_its_data_between_starts(home: Path) -> None:
    first = Postgres(home).start()
    with psycopg.connect(first.admin_dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    first.stop()

    second = Postgres(home).start()
    with psycopg.connect(second.admin_dsn) as connection:
        found = connection.execute("SELECT seven FROM kept").fetchone()
    second.stop()

    assert found == (7,)


def test_a_cluster_listens_on_a_private_socket_only(home: Path) -> None:
    cluster = Postgres(home, durable=False).start()
    with psycopg.connect(cluster.admin_dsn) as connection:
        addresses = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    cluster.stop()

    assert addresses == ("",)
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700


def test_a_cluster_that_was_not_finished_is_made_anew(home: Path) -> None:
    cluster = Postgres(home, durable=False)
    unfinished = cluster.data.with_suffix(".unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    cluster.start()
    cluster.stop()

    assert not unfinished.exists()


def test_a_pid_file_of_a_dead_server_whose_number_was_reused_does_not_stop_a_start(home: Path) -> None:
    cluster = Postgres(home, durable=False).start()
    cluster.stop()
    for stale in (cluster.data / "postmaster.pid", cluster.sockets / ".s.PGSQL.5432.lock"):
        stale.write_text(f"{os.getppid()}\n{cluster.data}\n1700000000\n5432\n{cluster.sockets}\n\n")

    cluster.start()

    assert cluster.is_up()
    cluster.stop()


def test_a_deep_state_directory_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("深" * 40)
    cluster = Postgres(home, durable=False).start()

    assert cluster.is_up()
    assert len(os.fsencode(cluster.sockets)) < 60
    cluster.stop()
    cluster.sockets.rmdir()


def test_a_directory_without_postgres_is_refused_with_the_name_of_the_variable(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUITOU_PG_BIN", "/nowhere")

    with pytest.raises(StartError, match="HUITOU_PG_BIN"):
        Postgres(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_user_namespaces_runs_the_server_as_nobody(home: Path, run_command) -> None:
    command: Command = run_command(HUITOU_ROOT_MODE="nobody")
    pid = int(command.stdout.readline())

    owner = Path(f"/proc/{pid}").stat().st_uid

    assert owner == 65534
    assert home.stat().st_mode & 0o077 == 0o001, "others may pass, not look"
