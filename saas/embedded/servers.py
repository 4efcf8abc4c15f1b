"""The servers of a home: start them, or use those that a demo or another command has started."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from saas.embedded.locks import FileLock
from saas.embedded.postgres import Postgres
from saas.embedded.process import StartError
from saas.embedded.valkey import Valkey

WAIT_SECONDS = 60
POLL_SECONDS = 0.1
STARTING = "starting"
LOCK = "lock"  # held by the process that runs the servers; its note tells who that is and how far it got
GUESTS = "guests.lock"  # held together by the commands that use servers of another process


class Servers:
    """PostgreSQL and Valkey of one home. Whoever starts them holds the home's lock or knows that it is alone."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = prepare(home)
        self.postgres = Postgres(self.home, durable=durable)
        self.valkey = Valkey(self.home, durable=durable)

    def start(self) -> Self:
        """Start both; raises StartError."""
        try:
            self.postgres.start()
            self.valkey.start()
        except BaseException:
            self.close()
            raise
        return self

    def are_up(self) -> bool:
        return self.postgres.is_up() and self.valkey.is_up()

    def revive(self) -> list[str]:
        """Start again what has died, and name it; raises StartError."""
        revived = []
        for server in (self.postgres, self.valkey):
            if server.process is not None and server.process.poll() is not None:
                server.start()
                revived.append(type(server).__name__)
        return revived

    def close(self) -> None:
        """Stop what `start` started."""
        self.valkey.stop()
        self.postgres.stop()


@contextmanager
def attach_or_start(home: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Running servers of `home`: somebody else's, or our own until the block ends. Raises StartError."""
    servers = Servers(home, durable=durable)
    lock, guests = FileLock(servers.home / LOCK), FileLock(servers.home / GUESTS)
    try:
        if _is_guest(servers, lock, guests):
            yield servers
            return
        try:
            servers.start()
            lock.write_note(f"command, process {os.getpid()}")
            try:
                yield servers
            finally:
                # however the command ended: the guests need the servers still
                _wait_for(guests)
        finally:
            servers.close()
            lock.write_note("")
    finally:
        guests.close()
        lock.close()


@contextmanager
def occupied(home: Path) -> Iterator[FileLock]:
    """The lock of a home for a demo; its note is what a killed predecessor left. Raises StartError."""
    lock = FileLock(home / LOCK)
    try:
        told = False
        while not lock.try_exclusive():
            if lock.note().startswith("demo"):
                raise StartError(
                    f"Huitou already runs from {home} ({lock.note()}). Stop it first, "
                    "or set HUITOU_HOME to another directory to run a second copy."
                )
            if not told:
                print(f"waiting for a huitou command that uses {home} ...", flush=True)
            told = True
            time.sleep(POLL_SECONDS)
        yield lock
        lock.write_note("")
    finally:
        lock.close()


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


def _is_guest(servers: Servers, lock: FileLock, guests: FileLock) -> bool:
    """Attach to servers that somebody runs, or else take the lock to start our own.

    That they answer is not enough: those of a killed process do so for a moment longer.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while not lock.try_exclusive():
        # the owner stops its servers only while no guest holds this lock
        guests.share()
        if STARTING not in lock.note() and servers.are_up():
            return True
        guests.release()
        if time.monotonic() > deadline:
            raise StartError(f"{servers.home} is in use ({lock.note()}), but its servers do not answer.")
        time.sleep(POLL_SECONDS)
    lock.write_note(f"command, {STARTING}, process {os.getpid()}")
    return False


def _wait_for(guests: FileLock) -> None:
    told = False
    while not guests.try_exclusive():
        if not told:
            print("Another huitou command still uses the servers; they stop when it ends.", file=sys.stderr)
        told = True
        time.sleep(POLL_SECONDS)
