"""Our `@actor`: a job runs inside its application, its shop and its transaction, or not at all.

Dramatiq's hooks swallow exceptions: an actor would run although opening the tenant had failed. So all of it is here.
"""

import inspect
import logging
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dramatiq
from sqlalchemy.exc import DBAPIError

from tenants.db import NoScope, db
from tenants.errors import N_, DomainError
from workers import heartbeat, leases, outbox
from workers.broker import broker
from workers.leases import Lease, LeaseLost
from workers.transaction import transaction

STOPPED = N_("It stopped unexpectedly: %(reason)s. Try again; if it stops again, ask the operator.")
GAVE_UP = N_("It was interrupted %(attempts)s times and will not be tried again.")

log = logging.getLogger(__name__)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


TIME_LIMIT = minutes(10)


class Actor:
    """A function that runs later, for one shop. Its arguments are ids, days and numbers."""

    def __init__(
        self,
        function: Callable[..., None],
        queue: str,
        max_attempts: int,
        time_limit: timedelta,
        on_failure: Callable[..., None] | None,
    ) -> None:
        self.function = function
        self.name = function.__name__
        self.queue = queue
        self.max_attempts = max_attempts
        self.time_limit = time_limit
        self.on_failure = on_failure
        self._signature = inspect.signature(function)
        dramatiq.Actor(self.run, broker=broker, actor_name=self.name, queue_name=queue, priority=0, options={})

    def enqueue(self, *, due_at: datetime | None = None, unique_key: str | None = None, **arguments: Any) -> uuid.UUID:
        """Ask for the job in the open transaction of the shop in scope; it starts after the commit, or at `due_at`.

        With a `unique_key` the same work asked for twice waits once. Raises NoScope.
        """
        self._signature.bind(**arguments)
        return outbox.post(
            self.name,
            self.queue,
            {name: _plain(value) for name, value in arguments.items()},
            max_attempts=self.max_attempts,
            due_at=due_at,
            unique_key=unique_key,
        )

    def __call__(self, **arguments: Any) -> None:
        """Do the work here and now, in the caller's transaction."""
        self.function(**arguments)

    def run(self, shop_id: int, job_id: str) -> None:
        """What a message asks for. It names a shop and a job, and both are checked before anything happens."""
        if not isinstance(shop_id, int):
            raise NoScope(f"the message for {self.name} names no shop")
        with transaction(shop_id):
            lease = leases.claim(uuid.UUID(job_id), self.name)
        if lease is None:
            return
        try:
            with heartbeat.holding(lease, self.time_limit):
                self._attempt(lease)
        except LeaseLost:
            log.warning("%s lost its lease and did nothing: job %s of shop %s", self.name, job_id, shop_id)

    def _attempt(self, lease: Lease) -> None:
        if lease.exhausted:
            self._fail(lease, {"message": GAVE_UP, "params": {"attempts": lease.max_attempts}})
            return
        try:
            with transaction(lease.shop_id, time_limit=self.time_limit):
                self.function(**lease.arguments)
                leases.finish(lease)
            log.info("%s done: job %s of shop %s, attempt %s", self.name, lease.job_id, lease.shop_id, lease.attempt)
        except LeaseLost:
            raise
        except DomainError as error:
            self._fail(lease, {"message": error.message, "params": {k: _plain(v) for k, v in error.params.items()}})
        except Exception as error:
            # The stack without the error's text, which may quote a customer.
            stack = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: job %s of shop %s: %s\n%s", self.name, lease.job_id, lease.shop_id, reason(error), stack)
            self._try_again(lease, {"message": STOPPED, "params": {"reason": reason(error)}})

    def _try_again(self, lease: Lease, error: dict[str, Any]) -> None:
        if lease.is_last:
            self._fail(lease, error)
            return
        with transaction(lease.shop_id):
            leases.retry(lease, error)

    def _fail(self, lease: Lease, error: dict[str, Any]) -> None:
        with transaction(lease.shop_id):
            leases.fail(lease, error)
            self._tell(lease, error)

    def _tell(self, lease: Lease, error: dict[str, Any]) -> None:
        if self.on_failure is None:
            return
        try:
            with db.session.begin_nested():
                self.on_failure(error, **lease.arguments)
        except Exception as trouble:
            # A job that cannot even say that it failed must not be tried for ever.
            log.error(
                "%s: job %s of shop %s failed and could not say so: %s",
                self.name,
                lease.job_id,
                lease.shop_id,
                reason(trouble),
            )


def actor(
    *,
    queue: str,
    max_attempts: int = 3,
    time_limit: timedelta = TIME_LIMIT,
    on_failure: Callable[..., None] | None = None,
) -> Callable[[Callable[..., None]], Actor]:
    """Make a function a job; `on_failure(error, **arguments)` writes down that it was given up, in the same commit."""
    return lambda function: Actor(function, queue, max_attempts, time_limit, on_failure)


def reason(error: Exception) -> str:
    """The kind and the place of an error, never its text: that may quote a customer."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    kind = type(error).__name__
    if isinstance(error, DBAPIError):
        diagnosis = getattr(error.orig, "diag", None)
        kind = " ".join(filter(None, (type(error.orig).__name__, getattr(diagnosis, "constraint_name", None))))
    return f"{kind} ({Path(ours[-1].filename).stem}:{ours[-1].lineno})"


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | bool | None) else str(value)
