"""A child process: its lines are prefixed, it is started again when it dies, and it dies with us."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import IO

from saas.embedded.process import CALLER

NAME_WIDTH = 9
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# whoever lived this long starts again with the first pause
STEADY_SECONDS = 30.0


class Child:
    """One process of the demo.

    `parting` is its signal when the supervisor is killed; `keeps` are the descriptors that it inherits.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        env: Mapping[str, str],
        parting: signal.Signals = signal.SIGTERM,
        keeps: tuple[int, ...] = (),
    ) -> None:
        self.name, self.command, self.env, self.parting, self.keeps = name, command, env, parting, keeps
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._pause = FIRST_PAUSE
        self._began = 0.0
        self._due: float | None = None

    def start(self) -> "Child":
        """Call it from the main thread, whose end is what `parting` waits for."""
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the supervisor alone, which stops the children in order
            start_new_session=True,
            pass_fds=self.keeps,
            **CALLER.options(self.parting),
        )
        self.starts += 1
        self._began, self._due = time.monotonic(), None
        assert self.process.stdout is not None
        threading.Thread(target=_copy_lines, args=(self.name, self.process.stdout), daemon=True).start()
        return self

    def tend(self) -> None:
        """Start it again when it has died, after a pause that doubles each time."""
        if self.is_alive():
            return
        now = time.monotonic()
        if self._due is None:
            self._plan_restart(now)
        elif now >= self._due:
            self.kill()  # what it started may outlive it and hold its port
            self.start()

    def is_alive(self) -> bool:
        return self.process is not None and self.exit_code is None

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self, patience: float) -> None:
        """Let it finish what it does for `patience` seconds; then it and all that it started is killed."""
        if self.process is not None and self.is_alive():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.kill()

    def kill(self) -> None:
        """End it and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _plan_restart(self, now: float) -> None:
        if now - self._began >= STEADY_SECONDS:
            self._pause = FIRST_PAUSE
        self._due = now + self._pause
        say(f"{self.name} stopped (exit code {self.exit_code}); starting it again in {self._pause:g} s")
        self._pause = min(self._pause * 2, LONGEST_PAUSE)


def say(line: str, name: str = "huitou") -> None:
    """One line on the terminal, whole even when several processes talk."""
    # a closed terminal must not stop anything
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{name:{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()


def _copy_lines(name: str, lines: IO[bytes]) -> None:
    for line in lines:
        say(line.decode(errors="replace").rstrip(), name)
