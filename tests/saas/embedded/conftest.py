"""State directories and commands that keep servers running."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = """
import sys
from pathlib import Path
from saas.embedded import attach_or_start
with attach_or_start(Path(sys.argv[1])) as servers:
    print(servers.postgres.process and servers.postgres.process.pid, flush=True)
    sys.stdin.read()
"""

Command = subprocess.Popen[str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run_command(home: Path) -> Iterator[Callable[..., Command]]:
    """Start a process that uses the servers of the home until its standard input is closed."""
    started: list[Command] = []

    def run(**env: str) -> Command:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = subprocess.Popen(
            [sys.executable, "-c", COMMAND, os.fspath(home)], text=True, env={**os.environ, **env}, **pipes
        )
        started.append(command)
        return command

    yield run
    for command in started:
        with command:
            command.kill()
