"""The queue as the pages read it: the list of a day, its numbers, and the card of one follow-up."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Uuid, and_, cast, func, or_, select

from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import matches, numbers_of, vehicle_name
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.windows import Half
from tenants.paging import Page
from tenants.scoring.models import RfmScore
from tenants.visits.queries import VisitRow, last_visits

CARD_ROWS = 3  # visits and contacts on a card
NOT_REACHED = ("no_answer", "busy")
WORKED = ("done", "snoozed")

Assigned = ColumnElement[bool]  # whose follow-ups, as a condition


class Tab(StrEnum):
    OPEN = "open"
    DONE = "done"
    BOOKED = "booked"


class Whose(StrEnum):
    ALL = "all"
    MINE = "mine"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Line:
    """A follow-up in the list; `facts` fill the sentence of its trigger."""

    follow_up: FollowUp
    name: str
    plate: str | None
    vehicle: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The day in numbers. `spend_fen`: what those still to call spent in the window."""

    open: int
    done: int
    booked: int
    due_today: int
    overdue: int
    not_reached: int
    carried: int
    longest_carry: int
    spend_fen: int


@dataclass(frozen=True, slots=True)
class Card:
    """Everything an advisor needs before he dials."""

    follow_up: FollowUp
    customer: Customer
    phones: list[CustomerPhone]
    vehicle: Vehicle | None
    score: RfmScore | None
    reasons: list[Reason]
    visits: list[VisitRow]
    contacts: list[Contact]


def newest_queue(not_after: date) -> date | None:
    """The latest day not after `not_after` that has a queue."""
    return db.session.scalar(select(func.max(FollowUp.queue_on)).where(FollowUp.queue_on <= not_after))


def lines(
    queue_on: date, tab: Tab, *, half: Half, assigned_to: ColumnElement[bool] | None, typed: str, asked: int, size: int
) -> tuple[list[Line], Page]:
    """A page of a day's queue in its order. `half`: what rests until the afternoon shows up then."""
    wanted = [FollowUp.queue_on == queue_on, _in_tab(tab, half)]
    if assigned_to is not None:
        wanted.append(assigned_to)
    if typed.strip():
        wanted.append(FollowUp.customer_id.in_(select(Customer.id).where(matches(typed))))
    rows = _rows(wanted, Page.of(asked, asked * size, size))
    if not rows and asked > 1:
        rows = _rows(wanted, Page.of(asked, _count(wanted), size))
    return _lines(rows), Page.of(asked, rows[0].total if rows else 0, size)


def assigned(whose: Whose, user_id: uuid.UUID) -> ColumnElement[bool] | None:
    """Whose follow-ups: everybody's, one's own, or the pool's."""
    match whose:
        case Whose.MINE:
            return FollowUp.assigned_to_id == user_id
        case Whose.POOL:
            return FollowUp.assigned_to_id.is_(None)
        case Whose.ALL:
            return None


def own_and_pool(user_id: uuid.UUID) -> ColumnElement[bool]:
    """What an advisor may see: his own follow-ups and the pool (domain.md 4.5)."""
    return or_(FollowUp.assigned_to_id == user_id, FollowUp.assigned_to_id.is_(None))


def next_open(queue_on: date, *, half: Half, assigned_to: ColumnElement[bool] | None = None) -> FollowUp | None:
    """The follow-up to call now."""
    wanted = [FollowUp.queue_on == queue_on, _in_tab(Tab.OPEN, half)]
    if assigned_to is not None:
        wanted.append(assigned_to)
    first: FollowUp | None = db.session.scalar(_ordered(select(FollowUp).where(*wanted)).limit(1))
    return first


def numbers(queue_on: date, *, half: Half, assigned_to: ColumnElement[bool] | None = None) -> Numbers:
    """Counts over the queue of a day."""
    is_open, is_done = _in_tab(Tab.OPEN, half), _in_tab(Tab.DONE, half)
    wanted = [FollowUp.queue_on == queue_on, *([assigned_to] if assigned_to is not None else [])]
    row = db.session.execute(
        select(
            func.count().filter(is_open),
            func.count().filter(is_done),
            func.count().filter(_in_tab(Tab.BOOKED, half)),
            func.count().filter(is_open, FollowUp.deadline_on == queue_on),
            func.count().filter(is_open, FollowUp.deadline_on < queue_on),
            func.count().filter(is_done, FollowUp.outcome.in_(NOT_REACHED)),
            func.count().filter(is_open, FollowUp.carry > 0),
            func.coalesce(func.max(FollowUp.carry).filter(is_open), 0),
            func.coalesce(func.sum(RfmScore.monetary_fen).filter(is_open), 0),
        )
        .outerjoin(RfmScore, RfmScore.customer_id == FollowUp.customer_id)
        .where(*wanted)
    ).one()
    return Numbers(*(int(number) for number in row))


def find(follow_up_id: uuid.UUID) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id))


def find_contact(contact_id: uuid.UUID) -> Contact | None:
    return db.session.scalar(select(Contact).where(Contact.id == contact_id))


def of_customer(customer_id: uuid.UUID, queue_on: date) -> FollowUp | None:
    """A customer's open follow-up of a day."""
    return db.session.scalar(
        select(FollowUp).where(
            FollowUp.customer_id == customer_id, FollowUp.queue_on == queue_on, FollowUp.state == "open"
        )
    )


def card(follow_up: FollowUp) -> Card:
    """The card of a follow-up."""
    customer_id = follow_up.customer_id
    person = db.session.execute(
        select(Customer, RfmScore)
        .outerjoin(RfmScore, RfmScore.customer_id == Customer.id)
        .where(Customer.id == customer_id)
    ).one()
    visits = last_visits(customer_id, CARD_ROWS)
    vehicle_id = follow_up.vehicle_id or next((row.visit.vehicle_id for row in visits if row.visit.vehicle_id), None)
    return Card(
        follow_up=follow_up,
        customer=person.Customer,
        phones=[phone for phone in numbers_of(customer_id) if phone.invalid_at is None],
        vehicle=db.session.scalar(select(Vehicle).where(Vehicle.id == vehicle_id)) if vehicle_id else None,
        score=person.RfmScore,
        reasons=_reasons(follow_up),
        visits=visits,
        contacts=contacts_of(customer_id, CARD_ROWS),
    )


def contacts_of(customer_id: uuid.UUID, most: int) -> list[Contact]:
    """The newest contacts of a customer that stand."""
    return list(
        db.session.scalars(
            select(Contact)
            .where(Contact.customer_id == customer_id, Contact.undone_at.is_(None))
            .order_by(Contact.contacted_at.desc(), Contact.id.desc())
            .limit(most)
        )
    )


def _in_tab(tab: Tab, half: Half) -> ColumnElement[bool]:
    rests = and_(FollowUp.state == "open", FollowUp.wake_half.is_not(None), FollowUp.wake_half > half.value)
    is_up = and_(FollowUp.state == "open", or_(FollowUp.wake_half.is_(None), FollowUp.wake_half <= half.value))
    match tab:
        case Tab.OPEN:
            return is_up
        case Tab.DONE:
            return or_(FollowUp.state.in_(WORKED), rests)
        case Tab.BOOKED:
            return and_(FollowUp.state == "done", FollowUp.outcome == "booked")


def _ordered(statement: Select[Any]) -> Select[Any]:
    # domain.md 4.2: band, score, deadline, created, customer
    return statement.order_by(
        FollowUp.band, FollowUp.score.desc(), FollowUp.deadline_on, FollowUp.created_at, FollowUp.customer_id
    )


def _rows(wanted: Collection[ColumnElement[bool]], page: Page) -> Sequence[Row[Any]]:
    primary = cast(FollowUp.reason_ids[0].astext, Uuid)
    statement = (
        select(FollowUp, Customer.name, Vehicle, Reason.facts, func.count().over().label("total"))
        .join(Customer, Customer.id == FollowUp.customer_id)
        .outerjoin(Vehicle, Vehicle.id == FollowUp.vehicle_id)
        .outerjoin(Reason, Reason.id == primary)
        .where(*wanted)
    )
    return db.session.execute(_ordered(statement).offset(page.offset).limit(page.size)).all()


def _count(wanted: Collection[ColumnElement[bool]]) -> int:
    return db.session.scalar(select(func.count()).select_from(FollowUp).where(*wanted)) or 0


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    his = _cars({row.FollowUp.customer_id for row in rows if row.Vehicle is None})
    return [
        Line(
            follow_up=row.FollowUp,
            name=row.name,
            plate=vehicle.plate if vehicle else None,
            vehicle=vehicle_name(vehicle) if vehicle else "",
            facts=row.facts or {},
        )
        for row in rows
        for vehicle in [row.Vehicle or his.get(row.FollowUp.customer_id)]
    ]


def _cars(owner_ids: Collection[uuid.UUID]) -> dict[uuid.UUID | None, Vehicle]:
    """For follow-ups about a customer rather than a car: one that he still has."""
    his: dict[uuid.UUID | None, Vehicle] = {}
    owned = select(Vehicle).where(Vehicle.customer_id.in_(owner_ids), Vehicle.closed_on.is_(None))
    for vehicle in db.session.scalars(owned.order_by(Vehicle.customer_id, Vehicle.id)) if owner_ids else ():
        his.setdefault(vehicle.customer_id, vehicle)
    return his


def _by_id(model: Any, ids: Collection[uuid.UUID]) -> dict[uuid.UUID | None, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}


def _reasons(follow_up: FollowUp) -> list[Reason]:
    ids = [uuid.UUID(each) for each in follow_up.reason_ids]
    found = _by_id(Reason, ids)
    return [found[each] for each in ids if each in found]
