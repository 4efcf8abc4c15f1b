"""Two records that are two people again: what only their merge has closed is open again (domain.md 4.3)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update

from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.reasons import BY_PLANNING, GONE
from tenants.follow_ups.stored import close, window_of
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.whose import give_back
from tenants.needs.models import VehicleNeeds

OF_A_CAR = ("MAINT_DUE", "ITEM_DUE", "INSURANCE", "INSPECT")  # found by what a car needs, for its owner alone


def reopen(records: Collection[UUID], *, since_on: date | None, today: date) -> None:
    """Open what plans have closed of `records`, which counted as one customer, since the day they were merged; None:
    nobody remembers. Plan the queue of `today` again afterwards: that closes what has truly ended.

    What came up meanwhile goes to whom it is about (whose.py). What somebody has settled stays closed, on whichever
    record, and so does what would be over by now.
    """
    give_back(records, since_on)
    closed = _closed(records, since_on)
    by_people = _closed_by_people(records, closed)
    settled = [reason for reason in closed if reason.id in by_people]
    for reason in closed:
        is_settled = reason.id in by_people or any(_is_the_same(reason, one) for one in settled)
        if not is_settled and window_of(reason).expires_on >= today:
            reason.closed_on = reason.closed_by = None
    db.session.flush()
    _give_needs_back(records)
    _leave_to_owners(records, today)
    _show_what_is_left(records, today)


def _closed(records: Collection[UUID], since_on: date | None) -> list[Reason]:
    closed = select(Reason).where(Reason.customer_id.in_(records), Reason.closed_on >= (since_on or date.min))
    return list(db.session.scalars(closed.execution_options(populate_existing=True)))


def _closed_by_people(records: Collection[UUID], closed: Collection[Reason]) -> set[UUID]:
    """An outcome may be called like what plans write, e.g. renewed: then its contact remembers which ones it closed."""
    outcomes = {reason.closed_by for reason in closed} & BY_PLANNING
    trails = db.session.scalars(
        select(Contact.effects).where(
            Contact.customer_id.in_(records), Contact.outcome.in_(outcomes), Contact.undone_at.is_(None)
        )
    )
    remembered = {
        UUID(reason_id)
        for trail in trails
        for reason_id, before in trail.get("before", {}).get(Reason.__tablename__, {}).items()
        if "closed_on" in before
    }
    return remembered | {reason.id for reason in closed if reason.closed_by not in BY_PLANNING}


def _is_the_same(reason: Reason, other: Reason) -> bool:
    """One matter, once of a record of its own and once of both."""
    is_near = abs((reason.anchor_on - other.anchor_on).days) <= TRIGGERS[reason.trigger].again_after
    return (reason.trigger, reason.vehicle_id) == (other.trigger, other.vehicle_id) and is_near


def _give_needs_back(records: Collection[UUID]) -> None:
    """Predicted while they were one, what a car needs names the survivor: a plan before the next prediction would take
    it for his."""
    owner = (
        select(func.coalesce(Customer.merged_into_id, Customer.id))
        .join(Vehicle, Vehicle.customer_id == Customer.id)
        .where(Vehicle.id == VehicleNeeds.vehicle_id)
        .scalar_subquery()
    )
    theirs = VehicleNeeds.vehicle_id.in_(select(Vehicle.id).where(Vehicle.customer_id.in_(records)))
    db.session.execute(update(VehicleNeeds).where(theirs).values(customer_id=owner))


def _leave_to_owners(records: Collection[UUID], today: date) -> None:
    """What a car needs is its owner's matter again. Plans leave a reason alone that has a window of its own."""
    of_others = (
        select(Reason.id)
        .join(Vehicle, Vehicle.id == Reason.vehicle_id)
        .join(Customer, Customer.id == Vehicle.customer_id)
        .where(
            Reason.customer_id.in_(records),
            Reason.closed_on.is_(None),
            Reason.trigger.in_(OF_A_CAR),
            Customer.id.in_(records),
            func.coalesce(Customer.merged_into_id, Customer.id) != Reason.customer_id,
        )
    )
    close(dict.fromkeys(db.session.scalars(of_others), GONE), today)


def _show_what_is_left(records: Collection[UUID], today: date) -> None:
    """Cards that had nothing left: on a list that is worked only what is on it already keeps its place. Those of whom
    nothing is left are off it."""
    rows = db.session.scalars(
        select(FollowUp).where(
            FollowUp.customer_id.in_(records), FollowUp.queue_on >= today, FollowUp.state.in_(("open", "resolved"))
        )
    ).all()
    named = {UUID(each) for row in rows for each in row.reason_ids}
    whose = select(Reason.id, func.coalesce(Customer.merged_into_id, Customer.id))
    whose = whose.join(Customer, Customer.id == Reason.customer_id)
    opened = {tuple(row) for row in db.session.execute(whose.where(Reason.id.in_(named), Reason.closed_on.is_(None)))}
    for row in rows:
        is_left = any((UUID(each), row.customer_id) in opened for each in row.reason_ids)
        row.state = "open" if is_left else "resolved"
    db.session.flush()
