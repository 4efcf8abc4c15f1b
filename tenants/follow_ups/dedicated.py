"""The advisor of his own that a valuable customer has, and those who lack one (domain.md 4.5, row 41)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from tenants.customers.models import Customer
from tenants.db import db, insert_rows, planned_for_many_rows
from tenants.follow_ups.handing_over import begin
from tenants.paging import Page
from tenants.scoring.models import CustomerProfile, RfmScore
from tenants.scoring.segments import RfmClass, Tier
from tenants.staff.models import Handed
from tenants.visits.models import Visit

TIERS = (Tier.KEY, Tier.IMPORTANT)
CLASSES = (RfmClass.VALUE,)


@dataclass(frozen=True, slots=True)
class Unattended:
    """A customer who should have an advisor of his own; `advisor`: who served him last, as the work order says."""

    customer_id: uuid.UUID
    name: str
    tier: str | None
    rfm_class: str
    advisor: str | None
    visit_on: date | None


def unattended(asked: int) -> tuple[list[Unattended], Page]:
    """Customers of the tiers KEY and IMPORTANT or the class VALUE without one, who spent most first."""
    page = Page.of(asked, count_unattended())
    rows = db.session.execute(
        _with_last_advisor(_unattended())
        .order_by(RfmScore.monetary_fen.desc(), Customer.id)
        .offset(page.offset)
        .limit(page.size)
    )
    return [Unattended(*row) for row in rows], page


def count_unattended() -> int:
    return db.session.scalar(_unattended().with_only_columns(func.count())) or 0


def dedicate(customer_ids: Collection[uuid.UUID], to_id: uuid.UUID | None, *, by: uuid.UUID, now: datetime) -> int:
    """Name the advisor of customers, None: nobody in particular. Says for how many that was new."""
    rows = db.session.execute(
        select(Customer.id, Customer.dedicated_advisor_id)
        .where(Customer.id.in_(customer_ids), Customer.dedicated_advisor_id.is_distinct_from(to_id))
        .order_by(Customer.id)
        .with_for_update()
    ).all()
    if not rows:
        return 0
    act = begin("some", to_id, by=by, now=now)
    insert_rows(
        Handed,
        [
            {"hand_over_id": act.id, "kind": "customer", "subject_id": id, "customer_id": id, "from_id": from_id}
            for id, from_id in rows
        ],
    )
    db.session.execute(
        update(Customer).where(Customer.id.in_([id for id, _ in rows])).values(dedicated_advisor_id=to_id)
    )
    return len(rows)


def dedicate_to_last(
    customer_ids: Collection[uuid.UUID], advisors: Mapping[str, uuid.UUID], *, by: uuid.UUID, now: datetime
) -> int:
    """Give each of these customers, who have no advisor of their own, the one who served him last, if he is among
    `advisors`, who are known by their names in work orders. Says how many have one now."""
    with planned_for_many_rows():
        rows = db.session.execute(_with_last_advisor(_unattended().where(Customer.id.in_(customer_ids)))).all()
    of_advisor: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for one in (Unattended(*row) for row in rows):
        if user_id := advisors.get(one.advisor or ""):
            of_advisor[user_id].append(one.customer_id)
    return sum(dedicate(ids, user_id, by=by, now=now) for user_id, ids in of_advisor.items())


def _with_last_advisor(wanted: Select[Any]) -> Select[Any]:
    """The columns of `Unattended`."""
    last = (
        select(Visit.advisor, Visit.visit_on)
        .where(Visit.customer_id == Customer.id, Visit.is_presence)
        .order_by(Visit.visit_on.desc(), Visit.advisor)
        .limit(1)
        .correlate(Customer)
        .lateral()
    )
    columns = (Customer.id, Customer.name, CustomerProfile.tier, RfmScore.rfm_class, last.c.advisor, last.c.visit_on)
    return wanted.with_only_columns(*columns).outerjoin(last, Customer.id.is_not(None))


def _unattended() -> Select[Any]:
    wanted: Select[Any] = (
        select(Customer.id)
        .join(RfmScore, RfmScore.customer_id == Customer.id)
        .outerjoin(CustomerProfile, CustomerProfile.customer_id == Customer.id)
        .where(
            Customer.dedicated_advisor_id.is_(None),
            Customer.merged_into_id.is_(None),
            or_(CustomerProfile.tier.in_(TIERS), RfmScore.rfm_class.in_(CLASSES)),
        )
    )
    return wanted
