"""Giving work to somebody else: a few follow-ups, or all that a leaver holds. Whose it was before is kept."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, text, update

from tenants.appointments import history
from tenants.appointments.models import Appointment
from tenants.customers.models import Customer
from tenants.db import current_shop_id, db, insert_rows
from tenants.errors import N_, DomainError
from tenants.follow_ups.models import FollowUp, Reason
from tenants.staff.models import Handed, HandOver


@dataclass(frozen=True, slots=True)
class Hand:
    """Who hands over to whom; `to_id` None is the pool, where the rules decide again. `today`: the shop's."""

    to_id: uuid.UUID | None
    by: uuid.UUID
    now: datetime
    today: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What somebody holds: open follow-ups of today, calls he promised, customers whose own advisor he is, customers
    he expects."""

    follow_ups: int
    reasons: int
    customers: int
    appointments: int

    @property
    def count(self) -> int:
        return self.follow_ups + self.reasons + self.customers + self.appointments

    @property
    def is_empty(self) -> bool:
        return not self.count


def reassign(follow_up_ids: Collection[uuid.UUID], hand: Hand) -> int:
    """Give open follow-ups to somebody; their reasons stay with him on later days. Says how many were not his."""
    rows = db.session.scalars(
        select(FollowUp)
        .where(
            FollowUp.id.in_(follow_up_ids),
            FollowUp.state == "open",
            FollowUp.assigned_to_id.is_distinct_from(hand.to_id),
        )
        .order_by(FollowUp.id)
        .with_for_update()
    ).all()
    if rows:
        _hand_over("some", hand, rows, _reasons_of(rows))
    return len(rows)


def holding(user_id: uuid.UUID, today: date) -> Holding:
    """What there is to hand over."""
    held = (_his_follow_ups(user_id), _his_reasons(user_id), _his_customers(user_id), _his_appointments(user_id, today))
    return Holding(*(db.session.scalar(each.with_only_columns(func.count())) or 0 for each in held))


def hand_over(user_id: uuid.UUID, hand: Hand) -> Holding:
    """Give all that somebody holds to somebody else; twice is harmless. Raises DomainError for himself."""
    if user_id == hand.to_id:
        raise DomainError(N_("Choose a colleague, or the pool: nobody hands over to himself."))
    found = holding(user_id, hand.today)
    if found.is_empty:
        return found
    follow_ups = db.session.scalars(_his_follow_ups(user_id).order_by(FollowUp.id).with_for_update()).all()
    promised = db.session.scalars(_his_reasons(user_id)).all()
    reasons = {each.id: each for each in (*promised, *_reasons_of(follow_ups))}
    act = _hand_over("all", hand, follow_ups, reasons.values())
    _hand_customers(act, user_id)
    _hand_appointments(act, hand, db.session.scalars(_his_appointments(user_id, hand.today).with_for_update()).all())
    return found


def take_back(hand_over_id: uuid.UUID, *, by: uuid.UUID, now: datetime) -> int:
    """Give back what still lies where a hand-over put it; says how much that was. Twice is harmless."""
    act = db.session.scalar(select(HandOver).where(HandOver.id == hand_over_id).with_for_update())
    if act is None or act.taken_back_at is not None:
        return 0
    act.taken_back_at = now
    db.session.flush()
    return sum(_give_back(act, kind) for kind in _PLACES) + _give_back_appointments(act, by, now)


def begin(kind: str, to_id: uuid.UUID | None, *, by: uuid.UUID, now: datetime, note: str = "") -> HandOver:
    """The act that what is handed over belongs to."""
    act = HandOver(kind=kind, to_id=to_id, by_id=by, handed_at=now, note=note.strip() or None)
    db.session.add(act)
    db.session.flush()
    return act


def _hand_over(kind: str, hand: Hand, follow_ups: Collection[FollowUp], reasons: Iterable[Reason]) -> HandOver:
    act = begin(kind, hand.to_id, by=hand.by, now=hand.now, note=hand.note)
    for row in follow_ups:
        db.session.add(_handed(act, "follow_up", row.id, row.customer_id, row.assigned_to_id))
        row.assigned_to_id = hand.to_id
    for reason in reasons:
        db.session.add(_handed(act, "reason", reason.id, reason.customer_id, reason.owner_id))
        reason.owner_id = hand.to_id
    db.session.flush()
    return act


def _handed(
    act: HandOver, kind: str, subject_id: uuid.UUID, customer_id: uuid.UUID, from_id: uuid.UUID | None
) -> Handed:
    return Handed(hand_over_id=act.id, kind=kind, subject_id=subject_id, customer_id=customer_id, from_id=from_id)


def _hand_customers(act: HandOver, user_id: uuid.UUID) -> None:
    ids = db.session.scalars(_his_customers(user_id).with_only_columns(Customer.id)).all()
    # a leaver may hold thousands
    insert_rows(
        Handed,
        [
            {"hand_over_id": act.id, "kind": "customer", "subject_id": id, "customer_id": id, "from_id": user_id}
            for id in ids
        ],
    )
    db.session.execute(
        update(Customer).where(Customer.dedicated_advisor_id == user_id).values(dedicated_advisor_id=act.to_id)
    )


def _hand_appointments(act: HandOver, hand: Hand, appointments: Iterable[Appointment]) -> None:
    for one in appointments:
        db.session.add(_handed(act, "appointment", one.id, one.customer_id, one.advisor_id))
        history.remember(one, "handed_over", by=hand.by, now=hand.now)
        one.advisor_id = hand.to_id
    db.session.flush()


# kind -> the table and the column that says whose it is
_PLACES = {
    "follow_up": ("follow_ups", "assigned_to_id"),
    "reason": ("follow_up_reasons", "owner_id"),
    "customer": ("customers", "dedicated_advisor_id"),
}


def _give_back(act: HandOver, kind: str) -> int:
    """Only where nobody has moved it on since."""
    table, column = _PLACES[kind]
    done: Any = db.session.execute(
        text(f"""
UPDATE {table} t SET {column} = h.from_id
  FROM handed h
 WHERE t.shop_id = :shop_id AND h.shop_id = :shop_id AND h.hand_over_id = :act_id AND h.kind = :kind
   AND t.id = h.subject_id AND t.{column} IS NOT DISTINCT FROM CAST(:to_id AS uuid)
"""),
        {"shop_id": current_shop_id(), "act_id": act.id, "kind": kind, "to_id": act.to_id},
    )
    return int(done.rowcount)


def _give_back_appointments(act: HandOver, by: uuid.UUID, now: datetime) -> int:
    rows = db.session.execute(
        select(Appointment, Handed.from_id)
        .join(Handed, Handed.subject_id == Appointment.id)
        .where(
            Handed.hand_over_id == act.id,
            Handed.kind == "appointment",
            Appointment.advisor_id.is_not_distinct_from(act.to_id),
        )
    ).all()
    for one, from_id in rows:
        history.remember(one, "handed_over", by=by, now=now)
        one.advisor_id = from_id
    db.session.flush()
    return len(rows)


def _reasons_of(follow_ups: Collection[FollowUp]) -> list[Reason]:
    ids = [uuid.UUID(each) for row in follow_ups for each in row.reason_ids]
    return list(db.session.scalars(select(Reason).where(Reason.id.in_(ids), Reason.closed_on.is_(None))))


def _his_follow_ups(user_id: uuid.UUID) -> Select[FollowUp]:
    return select(FollowUp).where(FollowUp.assigned_to_id == user_id, FollowUp.state == "open")


def _his_reasons(user_id: uuid.UUID) -> Select[Reason]:
    return select(Reason).where(Reason.owner_id == user_id, Reason.closed_on.is_(None))


def _his_customers(user_id: uuid.UUID) -> Select[Customer]:
    return select(Customer).where(Customer.dedicated_advisor_id == user_id)


def _his_appointments(user_id: uuid.UUID, today: date) -> Select[Appointment]:
    return select(Appointment).where(
        Appointment.advisor_id == user_id, Appointment.status == "booked", Appointment.due_on >= today
    )
