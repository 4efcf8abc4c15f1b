"""What the page of effects shows: credited visits, and both arms of the trial."""

import uuid
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from tenants.attribution.lift import Arm
from tenants.attribution.models import TrialArm, VisitCredit
from tenants.customers.models import Customer
from tenants.db import db
from tenants.paging import Page


@dataclass(frozen=True, slots=True)
class Period:
    """Both arms of a half-year, or of all of them together; `waiting` are drawn, and their window is still open."""

    half_year: str
    treated: Arm
    control: Arm
    credited: int = 0  # of the treated arm
    waiting: int = 0

    def __add__(self, other: "Period") -> "Period":
        return Period(
            "",
            _both(self.treated, other.treated),
            _both(self.control, other.control),
            self.credited + other.credited,
            self.waiting + other.waiting,
        )


@dataclass(frozen=True, slots=True)
class Share:
    """Visits and money credited to contacts of one kind, or of one person."""

    visits: int
    fen: int


@dataclass(frozen=True, slots=True)
class Credited:
    """A credited visit and whose it was."""

    credit: VisitCredit
    customer: str


def periods() -> list[Period]:
    """Every half-year of the trial, the newest first."""
    rows = db.session.scalars(select(TrialArm).order_by(TrialArm.half_year.desc())).all()
    return [_period(half_year, list(arms)) for half_year, arms in groupby(rows, key=lambda row: row.half_year)]


def together(each: list[Period]) -> Period:
    """All periods as one: a customer counts once a half-year."""
    return sum(each, Period("", Arm(0, 0), Arm(0, 0)))


def by_trigger(since: date) -> dict[str, Share]:
    """Credited visits from `since` on, by what the contact was about, most money first."""
    return dict(_shares(VisitCredit.trigger, since))


def by_person(since: date) -> dict[uuid.UUID | None, Share]:
    """The same by who made the contact; None is the system."""
    return dict(_shares(VisitCredit.user_id, since))


def credited(since: date, asked: int) -> tuple[list[Credited], Page]:
    """A page of the credited visits from `since` on, the newest first."""
    wanted = (VisitCredit.visit_on >= since, VisitCredit.contact_id.is_not(None))
    page = Page.of(asked, db.session.scalar(select(func.count()).select_from(VisitCredit).where(*wanted)) or 0)
    rows = db.session.execute(
        select(VisitCredit, Customer.name)
        .join(Customer, Customer.id == VisitCredit.customer_id)
        .where(*wanted)
        .order_by(VisitCredit.visit_on.desc(), VisitCredit.party_id)
        .offset(page.offset)
        .limit(page.size)
    )
    return [Credited(row, name) for row, name in rows], page


def _shares(column: Any, since: date) -> list[tuple[Any, Share]]:
    fen = func.sum(VisitCredit.revenue_fen)
    rows = db.session.execute(
        select(column, func.count(), fen)
        .where(VisitCredit.visit_on >= since, VisitCredit.contact_id.is_not(None))
        .group_by(column)
        .order_by(fen.desc(), column)
    )
    return [(key, Share(visits, int(money))) for key, visits, money in rows]


def _period(half_year: str, arms: list[TrialArm]) -> Period:
    known = {row.is_control: row for row in arms}
    return Period(
        half_year,
        treated=_arm(known.get(False)),
        control=_arm(known.get(True)),
        credited=known[False].credited if False in known else 0,
        waiting=sum(row.drawn - row.customers for row in arms),
    )


def _arm(row: TrialArm | None) -> Arm:
    return Arm(row.customers, row.came, row.revenue_fen) if row else Arm(0, 0)


def _both(one: Arm, other: Arm) -> Arm:
    return Arm(one.customers + other.customers, one.came + other.came, one.fen + other.fen)
