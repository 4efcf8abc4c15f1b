"""The servers of a home: attach to running ones, or start them and stop them afterwards."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from saas.embedded.locks import FileLock
from saas.embedded.postgres import Postgres
from saas.embedded.process import StartError
from saas.embedded.valkey import Valkey

WAIT_SECONDS = 60
DEMO = "demo"
COMMAND = "command"


class Servers:
    """PostgreSQL and Valkey of one home. Whoever holds `lock` started them; the others hold `guests` together."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = prepare(home)
        self.postgres = Postgres(self.home, durable=durable)
        self.valkey = Valkey(self.home, durable=durable)
        self.owned = False
        self._lock = FileLock(self.home / "lock")
        self._guests = FileLock(self.home / "guests.lock")

    def start(self, note: str = COMMAND) -> bool:
        """Own the servers and start them; False when another process owns them."""
        if not self._lock.try_exclusive():
            return False
        self._lock.write_note(f"{note} {os.getpid()}")
        self.owned = True
        try:
            self.postgres.start()
            self.valkey.start()
        except BaseException:
            self._stop()
            raise
        return True

    def attach(self) -> bool:
        """Use the servers of another process, which will not stop them before we close; False when they are not up."""
        self._guests.share()
        if self.postgres.is_up() and self.valkey.is_up():
            return True
        self._guests.release()
        return False

    def announce(self, text: str) -> None:
        """Tell whoever finds the home taken what runs there."""
        self._lock.write_note(text)

    def owner(self) -> str:
        """What the owner says about itself."""
        return self._lock.note()

    def close(self, *, wait_for_guests: bool = True) -> None:
        """Leave the servers; the owner stops them, after the last guest has gone."""
        if self.owned and wait_for_guests:
            self._wait_for_guests()
        self._stop()
        self._guests.close()
        self._lock.close()

    def _wait_for_guests(self) -> None:
        told = False
        while not self._guests.try_exclusive():
            if not told:
                print("Another huitou command still uses the servers; they stop when it ends.", file=sys.stderr)
            told = True
            time.sleep(0.1)

    def _stop(self) -> None:
        if not self.owned:
            return
        self.valkey.stop()
        self.postgres.stop()
        self.owned = False
        self._lock.write_note("")
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def attach_or_start(home: Path, *, durable: bool = True) -> Servers:
    """The servers of `home`, running; close them (or use `with`) when done. Raises StartError."""
    servers = Servers(home, durable=durable)
    deadline = time.monotonic() + WAIT_SECONDS
    while not (servers.attach() or servers.start()):
        if time.monotonic() > deadline:
            raise StartError(f"{servers.home} is in use ({servers.owner()}), but its servers do not answer.")
        time.sleep(0.1)
    return servers


def prepare(home: Path) -> Path:
    """Make the state directory; raises StartError when it cannot be written."""
    home = home.resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(home, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise StartError(f"{home} cannot be written. Set HUITOU_HOME to a directory of your own.")
    return home
