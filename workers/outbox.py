"""Ask for a job: its row, and the sweeper's pointer to it, in the caller's transaction; the bell after its commit."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, func, literal, select, text, update
from sqlalchemy import event as events
from sqlalchemy.dialects.postgresql import insert

from tenants.db import TenantSession, current_shop_id, db
from workers import broker
from workers.models import Job, OutboxEntry

# So long the sweeper leaves a new row to the ring after the commit.
GRACE = timedelta(seconds=5)
_RINGS = "workers.outbox"


def post(
    actor: str,
    queue: str,
    arguments: dict[str, Any],
    *,
    max_attempts: int,
    due_at: datetime | None = None,
    unique_key: str | None = None,
) -> uuid.UUID:
    """Write the job of the shop in scope and return its id. Raises NoScope.

    A job with the same `unique_key` that still waits is returned instead of a second one.
    """
    shop_id = current_shop_id()
    new = insert(Job).values(
        actor=actor,
        queue=queue,
        arguments=arguments,
        max_attempts=max_attempts,
        due_at=due_at or func.now(),
        unique_key=unique_key,
    )
    # The update locks the waiting row: it cannot start before this transaction, whose rows it must see, has committed.
    statement = new.on_conflict_do_update(
        index_elements=["shop_id", "unique_key"],
        index_where=text("unique_key IS NOT NULL AND state = 'waiting'"),
        set_={"due_at": func.least(Job.due_at, new.excluded.due_at)},
    )
    job_id = db.session.execute(statement.returning(Job.id)).scalar_one()
    point_at(shop_id, job_id, actor, due_at or moment(GRACE))
    if due_at is None and is_next(job_id, queue):
        ring_after_commit(shop_id, job_id, actor)
    return job_id


def post_again(job_id: uuid.UUID) -> None:
    """Give a failed job of the shop in scope all its attempts anew. One that has not failed stays as it is."""
    anew = {"state": "waiting", "attempts": 0, "due_at": func.now(), "error": None, "finished_at": None}
    # Without its key: the same work may have been asked for since, and waits.
    statement = update(Job).where(Job.id == job_id, Job.state == "failed").values(unique_key=None, **anew)
    row = db.session.execute(statement.returning(Job.actor, Job.queue)).first()
    if row is None:
        return
    point_at(current_shop_id(), job_id, row.actor, moment(GRACE))
    if is_next(job_id, row.queue):
        ring_after_commit(current_shop_id(), job_id, row.actor)


def point_at(shop_id: int, job_id: uuid.UUID, actor: str, due_at: datetime | ColumnElement[datetime]) -> None:
    """Have the sweeper ring for the job at `due_at`, or earlier when it meant to."""
    new = insert(OutboxEntry).values(job_id=job_id, shop_id=shop_id, actor=actor, due_at=due_at)
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["job_id"], set_={"due_at": func.least(OutboxEntry.due_at, new.excluded.due_at)}
        )
    )


def moment(after: timedelta = timedelta()) -> ColumnElement[datetime]:
    """The database's clock, which all workers share, and some time later."""
    return func.clock_timestamp() + literal(after, Interval)


def is_next(job_id: uuid.UUID, queue: str) -> bool:
    """Whether no other job of the shop stands in this queue. The others are rung one by one as their turn comes."""
    others = select(Job.id).where(
        Job.queue == queue, Job.state.in_(("waiting", "running")), Job.due_at <= func.now(), Job.id != job_id
    )
    return db.session.execute(others.limit(1)).first() is None


def ring_after_commit(shop_id: int, job_id: uuid.UUID, actor: str) -> None:
    db.session().info.setdefault(_RINGS, []).append((actor, shop_id, job_id))


@events.listens_for(TenantSession, "after_commit")
def _ring(session: Any) -> None:
    if session.in_nested_transaction():
        return  # a savepoint; the transaction itself may still roll back
    for actor, shop_id, job_id in session.info.pop(_RINGS, ()):
        broker.ring(actor, shop_id, job_id)


@events.listens_for(TenantSession, "after_rollback")
def _forget(session: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_RINGS, None)
