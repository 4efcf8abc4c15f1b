"""The real web server on the test's own database and Redis."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest

from saas.config import Config
from saas.supervisor import programs
from tests.waiting import LONGEST_SECONDS

Serve = Callable[[str], int]


@pytest.fixture
def serve(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """`serve("1")`: behind one proxy; the port. It must stop when it is told to."""
    running: list[tuple[subprocess.Popen[bytes], socket.socket]] = []

    def start(proxies: str) -> int:
        monkeypatch.setenv("HUITOU_PROXIES", proxies)
        own = {"DATABASE_URL": config.database_url, "REDIS_URL": config.redis_url, "SECRET_KEY": config.secret_key}
        env = os.environ | {f"HUITOU_{name}": value for name, value in own.items()} | {"HUITOU_HOME": str(config.home)}
        door = socket.create_server(("127.0.0.1", 0))
        command = programs.web(f"fd://{door.fileno()}")
        running.append((subprocess.Popen(command, env=env, pass_fds=[door.fileno()]), door))
        return int(door.getsockname()[1])

    yield start
    for process, door in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONGEST_SECONDS) == 0
        door.close()


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_SECONDS)
    connection.request("GET", "/health")
    found = connection.getresponse().status
    connection.close()
    return found


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_the_web_server_answers_with_and_without_a_proxy(serve: Serve, proxies: str) -> None:
    assert status(serve(proxies)) == 200


def test_without_a_proxy_nobody_waits_for_connections_that_say_nothing(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    port = serve("0")
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]

    answer = status(port)

    assert answer == 200
    for connection in silent:
        connection.close()


def test_behind_a_proxy_a_busy_process_leaves_the_next_request_to_others(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    port = serve("1")
    assert status(port) == 200
    busy, next_one = (socket.create_connection(("127.0.0.1", port)) for _ in range(2))
    busy.sendall(b"GET /health HTTP/1.1\r\n")  # the process waits for the rest of it

    next_one.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    next_one.settimeout(1)
    with pytest.raises(TimeoutError):
        next_one.recv(1)
    busy.sendall(b"Host: localhost\r\n\r\n")
    next_one.settimeout(LONGEST_SECONDS)

    assert next_one.recv(12) == b"HTTP/1.1 200"
    for connection in (busy, next_one):
        connection.close()
