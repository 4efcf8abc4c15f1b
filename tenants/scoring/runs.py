"""Which scoring of the shop its pages show."""

from sqlalchemy import select

from tenants.db import db
from tenants.scoring.models import ScoreRun


def shown_run() -> ScoreRun | None:
    """The run whose scores the pages show: the last one made."""
    return db.session.scalar(select(ScoreRun).order_by(ScoreRun.scored_at.desc()).limit(1))
