"""Two records of one customer: the old one points to the survivor, so a merge can be taken back."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, CustomerMerge
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.paging import Page


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that was merged into `survivor`, and counts for the last of its chain, mostly the same. `at`, `by_id`:
    None for merges from before that was remembered.
    """

    id: uuid.UUID
    name: str
    survivor_id: uuid.UUID
    counts_for_id: uuid.UUID
    at: datetime | None
    by_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Parted:
    """Records that were one customer, the survivor among them, since `merged_at`; None: nobody remembers."""

    records: list[uuid.UUID]
    merged_at: datetime | None


def merge(duplicate_id: uuid.UUID, survivor_id: uuid.UUID, *, by: uuid.UUID | None = None) -> None:
    """Let `duplicate` resolve to `survivor`. What either refused holds for both, as wishes.py reads it, and returns to
    its own record when the merge is taken back. Derive visits again afterwards.

    Raises DomainError when one of them is unknown, merged already, or when both are the same.
    """
    duplicate, survivor = _standing(duplicate_id, survivor_id)
    if duplicate is survivor:
        raise DomainError(N_("A customer cannot be merged with himself."))
    db.session.add(CustomerMerge(duplicate_id=duplicate.id, survivor_id=survivor.id, merged_by_id=by))
    # a survivor that was itself a survivor keeps its followers one step away
    db.session.execute(
        update(Customer).where(Customer.merged_into_id == duplicate.id).values(merged_into_id=survivor.id)
    )
    duplicate.merged_into_id = survivor.id
    db.session.flush()


def unmerge(duplicate_id: uuid.UUID) -> None:
    """Take a merge back, with those who had been merged into him before; his work orders and phones never left him."""
    locked = select(Customer).where(Customer.id == duplicate_id).with_for_update()
    duplicate = db.session.scalar(locked.execution_options(populate_existing=True))
    if duplicate is None or duplicate.merged_into_id is None:
        raise DomainError(N_("This customer has not been merged."))
    duplicate.merged_into_id = None
    db.session.execute(delete(CustomerMerge).where(CustomerMerge.duplicate_id == duplicate.id))
    db.session.execute(
        update(Customer).where(Customer.id.in_(_followers(duplicate.id))).values(merged_into_id=duplicate.id)
    )
    db.session.flush()


def records_of(duplicate_id: uuid.UUID) -> list[uuid.UUID]:
    """Every record that counts as one customer with a merged one: the last of its chain and all merged into that."""
    last = select(Customer.merged_into_id).where(Customer.id == duplicate_id).scalar_subquery()
    return list(
        db.session.scalars(select(Customer.id).where(or_(Customer.id == last, Customer.merged_into_id == last)))
    )


def merged_at(duplicate_id: uuid.UUID) -> datetime | None:
    """When a record was merged; None for who is not, or was before that was remembered."""
    return db.session.scalar(select(CustomerMerge.merged_at).where(CustomerMerge.duplicate_id == duplicate_id))


def merged(asked: int) -> tuple[list[Merged], Page]:
    """A page of what was merged, by the name of the survivor."""
    survivor = aliased(Customer)
    total = db.session.scalar(select(func.count()).select_from(Customer).where(Customer.merged_into_id.is_not(None)))
    page = Page.of(asked, total or 0)
    rows = db.session.execute(
        select(
            Customer.id,
            Customer.name,
            func.coalesce(CustomerMerge.survivor_id, Customer.merged_into_id).label("survivor_id"),
            Customer.merged_into_id,
            CustomerMerge.merged_at,
            CustomerMerge.merged_by_id,
        )
        .join(survivor, survivor.id == Customer.merged_into_id)
        .outerjoin(CustomerMerge, CustomerMerge.duplicate_id == Customer.id)
        .order_by(survivor.name_pinyin, survivor.name, survivor.id, Customer.id)
        .offset(page.offset)
        .limit(page.size)
    )
    return [
        Merged(row.id, row.name, row.survivor_id, row.merged_into_id, row.merged_at, row.merged_by_id) for row in rows
    ], page


def _standing(duplicate_id: uuid.UUID, survivor_id: uuid.UUID) -> tuple[Customer, Customer]:
    # locked in the order of their ids: two merges at once must not make a ring
    both = select(Customer).where(Customer.id.in_([duplicate_id, survivor_id])).order_by(Customer.id)
    locked = both.with_for_update().execution_options(populate_existing=True)
    found = {each.id: each for each in db.session.scalars(locked) if each.merged_into_id is None}
    if duplicate_id not in found or survivor_id not in found:
        raise DomainError(N_("This customer does not exist, or has been merged already."))
    return found[duplicate_id], found[survivor_id]


def _followers(survivor_id: uuid.UUID) -> list[uuid.UUID]:
    """Those merged into a record, directly and through others."""
    steps = select(CustomerMerge.duplicate_id, CustomerMerge.survivor_id)
    found: list[uuid.UUID] = []
    nearest = [survivor_id]
    while nearest:
        nearest = [row.duplicate_id for row in db.session.execute(steps.where(CustomerMerge.survivor_id.in_(nearest)))]
        found.extend(nearest)
    return found
