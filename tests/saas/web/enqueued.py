"""What a shop has asked its workers to do."""

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from workers.models import Job


def jobs_of(shop: Shop) -> list[str]:
    """The names of its jobs, the first one first."""
    with tenant_scope(shop.id):
        found = list(db.session.scalars(select(Job.actor).order_by(Job.created_at, Job.id)))
        db.session.rollback()
        return found
