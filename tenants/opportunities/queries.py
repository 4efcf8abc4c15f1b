"""Things to come back to as pages read them."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tenants.customers.models import Customer
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.opportunities.grades import Grade, grade
from tenants.opportunities.models import Opportunity, Referral

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """Something to come back to; `grade` is that of a lead today."""

    opportunity: Opportunity
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Referrer:
    customer_id: uuid.UUID
    name: str


def of_customer(customer_id: uuid.UUID, today: date) -> list[Line]:
    """His and those of records merged into him: open ones first, then the newest."""
    rows = db.session.scalars(
        select(Opportunity)
        .where(is_record_of(Opportunity.customer_id, customer_id))
        .order_by(Opportunity.ended_on.desc().nulls_first(), Opportunity.noted_on.desc(), Opportunity.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Line(row, _grade(row, today)) for row in rows]


def find(opportunity_id: uuid.UUID) -> Opportunity | None:
    return db.session.scalar(select(Opportunity).where(Opportunity.id == opportunity_id))


def referrer_of(customer_id: uuid.UUID) -> Referrer | None:
    """Who sent a customer to us, if anybody did."""
    row = db.session.execute(
        select(Customer.id, Customer.merged_into_id, Customer.name)
        .join(Referral, Referral.referrer_id == Customer.id)
        .where(is_record_of(Referral.referred_id, customer_id))
        .limit(1)
    ).one_or_none()
    return Referrer(row.merged_into_id or row.id, row.name) if row else None


def _grade(row: Opportunity, today: date) -> Grade | None:
    if row.kind != "lead":
        return None
    return grade(row.due_on, today, Grade(row.grade) if row.grade else None, row.graded_on)
