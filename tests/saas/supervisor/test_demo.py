import os
import signal
import socket
from pathlib import Path

from saas.embedded import attach_or_start
from tests.waiting import until


def test_a_demo_prints_its_address_and_stops_everything_on_ctrl_c(run_demo) -> None:
    running = run_demo()
    worker = int(running.wait_for(r"worker is process (\d+)")[1])
    port = running.wait_until_ready()

    code = running.interrupt()

    assert code == 0
    assert running.said.endswith("huitou    | stopped\n")
    assert not Path(f"/proc/{worker}").exists()
    socket.create_server(("127.0.0.1", port)).close()


def test_lines_carry_the_name_of_their_process(run_demo) -> None:
    running = run_demo()
    running.wait_until_ready()

    running.interrupt()

    assert "seed      | seeded\n" in running.said


def test_a_killed_demo_leaves_nothing_running_and_the_next_gets_the_same_port(run_demo) -> None:
    killed = run_demo(PORT="")
    worker = int(killed.wait_for(r"worker is process (\d+)")[1])
    port = killed.wait_until_ready()

    killed.process.send_signal(signal.SIGKILL)
    second = run_demo(PORT="")

    second_port = second.wait_until_ready()
    assert second_port == port
    until(lambda: not Path(f"/proc/{worker}").exists(), "the worker of the killed demo is gone")
    assert second.interrupt() == 0


def test_a_second_demo_on_the_same_data_is_refused_in_a_sentence(run_demo) -> None:
    port = run_demo().wait_until_ready()

    second = run_demo()

    assert second.wait() == 1
    assert f"http://127.0.0.1:{port}/). Stop it first" in second.said
    assert "Traceback" not in second.said


def test_a_dead_worker_is_started_again(run_demo) -> None:
    running = run_demo()
    worker = int(running.wait_for(r"worker is process (\d+)")[1])

    os.kill(worker, signal.SIGKILL)

    running.wait_for(r"worker stopped \(exit code -9\); starting it again in 0.5 s")
    assert int(running.wait_for(r"(?s)starting it again.*worker is process (\d+)")[1]) != worker
    assert running.interrupt() == 0


def test_a_command_uses_the_servers_of_a_running_demo(run_demo, home: Path) -> None:
    running = run_demo()
    running.wait_until_ready()

    with attach_or_start(home) as servers:
        assert servers.postgres.process is None

    assert running.interrupt() == 0


def test_a_taken_port_that_was_asked_for_is_a_sentence(run_demo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        running = run_demo(PORT=str(port))

        assert running.wait() == 1
        assert running.said == f"Port {port} is taken by another program. Stop it, or choose another with --port.\n"


def test_only_one_of_the_two_servers_is_a_sentence(run_demo) -> None:
    running = run_demo(HUITOU_REDIS_URL="redis://127.0.0.1:1/0")

    assert running.wait() == 1
    assert "Set both HUITOU_DATABASE_URL and HUITOU_REDIS_URL, or neither." in running.said
