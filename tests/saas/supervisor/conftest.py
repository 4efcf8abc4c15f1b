"""A demo whose web server, worker, scheduler and seed are stand-ins that start at once."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.waiting import until

STAND_INS = '''
import sys
from saas.supervisor import demo, programs

def python(code):
    return [sys.executable, "-c", code]

def idle(name):
    return python(f"import os, time; print('{name} is process', os.getpid()); time.sleep(600)")

WEB = """
import http.server, socket
server = http.server.HTTPServer(("", 0), http.server.SimpleHTTPRequestHandler, bind_and_activate=False)
server.socket = socket.socket(fileno={})
server.serve_forever()
"""

programs.web = lambda bind: python(WEB.format(bind.removeprefix("fd://")))
programs.worker = lambda: idle("worker")
programs.scheduler = lambda: idle("scheduler")
programs.seed = lambda: python("print('seeded')")
sys.exit(demo(sys.argv[1:]))
'''


def free_port() -> int:
    """A port of our own, so that tests can run side by side."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class RunningDemo:
    """A demo process and what it has said so far."""

    def __init__(self, home: Path, *arguments: str, **env: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HUITOU_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", STAND_INS, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**clean, "HUITOU_HOME": os.fspath(home), "PORT": str(free_port()), **env},
        )
        self.said = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The first place where it has said `pattern`."""
        until(lambda: re.search(pattern, self.said) or self.process.poll() is not None, f"the demo says {pattern!r}")
        self._listener.join(0.2)
        found = re.search(pattern, self.said)
        assert found, f"the demo never said {pattern!r}, but:\n{self.said}"
        return found

    def wait_until_ready(self) -> int:
        """The port of its web server."""
        return int(self.wait_for(r"ready in .*:(\d+)/\n")[1])

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(60)
        self._listener.join(5)
        return code

    def close(self) -> None:
        with self.process:
            self.process.kill()
            self._listener.join(5)

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.said += line


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run_demo(home: Path) -> Iterator[Callable[..., RunningDemo]]:
    """Start a demo; the test's end kills it."""
    started: list[RunningDemo] = []

    def run(*arguments: str, **env: str) -> RunningDemo:
        started.append(RunningDemo(home, *arguments, **env))
        return started[-1]

    yield run
    for running in started:
        running.close()
