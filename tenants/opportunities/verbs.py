"""What staff do with things to come back to. Each verb checks the state first; doing it twice is harmless."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.opportunities.grades import Grade
from tenants.opportunities.models import ENDS, KINDS, Opportunity, Referral

LONGEST_DAYS = 3653  # a warranty; what lies further away was mistyped
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed; `due_on` as in Opportunity."""

    kind: str
    what: str
    due_on: date | None = None
    vehicle_id: uuid.UUID | None = None
    is_safety: bool = False
    grade: str = ""


def note(customer_id: uuid.UUID, draft: Draft, *, by: uuid.UUID | None, today: date) -> Opportunity:
    """Write down something to come back to; the same again answers with the first. Raises DomainError."""
    what = _checked(draft, today)
    known = db.session.scalar(
        select(Opportunity).where(
            is_record_of(Opportunity.customer_id, customer_id),
            Opportunity.kind == draft.kind,
            Opportunity.what == what,
            Opportunity.due_on.is_not_distinct_from(draft.due_on),
            Opportunity.ended_on.is_(None),
        )
    )
    if known:
        return known
    row = Opportunity(
        customer_id=customer_id,
        vehicle_id=_his_car(customer_id, draft.vehicle_id),
        kind=draft.kind,
        what=what,
        due_on=draft.due_on,
        is_safety=draft.is_safety and draft.kind == "deferred",
        noted_on=today,
        noted_by_id=by,
    )
    _grade(row, draft.grade if draft.kind == "lead" else "", today)
    db.session.add(row)
    db.session.flush()
    return row


def grade_anew(row: Opportunity, grade: str, due_on: date | None, *, today: date) -> None:
    """Say how hot a lead is now; without a grade the day on which it decides says so. Raises DomainError."""
    if row.kind != "lead" or row.ended_on:
        raise DomainError(N_("This is no open lead any more. Load the page again."))
    _check_day("lead", due_on, today)
    row.due_on = due_on
    _grade(row, grade, today)


def end(row: Opportunity, ended_as: str, *, today: date) -> None:
    """It is done, lost, or simply over; the first word counts."""
    if ended_as not in ENDS:
        raise DomainError(N_("Say whether it was done, was lost or is over."))
    if row.ended_on is None:
        row.ended_on, row.ended_as = today, ended_as


def refer(customer_id: uuid.UUID, number: str, *, by: uuid.UUID | None, today: date) -> Referral:
    """Note who sent a customer to us, by his phone number. Raises DomainError when nobody has it."""
    owner = db.session.scalar(
        select(Customer)
        .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
        .where(CustomerPhone.number == "".join(filter(str.isdigit, number)))
        .order_by(Customer.merged_into_id.is_not(None), CustomerPhone.position, Customer.id)
        .limit(1)
    )
    if owner is None:
        raise DomainError(N_("No customer has this number. Check it, or look him up among the customers."))
    referrer_id = owner.merged_into_id or owner.id
    if referrer_id == customer_id:
        raise DomainError(N_("Nobody sends himself. Give the number of who named us."))
    row = db.session.scalar(select(Referral).where(Referral.referred_id == customer_id))
    if row is None:
        row = Referral(referrer_id=referrer_id, referred_id=customer_id, noted_on=today, noted_by_id=by)
        db.session.add(row)
    row.referrer_id = referrer_id
    db.session.flush()
    return row


def _checked(draft: Draft, today: date) -> str:
    what = draft.what.strip()
    if draft.kind not in KINDS:
        raise DomainError(N_("Choose what it is: a job put off, a lead, a benefit or a warranty."))
    if not what:
        raise DomainError(N_("Write in a few words what it is about."))
    if len(what) > MOST_LETTERS:
        raise DomainError(N_("Write at most %(most)s characters."), most=MOST_LETTERS)
    if draft.due_on is None and draft.kind != "lead":
        raise DomainError(N_("Choose the day, then save again."))
    _check_day(draft.kind, draft.due_on, today)
    return what


def _check_day(kind: str, day: date | None, today: date) -> None:
    if day is None:
        return
    if kind == "deferred":
        if not today - timedelta(LONGEST_DAYS) <= day <= today:
            raise DomainError(N_("A job is put off at a visit: choose its day, not one to come."))
    elif not today <= day <= today + timedelta(LONGEST_DAYS):
        raise DomainError(N_("Choose today or a later day, within ten years."))


def _his_car(customer_id: uuid.UUID, vehicle_id: uuid.UUID | None) -> uuid.UUID | None:
    his = is_record_of(Vehicle.customer_id, customer_id)
    return db.session.scalar(select(Vehicle.id).where(Vehicle.id == vehicle_id, his))


def _grade(row: Opportunity, grade: str, today: date) -> None:
    if grade and grade not in set(Grade):
        raise DomainError(N_("Choose one of the grades shown."))
    row.grade, row.graded_on = (grade, today) if grade else (None, None)
