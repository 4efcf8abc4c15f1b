"""Which scoring of the shop its pages show, and the cuts it was made with."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from tenants import settings
from tenants.db import db
from tenants.scoring.cut_policy import settings_key
from tenants.scoring.models import RfmCut, ScoreRun
from tenants.scoring.segments import PERSONAL


@dataclass(frozen=True, slots=True)
class CutsInForce:
    """`frozen_on`: from which day's data, None when the shop is too small to freeze any. `is_stale`: the settings have
    changed since, and the next scoring makes new ones.
    """

    run: ScoreRun
    frozen_on: date | None
    is_stale: bool


def shown_run() -> ScoreRun | None:
    """The run whose scores the pages show: the last one made."""
    return db.session.scalar(select(ScoreRun).order_by(ScoreRun.scored_at.desc()).limit(1))


def cuts_in_force() -> CutsInForce | None:
    """The cuts of personal customers that the pages show; None before the first scoring."""
    run = shown_run()
    if run is None:
        return None
    of_month = RfmCut.month == run.as_of.replace(day=1)
    frozen = db.session.scalar(select(RfmCut).where(of_month, RfmCut.customer_type == PERSONAL))
    if frozen is None:
        return CutsInForce(run, None, is_stale=False)
    key = settings_key(settings.current())
    return CutsInForce(run, frozen.computed_as_of, is_stale=frozen.settings_key not in (None, key))


def thaw(month: date) -> None:
    """Forget the frozen cuts of a month (its first day), because what they were made from is counted otherwise now."""
    db.session.execute(delete(RfmCut).where(RfmCut.month == month))
