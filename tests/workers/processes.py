"""Real processes: `python -m tests.workers.processes worker` is the shop's worker with the tests' actors."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta

import dramatiq.worker

from saas.config import Config
from tests.workers import actors
from workers import heartbeat, leases, main, sweeper

SHORT = timedelta(seconds=2)


def shorten() -> None:
    """The same rules with shorter waits, so that recovery is seen within seconds."""
    leases.LEASE = SHORT
    heartbeat.TICK_SECONDS = 0.1
    leases.BACK_OFF = (timedelta(milliseconds=100),)
    sweeper.RING_AGAIN = timedelta(seconds=1)
    sweeper.EVERY_SECONDS = sweeper.EVERY_SECONDS_IN_A_WORKER = 0.2
    main.RESTART_SECONDS = main.TICK_SECONDS = 0.2
    main.DRAIN_SECONDS = 1.0
    main.SILENT_SECONDS = 5.0
    main.OVERTIME = timedelta(seconds=0.5)
    main.IDLE_POLL_MS = 50
    dramatiq.worker.CONSUMER_RESTART_DELAY_SECS = 0.2
    dramatiq.worker.POST_PROCESS_MESSAGE_RETRY_DELAY_SECS = 0.2


@dataclass
class Processes:
    """Starts programs and ends them, whatever they are doing."""

    config: Config
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.processes", *words], env=self._environment(), start_new_session=True
        )
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "HUITOU_DATABASE_URL": self.config.database_url,
            "HUITOU_REDIS_URL": self.config.redis_url,
            "HUITOU_SECRET_KEY": self.config.secret_key,
            "HUITOU_HOME": os.fspath(self.config.home),
        }


if __name__ == "__main__":
    assert actors
    shorten()
    sys.exit(main.run_scheduler() if sys.argv[1] == "scheduler" else main.run_worker(*map(int, sys.argv[2:])))
