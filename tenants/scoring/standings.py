"""Where every customer stood on an evening, as plain records for those who do not know pandas."""

import uuid
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select

from tenants.db import db
from tenants.scoring import arrays
from tenants.scoring.frame import scored_customers
from tenants.scoring.models import RfmScore
from tenants.scoring.runs import shown_run
from tenants.scoring.score import class_since
from tenants.scoring.segments import PERSONAL, RfmClass


@dataclass(frozen=True, slots=True)
class Standing:
    """`m_rank`: mid-rank of M in the population, 0..1; days are None when he never paid."""

    customer_id: uuid.UUID
    rfm_class: RfmClass
    m_rank: float
    class_since_on: date
    first_paid_on: date | None
    last_paid_on: date | None
    lifetime_dates: int


def standings(as_of: date) -> tuple[int, dict[uuid.UUID, Standing]]:
    """The R cut in days, and every scored customer as of the end of `as_of`, whether or not that day was scored."""
    scored = scored_customers(as_of)
    run = shown_run()
    is_shown = run is not None and run.as_of == as_of
    # what is stored may belong to another day
    rows = scored.rows if is_shown else scored.rows | {"known": np.zeros_like(scored.rows["known"])}
    ids = arrays.ids(rows["customer_id"].tolist())
    since = class_since(rows, as_of, scored.cuts[PERSONAL]).tolist()
    stored = _stored_since() if is_shown else {}
    columns = (
        rows[name].tolist() for name in ("rfm_class", "m_rank", "first_paid_on", "last_paid_on", "lifetime_dates")
    )
    found = (
        Standing(customer_id, RfmClass(code), rank, stored.get(customer_id, entered_on), first, last, dates)
        for customer_id, entered_on, code, rank, first, last, dates in zip(ids, since, *columns, strict=True)
    )
    return scored.cuts[PERSONAL].r_cut_days, {one.customer_id: one for one in found}


def _stored_since() -> dict[uuid.UUID, date]:
    rows = db.session.execute(select(RfmScore.customer_id, RfmScore.class_since_on))
    return dict(rows.all())
