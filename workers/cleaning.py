"""What has been over for long is removed."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from tenants.db import current_shop_id, db
from tenants.imports import files
from workers import outbox
from workers.actor import actor
from workers.models import Job, ScheduleSlot

DONE_JOBS = timedelta(days=30)
FAILED_JOBS = timedelta(days=90)
SLOTS = timedelta(days=90)


@actor(queue="cleaning")
def clean() -> None:
    """Forget old jobs and slots of the shop in scope, and files whose import was discarded."""
    for state, age in (("done", DONE_JOBS), ("failed", FAILED_JOBS)):
        db.session.execute(delete(Job).where(Job.state == state, Job.finished_at < outbox.moment(-age)))
    db.session.execute(
        delete(ScheduleSlot).where(ScheduleSlot.shop_id == current_shop_id(), ScheduleSlot.slot < outbox.moment(-SLOTS))
    )
    files.clean(current_app.config["HUITOU"].uploads)
