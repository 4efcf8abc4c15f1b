"""Where every customer stood on an evening, as plain records for those who do not know pandas."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from tenants.db import db
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
    rows = scored.customers
    run = shown_run()
    if run is None or run.as_of != as_of:
        rows = rows.assign(known=False)  # what is stored belongs to another day
    since = class_since(rows, as_of, scored.cuts[PERSONAL])
    if run is not None and run.as_of == as_of:
        since = rows["customer_id"].map(_stored_since()).pipe(pd.to_datetime).fillna(since)
    table = rows.assign(class_since_on=since)
    days = {name: _dates(table[name]) for name in ("class_since_on", "first_paid_on", "last_paid_on")}
    columns = (
        table["customer_id"].tolist(),
        table["rfm_class"].tolist(),
        table["m_rank"].tolist(),
        days["class_since_on"],
        days["first_paid_on"],
        days["last_paid_on"],
        table["lifetime_dates"].tolist(),
    )
    found = (
        Standing(customer_id, RfmClass(code), rank, since_on, first, last, dates)
        for customer_id, code, rank, since_on, first, last, dates in zip(*columns, strict=True)
    )
    return scored.cuts[PERSONAL].r_cut_days, {one.customer_id: one for one in found}


def _stored_since() -> dict[uuid.UUID, date]:
    rows = db.session.execute(select(RfmScore.customer_id, RfmScore.class_since_on))
    return dict(rows.all())


def _dates(column: "pd.Series[Any]") -> list[Any]:
    return column.to_numpy().astype("datetime64[D]").tolist()
