"""The queue of a day as its manager sees it: who has what, what is stuck, and what lies with nobody."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from tenants.customers.models import Customer, Vehicle
from tenants.customers.queries import vehicle_name
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp
from tenants.follow_ups.triggers import TRIGGERS, Band
from tenants.paging import Page

ROWS = 25
POOL = "pool"
CARRIES_BEFORE_ESCALATION = {Band.MUST_TODAY: 1, Band.TIME_CRITICAL: 1, Band.PLANNED: 3}  # domain.md 4.6


class What(StrEnum):
    """Which of the open follow-ups."""

    ALL = ""
    OVERDUE = "overdue"  # past the last day of its window
    ESCALATED = "escalated"  # carried over too often
    COMPLAINTS = "complaints"
    NO_ROOM = "no_room"  # nobody has a minute left for it (domain.md 4.5)


@dataclass(frozen=True, slots=True)
class Share:
    """What one colleague has today. `done`, `booked`: different customers that he himself contacted and booked, of whom
    `tried` still lie open with him; `minutes` what his open follow-ups take."""

    open: int = 0
    overdue: int = 0
    escalated: int = 0
    complaints: int = 0
    no_room: int = 0
    minutes: int = 0
    done: int = 0
    booked: int = 0
    tried: int = 0

    @property
    def target(self) -> int:
        """Everybody once."""
        return self.open + self.done - self.tried


@dataclass(frozen=True, slots=True)
class Line:
    follow_up: FollowUp
    name: str
    plate: str | None
    vehicle: str


def last_queue_on(not_after: date) -> date | None:
    """The newest day that has a queue."""
    return db.session.scalar(select(func.max(FollowUp.queue_on)).where(FollowUp.queue_on <= not_after))


def shares(queue_on: date) -> dict[uuid.UUID | None, Share]:
    """Who has what of a day's queue; None is the pool."""
    open_of = {row.whose: row for row in db.session.execute(_counts(queue_on))}
    done_of = {row.user_id: row for row in db.session.execute(_work(queue_on))}
    return {whose: _share(open_of.get(whose), done_of.get(whose)) for whose in {*open_of, *done_of}}


def total(shared: Mapping[uuid.UUID | None, Share]) -> Share:
    """Over all of them."""
    return Share(*(sum(getattr(each, name) for each in shared.values()) for name in Share.__slots__))


def listed(queue_on: date, what: What, whose: uuid.UUID | str | None, asked: int) -> tuple[list[Line], Page]:
    """A page of the open follow-ups in the order of the queue; `whose`: an id, POOL, or None for everybody's."""
    wanted = _wanted(queue_on, what, whose)
    count = db.session.scalar(wanted.with_only_columns(func.count())) or 0
    page = Page.of(asked, count, ROWS)
    own = select(Vehicle.id).where(Vehicle.customer_id == FollowUp.customer_id, Vehicle.closed_on.is_(None))
    vehicle_id = func.coalesce(
        FollowUp.vehicle_id, own.order_by(Vehicle.id).limit(1).correlate(FollowUp).scalar_subquery()
    )
    rows = db.session.execute(
        wanted.add_columns(
            Customer.name, Vehicle.plate, Vehicle.brand, Vehicle.series, Vehicle.model, Vehicle.model_year
        )
        .join(Customer, Customer.id == FollowUp.customer_id)
        .outerjoin(Vehicle, Vehicle.id == vehicle_id)
        .order_by(FollowUp.band, FollowUp.score.desc(), FollowUp.deadline_on, FollowUp.created_at, FollowUp.customer_id)
        .offset(page.offset)
        .limit(page.size)
    )
    return [Line(row[0], row.name, row.plate, vehicle_name(row)) for row in rows], page


def ids_of(queue_on: date, what: What, whose: uuid.UUID | str | None) -> list[uuid.UUID]:
    """All that `listed` lists, on all its pages."""
    return list(db.session.scalars(_wanted(queue_on, what, whose).with_only_columns(FollowUp.id)))


def _counts(queue_on: date) -> Any:
    return (
        select(
            FollowUp.assigned_to_id.label("whose"),
            func.count().label("open"),
            *(func.count().filter(_is(what)).label(what.value) for what in What if what),
            func.coalesce(func.sum(FollowUp.minutes), 0).label("minutes"),
        )
        .where(FollowUp.queue_on == queue_on, FollowUp.state == "open")
        .group_by(FollowUp.assigned_to_id)
    )


def _work(queue_on: date) -> Any:
    customers = func.count(Contact.customer_id.distinct())
    return (
        select(
            Contact.user_id,
            customers.label("done"),
            customers.filter(Contact.outcome == "booked").label("booked"),
            customers.filter(FollowUp.state == "open", FollowUp.assigned_to_id == Contact.user_id).label("tried"),
        )
        .join(FollowUp, FollowUp.id == Contact.follow_up_id)
        .where(FollowUp.queue_on == queue_on, Contact.undone_at.is_(None), Contact.user_id.is_not(None))
        .group_by(Contact.user_id)
    )


def _share(counted: Any, worked: Any) -> Share:
    found = counted._mapping if counted else {}
    found_too = worked._mapping if worked else {}
    return Share(**{name: int(found.get(name, found_too.get(name, 0))) for name in Share.__slots__})


def _wanted(queue_on: date, what: What, whose: uuid.UUID | str | None) -> Select[Any]:
    wanted = select(FollowUp).where(FollowUp.queue_on == queue_on, FollowUp.state == "open", _is(what))
    if whose == POOL:
        return wanted.where(FollowUp.assigned_to_id.is_(None))
    return wanted.where(FollowUp.assigned_to_id == whose) if whose else wanted


def _is(what: What) -> ColumnElement[bool]:
    match what:
        case What.ALL:
            return FollowUp.state == "open"
        case What.OVERDUE:
            return FollowUp.deadline_on < FollowUp.queue_on
        case What.ESCALATED:
            limits = CARRIES_BEFORE_ESCALATION.items()
            return or_(*(and_(FollowUp.band == int(band), FollowUp.carry >= carries) for band, carries in limits))
        case What.COMPLAINTS:
            return FollowUp.trigger.in_([code for code, trigger in TRIGGERS.items() if trigger.freezes])
        case What.NO_ROOM:
            return FollowUp.is_over_capacity.is_(True)
