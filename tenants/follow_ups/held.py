"""Who is not contacted, and why: the holds that the last plan noted beside the open reasons."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import Reason
from tenants.paging import Page
from tenants.scoring.models import RfmScore

# as the page shows them; what is expired is nobody's to contact any more
GROUPS: Mapping[str, tuple[Hold, ...]] = {
    "consent": (
        Hold.NO_CONSENT,
        Hold.CHANNEL_REFUSED,
        Hold.DO_NOT_MARKET,
        Hold.DO_NOT_CALL,
        Hold.DO_NOT_CONTACT,
        Hold.NO_PROFILING,
        Hold.NO_NUMBER,
    ),
    "caps": (
        Hold.TOO_SOON,
        Hold.ENOUGH,
        Hold.CARE_FIRST,
        Hold.FIRST_VISIT,
        Hold.JUST_SERVED,
        Hold.MASS_ENOUGH,
        Hold.HOUSEHOLD,
        Hold.SERVED_TODAY,
        Hold.TRIED_TODAY,
        Hold.TRIED_ENOUGH,
        Hold.SUPPRESSED,
        Hold.COMPLAINT,
    ),
    "capacity": (Hold.NO_CAPACITY, Hold.TOMORROW, Hold.QUIET_DAY, Hold.QUIET_HOURS),
    "time": (Hold.ASLEEP, Hold.AWAITS_REPLY, Hold.APPOINTMENT, Hold.NOT_YET, Hold.RIDES_ALONG),
    "control": (Hold.HELD_OUT,),
}
SHOWN = tuple(hold for holds in GROUPS.values() for hold in holds)


@dataclass(frozen=True, slots=True)
class Count:
    """Different customers, and the reasons to contact them."""

    hold: Hold
    customers: int
    reasons: int


@dataclass(frozen=True, slots=True)
class Line:
    """A customer, why he would be contacted and until when he waits, where that is known."""

    customer_id: uuid.UUID
    name: str
    triggers: Sequence[str]
    until_on: date | None
    deadline_on: date
    monetary_fen: int | None


def counts() -> dict[str, list[Count]]:
    """By group, the holds that hold somebody."""
    whose = func.coalesce(Customer.merged_into_id, Customer.id)
    rows = db.session.execute(_held(Reason.hold, func.count(whose.distinct()), func.count()).group_by(Reason.hold))
    found = {Hold(hold): Count(Hold(hold), customers, reasons) for hold, customers, reasons in rows}
    groups = {name: [found[hold] for hold in holds if hold in found] for name, holds in GROUPS.items()}
    return {name: counted for name, counted in groups.items() if counted}


def customers() -> int:
    """Different customers with anything that waits; what only rides along would bring no contact."""
    whose = func.coalesce(Customer.merged_into_id, Customer.id)
    waiting = _held(func.count(whose.distinct())).where(Reason.hold != Hold.RIDES_ALONG)
    return db.session.scalar(waiting) or 0


def page(hold: Hold, asked: int) -> tuple[list[Line], Page]:
    """A page of the customers that a hold concerns, who spent most first."""
    whose = func.coalesce(Customer.merged_into_id, Customer.id).label("customer_id")
    waiting = (
        _held(
            whose,
            func.array_agg(Reason.trigger.distinct()).label("triggers"),
            func.max(Reason.hold_until_on).label("until_on"),
            func.min(Reason.deadline_on).label("deadline_on"),
        )
        .where(Reason.hold == hold)
        .group_by(whose)
        .subquery()
    )
    paging = Page.of(asked, db.session.scalar(select(func.count()).select_from(waiting)) or 0)
    rows = db.session.execute(
        select(waiting, Customer.name, RfmScore.monetary_fen)
        .join(Customer, Customer.id == waiting.c.customer_id)
        .outerjoin(RfmScore, RfmScore.customer_id == waiting.c.customer_id)
        .order_by(RfmScore.monetary_fen.desc().nulls_last(), Customer.name_pinyin, waiting.c.customer_id)
        .offset(paging.offset)
        .limit(paging.size)
    )
    return [
        Line(row.customer_id, row.name, sorted(row.triggers), row.until_on, row.deadline_on, row.monetary_fen)
        for row in rows
    ], paging


def _held(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Reason)
        .join(Customer, Customer.id == Reason.customer_id)
        .where(Reason.closed_on.is_(None), Reason.hold.in_(SHOWN))
    )
