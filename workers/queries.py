"""The jobs of a shop as its page reads them."""

import uuid

from sqlalchemy import func, select

from tenants.db import db
from tenants.paging import Page
from workers.models import JOB_STATES, Job


def jobs_page(state: str, asked: int) -> tuple[list[Job], Page]:
    """A page of the jobs of the shop in scope, of one state or all, newest first."""
    statement = select(Job).where(Job.state == state) if state else select(Job)
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0)
    newest = statement.order_by(Job.created_at.desc(), Job.id.desc())
    return list(db.session.scalars(newest.offset(page.offset).limit(page.size))), page


def of_import(import_id: uuid.UUID) -> Job | None:
    """The newest job that works on an import."""
    his = Job.arguments["import_id"].astext == str(import_id)
    return db.session.scalar(select(Job).where(his).order_by(Job.created_at.desc(), Job.id.desc()).limit(1))


def find(job_id: uuid.UUID) -> Job | None:
    return db.session.scalar(select(Job).where(Job.id == job_id))


def counts() -> dict[str, int]:
    """How many jobs are in each state."""
    counted = db.session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict.fromkeys(JOB_STATES, 0) | dict(counted.all())
