"""Two records of one customer: the old one points to the survivor, so a merge can be taken back."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.paging import Page


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that points to its survivor."""

    id: uuid.UUID
    name: str
    survivor_id: uuid.UUID
    survivor: str


def merge(duplicate_id: uuid.UUID, survivor_id: uuid.UUID) -> None:
    """Let `duplicate` resolve to `survivor`. What either refused holds for both, as wishes.py reads it, and returns to
    its own record when the merge is taken back. Derive visits again afterwards.

    Raises DomainError when one of them is unknown, merged already, or when both are the same.
    """
    duplicate, survivor = _standing(duplicate_id), _standing(survivor_id)
    if duplicate is survivor:
        raise DomainError(N_("A customer cannot be merged with himself."))
    duplicate.merged_into_id = survivor.id
    # a survivor that was itself a survivor keeps its followers one step away
    db.session.execute(
        update(Customer).where(Customer.merged_into_id == duplicate.id).values(merged_into_id=survivor.id)
    )
    db.session.flush()


def unmerge(duplicate_id: uuid.UUID) -> None:
    """Take a merge back; his work orders and phones never left him."""
    duplicate = db.session.scalar(select(Customer).where(Customer.id == duplicate_id))
    if duplicate is None or duplicate.merged_into_id is None:
        raise DomainError(N_("This customer has not been merged."))
    duplicate.merged_into_id = None
    db.session.flush()


def merged(asked: int) -> tuple[list[Merged], Page]:
    """A page of what was merged, by the name of the survivor."""
    survivor = aliased(Customer)
    total = db.session.scalar(select(func.count()).select_from(Customer).where(Customer.merged_into_id.is_not(None)))
    page = Page.of(asked, total or 0)
    rows = db.session.execute(
        select(Customer.id, Customer.name, survivor.id.label("survivor_id"), survivor.name.label("survivor"))
        .join(survivor, survivor.id == Customer.merged_into_id)
        .order_by(survivor.name_pinyin, survivor.name, Customer.id)
        .offset(page.offset)
        .limit(page.size)
    )
    return [Merged(row.id, row.name, row.survivor_id, row.survivor) for row in rows], page


def _standing(customer_id: uuid.UUID) -> Customer:
    customer: Customer | None = db.session.scalar(select(Customer).where(Customer.id == customer_id))
    if customer is None or customer.merged_into_id is not None:
        raise DomainError(N_("This customer does not exist, or has been merged already."))
    return customer
