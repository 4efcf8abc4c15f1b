"""Who may work on a job: a lease on its row, counted before the work, checked by whoever wants to end it."""

import logging
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from tenants.db import current_shop_id, db
from workers import outbox
from workers.models import Job, OutboxEntry

# How long a dead worker holds up its job. A living one asks for more time three times as often (heartbeat.py).
LEASE = timedelta(seconds=30)
# The pause before the second attempt, the third, and every later one.
BACK_OFF: tuple[timedelta, ...] = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has the job by now: what this one did must not be committed."""


@dataclass(slots=True)
class Lease:
    """The right to work on one job. `exhausted` means that its attempts are used up and only failing is left."""

    shop_id: int
    job_id: uuid.UUID
    actor: str
    queue: str
    arguments: dict[str, Any]
    attempt: int
    max_attempts: int
    exhausted: bool
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    done: int = 0
    total: int = 0
    lost: bool = False

    @property
    def is_last(self) -> bool:
        return self.attempt >= self.max_attempts


def claim(job_id: uuid.UUID, actor: str) -> Lease | None:
    """Take the job of the shop in scope, or None: done, not due, leased, not its turn, or not this shop's."""
    row = db.session.execute(
        select(Job, func.clock_timestamp().label("now")).where(Job.id == job_id).with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        _forget_unless_locked(job_id)
        return None
    if not _may_start(row.Job, row.now, actor) or not _has_turn(row.Job):
        return None
    return _take(row.Job)


def _forget_unless_locked(job_id: uuid.UUID) -> None:
    if db.session.scalar(select(Job.id).where(Job.id == job_id)) is None:
        log.warning("no job %s in shop %s", job_id, current_shop_id())
        # only a pointer that names this very shop; a wrong pair finds nothing
        _drop_pointer(job_id)


def _may_start(job: Job, now: datetime, actor: str) -> bool:
    leased = job.lease_until is not None and job.lease_until > now
    return job.actor == actor and job.state in ("waiting", "running") and job.due_at <= now and not leased


def _has_turn(job: Job) -> bool:
    """One job of a shop at a time in each queue: a shop cannot occupy all workers, nor score itself twice at once."""
    # Two claims of one line at the same moment would not see each other's row.
    line = f"{current_shop_id()} {job.queue}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(line, 0))))
    working = select(Job.id).where(
        Job.queue == job.queue, Job.state == "running", Job.lease_until > func.clock_timestamp(), Job.id != job.id
    )
    return db.session.execute(working.limit(1)).first() is None


def _take(job: Job) -> Lease:
    lease = Lease(
        shop_id=job.shop_id,
        job_id=job.id,
        actor=job.actor,
        queue=job.queue,
        arguments=job.arguments,
        attempt=min(job.attempts + 1, job.max_attempts),
        max_attempts=job.max_attempts,
        exhausted=job.attempts >= job.max_attempts,
    )
    # Counted before the work: a job that kills its worker runs out of attempts too.
    _change(Job.id == job.id, state="running", attempts=lease.attempt, lease_token=lease.token, **_lease_values())
    _point(job.id, outbox.moment(LEASE))
    return lease


def extend(lease: Lease) -> None:
    """More time, and the progress so far; marks the lease when it is lost."""
    mine = _change(_held(lease), done_units=lease.done, total_units=lease.total, **_lease_values())
    if mine:
        _point(lease.job_id, outbox.moment(LEASE))
    else:
        lease.lost = True


def finish(lease: Lease) -> None:
    """Mark the job done, in the transaction of its effects. Raises LeaseLost."""
    _end(lease, state="done", error=None, done_units=lease.done, total_units=lease.total)


def fail(lease: Lease, error: dict[str, Any]) -> None:
    """Give the job up; `error` holds a message id and its slots. Raises LeaseLost."""
    _end(lease, state="failed", error=error)


def retry(lease: Lease, error: dict[str, Any]) -> None:
    """Put the job back for a later attempt. Raises LeaseLost."""
    pause = BACK_OFF[min(lease.attempt, len(BACK_OFF)) - 1]
    # Without its key: while this one ran, the same work may have been asked for again, and waits.
    _put_back(lease, outbox.moment(pause), error=error, unique_key=None)


def give_back(lease: Lease) -> None:
    """Return an interrupted job at once, as if it had not been tried. Raises LeaseLost."""
    _put_back(lease, outbox.moment(), attempts=lease.attempt - 1, unique_key=None)


def _put_back(lease: Lease, due_at: Any, **values: Any) -> None:
    if not _change(_held(lease), state="waiting", due_at=due_at, lease_token=None, lease_until=None, **values):
        raise LeaseLost
    _point(lease.job_id, due_at)
    _ring_next(lease)


def _end(lease: Lease, **values: Any) -> None:
    # The token goes too: were the answer to a COMMIT lost, a second attempt to end the job would find nothing.
    ended = {"finished_at": outbox.moment(), "lease_token": None, "lease_until": None}
    if not _change(_held(lease), **ended, **values):
        raise LeaseLost
    _drop_pointer(lease.job_id)
    _ring_next(lease)


def _ring_next(lease: Lease) -> None:
    waiting = select(Job.id, Job.actor).where(
        Job.queue == lease.queue, Job.state == "waiting", Job.due_at <= func.clock_timestamp(), Job.id != lease.job_id
    )
    following = db.session.execute(waiting.order_by(Job.due_at, Job.id).limit(1)).one_or_none()
    if following:
        outbox.ring_after_commit(lease.shop_id, following.id, following.actor)


def _held(lease: Lease) -> Any:
    return (Job.id == lease.job_id) & (Job.lease_token == lease.token)


def _lease_values() -> dict[str, Any]:
    return {"lease_until": outbox.moment(LEASE)}


def _change(where: Any, **values: Any) -> bool:
    statement = update(Job).where(where).values(**values).execution_options(synchronize_session=False)
    return bool(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _point(job_id: uuid.UUID, due_at: Any) -> None:
    db.session.execute(update(OutboxEntry).where(OutboxEntry.job_id == job_id).values(due_at=due_at))


def _drop_pointer(job_id: uuid.UUID) -> None:
    db.session.execute(
        delete(OutboxEntry).where(OutboxEntry.job_id == job_id, OutboxEntry.shop_id == current_shop_id())
    )
