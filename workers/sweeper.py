"""Ring again for what is due and was not heard: a lost message, a dead worker, a job for later."""

import logging
import threading
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import SQLAlchemyError

from tenants.db import db
from workers import broker, outbox
from workers.models import OutboxEntry
from workers.transaction import transaction

RING_AGAIN = timedelta(seconds=10)
BATCH = 500
EVERY_SECONDS = 2.0  # in the scheduler
EVERY_SECONDS_IN_A_WORKER = 5.0  # so that a dead scheduler stops nothing that was asked for

log = logging.getLogger(__name__)


def sweep() -> int:
    """Ring for the first due job of every shop and actor; those behind it follow as it ends. Returns the rings."""
    with transaction():
        rows = _due()
        _postpone(rows)
    return sum(broker.ring(row.actor, row.shop_id, row.job_id) for row in rows)


def _due() -> list[OutboxEntry]:
    line = (OutboxEntry.shop_id, OutboxEntry.actor)
    first = (
        select(OutboxEntry.job_id)
        .ext(distinct_on(*line))
        .where(OutboxEntry.due_at <= func.clock_timestamp())
        .order_by(*line, OutboxEntry.due_at)
    )
    statement = select(OutboxEntry).where(
        OutboxEntry.job_id.in_(first.scalar_subquery()), OutboxEntry.due_at <= func.clock_timestamp()
    )
    # Another sweeper at the same moment takes other rows.
    return list(
        db.session.scalars(statement.order_by(OutboxEntry.due_at).limit(BATCH).with_for_update(skip_locked=True))
    )


def _postpone(rows: list[OutboxEntry]) -> None:
    db.session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.job_id.in_([row.job_id for row in rows]))
        .values(due_at=outbox.moment(RING_AGAIN))
        .execution_options(synchronize_session=False)
    )


def keep_sweeping(stop: threading.Event, every_seconds: float) -> None:
    """Sweep until `stop`; a database that is away is waited for."""
    while not stop.wait(every_seconds):
        try:
            sweep()
        except SQLAlchemyError as error:
            log.warning("no sweep: %s", type(error).__name__)
