"""The queue as the pages read it: the list of a day and its numbers. The card of one follow-up is in cards.py."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Row,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import is_record_of, matches, vehicle_name
from tenants.db import db
from tenants.follow_ups.claims import is_free
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.windows import Half
from tenants.paging import Page
from tenants.scoring.models import RfmScore

NOT_REACHED = ("no_answer", "busy")
WORKED = ("done", "snoozed")

# what a request says of a statement that was put together once
QUEUE_ON = bindparam("queue_on", type_=Date)
HALF = bindparam("half", type_=String)
USER_ID = bindparam("user_id", type_=Uuid)
NOW = bindparam("now", type_=DateTime(timezone=True))
AFTER = bindparam("after", type_=Uuid)


class Tab(StrEnum):
    OPEN = "open"
    DONE = "done"
    BOOKED = "booked"


class Whose(StrEnum):
    ALL = "all"
    MINE = "mine"
    POOL = "pool"
    OWN_AND_POOL = "own_and_pool"  # what an advisor may see (domain.md 4.5)


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
    """The newest day that has a queue, None without any. `spend_fen`: what those still to call spent in the window."""

    queue_on: date | None
    open: int
    done: int
    booked: int
    due_today: int
    overdue: int
    not_reached: int
    carried: int
    longest_carry: int
    spend_fen: int


def lines(
    queue_on: date, tab: Tab, *, half: Half, whose: Whose, user_id: uuid.UUID | None, typed: str, asked: int, size: int
) -> tuple[list[Line], Page]:
    """A page of a day's queue in its order. `half`: what rests until the afternoon shows up then."""
    wanted, statement = _wanted(tab, whose), _listed(tab, whose)
    if typed.strip():
        wanted = wanted.where(FollowUp.customer_id.in_(select(Customer.id).where(matches(typed))))
        statement = _page_of(wanted)
    said = {"queue_on": queue_on, "half": half.value, "user_id": user_id}
    page = Page.of(asked, asked * size, size)
    rows = db.session.execute(statement, {**said, "offset": page.offset, "size": size}).all()
    if not rows and asked > 1:
        total = db.session.scalar(wanted.with_only_columns(func.count()), said) or 0
        page = Page.of(asked, total, size)
        rows = db.session.execute(statement, {**said, "offset": page.offset, "size": size}).all()
    return [_line(row) for row in rows], Page.of(asked, rows[0].total if rows else 0, size)


def next_free(
    queue_on: date,
    *,
    half: Half,
    whose: Whose,
    user_id: uuid.UUID,
    now: datetime,
    after: uuid.UUID | None = None,
    to_claim: bool = False,
) -> FollowUp | None:
    """The follow-up to call now: no colleague has it open, and it is not `after`, which was just worked.
    `to_claim`: nobody else gets the same one meanwhile."""
    said = {"queue_on": queue_on, "half": half.value, "user_id": user_id, "now": now, "after": after}
    statement = _next(whose)
    if to_claim:
        statement = statement.with_for_update(skip_locked=True)
    first: FollowUp | None = db.session.scalar(statement, said)
    return first


def numbers(not_after: date, *, half: Half, whose: Whose, user_id: uuid.UUID | None) -> Numbers:
    """Counts over the queue of the newest day not after `not_after`."""
    said = {"queue_on": not_after, "half": half.value, "user_id": user_id}
    queue_on, *counts = db.session.execute(_counting(whose), said).one()
    return Numbers(queue_on, *map(int, counts))


def find(follow_up_id: uuid.UUID) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id))


def find_contact(contact_id: uuid.UUID) -> Contact | None:
    return db.session.scalar(select(Contact).where(Contact.id == contact_id))


def of_customer(customer_id: uuid.UUID, queue_on: date) -> FollowUp | None:
    """An open follow-up of a day, of a customer or of a record merged into him."""
    his = is_record_of(FollowUp.customer_id, customer_id)
    return db.session.scalar(
        select(FollowUp)
        .where(his, FollowUp.queue_on == queue_on, FollowUp.state == "open")
        .order_by(FollowUp.id)
        .limit(1)
    )


def contacts_of(customer_id: uuid.UUID, most: int) -> list[Contact]:
    """The newest contacts that stand, of a customer and of records merged into him."""
    return list(
        db.session.scalars(
            select(Contact)
            .where(is_record_of(Contact.customer_id, customer_id), Contact.undone_at.is_(None))
            .order_by(Contact.contacted_at.desc(), Contact.id.desc())
            .limit(most)
        )
    )


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    rests = and_(FollowUp.state == "open", FollowUp.wake_half.is_not(None), FollowUp.wake_half > HALF)
    is_up = and_(FollowUp.state == "open", or_(FollowUp.wake_half.is_(None), FollowUp.wake_half <= HALF))
    match tab:
        case Tab.OPEN:
            return is_up
        case Tab.DONE:
            return or_(FollowUp.state.in_(WORKED), rests)
        case Tab.BOOKED:
            return and_(FollowUp.state == "done", FollowUp.outcome == "booked")


def _of(whose: Whose, statement: Select[Any]) -> Select[Any]:
    mine, pool = FollowUp.assigned_to_id == USER_ID, FollowUp.assigned_to_id.is_(None)
    match whose:
        case Whose.ALL:
            return statement
        case Whose.MINE:
            return statement.where(mine)
        case Whose.POOL:
            return statement.where(pool)
        case Whose.OWN_AND_POOL:
            return statement.where(or_(mine, pool))


@cache
def _wanted(tab: Tab, whose: Whose) -> Select[Any]:
    return _of(whose, select(FollowUp).where(FollowUp.queue_on == QUEUE_ON, _in_tab(tab)))


@cache
def _counting(whose: Whose) -> Select[Any]:
    day = select(func.max(FollowUp.queue_on)).where(FollowUp.queue_on <= QUEUE_ON).scalar_subquery()
    is_open, is_done = _in_tab(Tab.OPEN), _in_tab(Tab.DONE)
    counted: Any = (
        select(
            day,
            func.count().filter(is_open),
            func.count().filter(is_done),
            func.count().filter(_in_tab(Tab.BOOKED)),
            func.count().filter(is_open, FollowUp.deadline_on == FollowUp.queue_on),
            func.count().filter(is_open, FollowUp.deadline_on < FollowUp.queue_on),
            func.count().filter(is_done, FollowUp.outcome.in_(NOT_REACHED)),
            func.count().filter(is_open, FollowUp.carry > 0),
            func.coalesce(func.max(FollowUp.carry).filter(is_open), 0),
            func.coalesce(func.sum(RfmScore.monetary_fen).filter(is_open), 0),
        )
        .select_from(FollowUp)
        .outerjoin(RfmScore, RfmScore.customer_id == FollowUp.customer_id)
        .where(FollowUp.queue_on == day)
    )
    return _of(whose, counted)


def _ordered(statement: Select[Any], of: Any = FollowUp) -> Select[Any]:
    # domain.md 4.2: band, score, deadline, created, customer
    return statement.order_by(of.band, of.score.desc(), of.deadline_on, of.created_at, of.customer_id)


@cache
def _listed(tab: Tab, whose: Whose) -> Select[Any]:
    return _page_of(_wanted(tab, whose))


@cache
def _next(whose: Whose) -> Select[Any]:
    return _ordered(_wanted(Tab.OPEN, whose).where(is_free(USER_ID, NOW), FollowUp.id.is_distinct_from(AFTER))).limit(1)


def _page_of(wanted: Select[Any]) -> Select[Any]:
    """The page first, then what its rows say: names and cars of those who are not shown cost nothing."""
    counted = _ordered(wanted.add_columns(func.count().over().label("total")))
    shown = counted.offset(bindparam("offset")).limit(bindparam("size")).subquery()
    task = aliased(FollowUp, shown)
    # a follow-up about a customer rather than a car shows one that he still has
    own = select(Vehicle.id).where(Vehicle.customer_id == task.customer_id, Vehicle.closed_on.is_(None)).correlate(task)
    vehicle_id = func.coalesce(task.vehicle_id, own.order_by(Vehicle.id).limit(1).scalar_subquery())
    car = (Vehicle.plate, Vehicle.brand, Vehicle.series, Vehicle.model, Vehicle.model_year)
    return _ordered(
        select(task, Customer.name, *car, Reason.facts, shown.c.total)
        .join(Customer, Customer.id == task.customer_id)
        .outerjoin(Vehicle, Vehicle.id == vehicle_id)
        .outerjoin(Reason, Reason.id == cast(task.reason_ids[0].astext, Uuid)),
        task,
    )


def _line(row: Row[Any]) -> Line:
    follow_up = row[0]
    return Line(follow_up=follow_up, name=row.name, plate=row.plate, vehicle=vehicle_name(row), facts=row.facts or {})
