"""The visits that orders become."""

from datetime import date

from sqlalchemy import select

from tenants.db import db
from tenants.visits.derive import derive_visits
from tenants.visits.models import Visit

JUNE_2 = date(2026, 6, 2)


def visits() -> list[Visit]:
    db.session.flush()
    derive_visits()
    rows = select(Visit).order_by(Visit.visit_on, Visit.party_id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def the_visit() -> Visit:
    (visit,) = visits()
    return visit


def flags(visit: Visit) -> set[str]:
    names = ("is_revenue", "is_paid", "is_service", "is_presence")
    return {name.removeprefix("is_") for name in names if getattr(visit, name)}
