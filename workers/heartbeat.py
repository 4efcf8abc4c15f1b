"""Keep the leases of this process alive while their jobs run, on a thread and a connection of their own."""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from workers import leases
from workers.leases import Lease, LeaseLost
from workers.progress import current_lease
from workers.transaction import transaction

TICK_SECONDS = 0.5  # how often a progress bar moves at most

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Held:
    lease: Lease
    ends_at: float
    extended_at: float = field(default_factory=time.monotonic)
    written: tuple[int, int] = (0, 0)

    def wants_word(self) -> bool:
        moved = (self.lease.done, self.lease.total) != self.written
        return moved or time.monotonic() - self.extended_at > leases.LEASE.total_seconds() / 3


_held: dict[uuid.UUID, _Held] = {}
_starting = threading.Lock()
_threads: list[threading.Thread] = []


@contextmanager
def holding(lease: Lease, time_limit: timedelta) -> Iterator[None]:
    """Extend `lease` until the block ends or `time_limit` is over."""
    _start()
    _held[lease.token] = _Held(lease, ends_at=time.monotonic() + time_limit.total_seconds())
    outer = current_lease.set(lease)
    try:
        yield
    finally:
        current_lease.reset(outer)
        _held.pop(lease.token, None)


def overdue(grace: timedelta) -> list[Lease]:
    """Jobs that still run `grace` after their time limit; nothing but the end of the process stops those."""
    return [held.lease for held in list(_held.values()) if time.monotonic() > held.ends_at + grace.total_seconds()]


def give_back_all() -> None:
    """Return every job of this process to its queue, before the process ends in the middle of them."""
    for held in list(_held.values()):
        try:
            with transaction(held.lease.shop_id):
                leases.give_back(held.lease)
        except (SQLAlchemyError, LeaseLost) as error:
            kind = type(error).__name__
            log.warning("job %s of shop %s runs out by itself: %s", held.lease.job_id, held.lease.shop_id, kind)


def _start() -> None:
    with _starting:
        # a fork takes the list along, but not the thread
        if not any(thread.is_alive() for thread in _threads):
            _threads[:] = [threading.Thread(target=_beat, name="heartbeat", daemon=True)]
            _threads[0].start()


def _beat() -> None:
    while True:
        time.sleep(TICK_SECONDS)
        for held in list(_held.values()):
            if held.wants_word() and time.monotonic() < held.ends_at:
                _extend(held)


def _extend(held: _Held) -> None:
    lease = held.lease
    word = (lease.done, lease.total)
    try:
        with transaction(lease.shop_id):
            leases.extend(lease)
    except SQLAlchemyError as error:
        # The lease may run out meanwhile; the token then keeps this worker from committing.
        log.warning("no heartbeat for job %s of shop %s: %s", lease.job_id, lease.shop_id, type(error).__name__)
        return
    held.extended_at, held.written = time.monotonic(), word
