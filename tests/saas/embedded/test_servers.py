import os
import signal
import threading
from pathlib import Path

import psycopg
import pytest

from saas.embedded import FileLock, Servers, StartError, attach_or_start, occupied
from tests.waiting import until


def test_a_command_starts_the_servers_and_stops_them_afterwards(home: Path) -> None:
    with attach_or_start(home, durable=False) as servers:
        assert servers.are_up()

    assert not servers.are_up()


def test_a_second_command_uses_the_running_servers(home: Path) -> None:
    with attach_or_start(home, durable=False) as first, attach_or_start(home) as second:
        assert second.postgres.url("a", "b") == first.postgres.url("a", "b")
        assert second.postgres.process is None


def test_the_first_command_leaves_the_servers_up_until_the_second_has_finished(home: Path, run_command) -> None:
    first = run_command()
    first.stdout.readline()
    second = run_command()
    assert second.stdout.readline() == "None\n"

    first.stdin.close()

    assert "still uses the servers" in first.stderr.readline()
    assert Servers(home).are_up()
    second.stdin.close()
    assert first.wait(60) == second.wait(60) == 0
    assert not Servers(home).are_up()


def test_two_commands_at_once_share_one_pair_of_servers(run_command) -> None:
    commands = [run_command(), run_command(), run_command()]

    owners = [command.stdout.readline() for command in commands]

    assert len([owner for owner in owners if owner != "None\n"]) == 1


def test_a_killed_command_takes_its_servers_along_and_the_next_one_starts(home: Path, run_command) -> None:
    killed = run_command()
    postgres = int(killed.stdout.readline())

    killed.kill()
    killed.wait()

    with attach_or_start(home) as servers:
        assert servers.are_up()
        assert servers.postgres.process is not None
    until(lambda: not Path(f"/proc/{postgres}").exists(), "the first server is gone")


def test_servers_that_died_are_revived(home: Path) -> None:
    servers = Servers(home).start()
    for server in (servers.postgres, servers.valkey):
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()

    assert servers.revive() == ["Postgres", "Valkey"]

    assert servers.are_up()
    assert servers.revive() == []
    servers.close()


def test_a_server_that_died_is_revived_when_the_last_of_its_processes_has_gone(home: Path) -> None:
    servers = Servers(home).start()
    with psycopg.connect(servers.postgres.admin_dsn) as connection:
        left = connection.info.backend_pid
        os.kill(left, signal.SIGSTOP)
        os.kill(servers.postgres.process.pid, signal.SIGKILL)
        servers.postgres.process.wait()
        going = threading.Timer(1, os.kill, (left, signal.SIGCONT))
        going.start()

        assert servers.revive() == ["Postgres"]

    assert servers.are_up()
    servers.close()


def test_a_home_that_runs_a_demo_refuses_a_second_one_and_says_where_the_first_is(home: Path) -> None:
    home.mkdir()
    with occupied(home) as lock:
        lock.write_note("demo, process 7, http://127.0.0.1:8000/")

        with pytest.raises(
            StartError, match=r"already runs from .*home \(demo, process 7, http://127\.0\.0\.1:8000/\)"
        ):
            occupied(home).__enter__()


def test_a_demo_finds_the_note_of_a_killed_one_but_not_of_one_that_ended_well(home: Path) -> None:
    home.mkdir()
    killed = FileLock(home / "lock")
    killed.write_note("demo, process 7, http://127.0.0.1:8003/")
    killed.close()

    with occupied(home) as lock:
        assert "8003" in lock.note()

    with occupied(home) as lock:
        assert lock.note() == ""


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StartError, match="Set HUITOU_HOME to a directory of your own"):
        Servers(tmp_path / "file" / "home")
