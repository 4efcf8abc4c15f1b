"""The open follow-ups of a person with their numbers, for paper and for a phone without a network."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from tenants import settings
from tenants.customers.models import Customer, CustomerPhone
from tenants.customers.wishes import Wishes, wishes_of
from tenants.db import db
from tenants.follow_ups import queries
from tenants.follow_ups.governing import rules_of, wishing
from tenants.follow_ups.governor import standing_refusal
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.permission import Ask
from tenants.follow_ups.queries import Line, Tab, Whose
from tenants.follow_ups.triggers import TRIGGERS, Channel
from tenants.follow_ups.windows import Half
from tenants.visits.models import Visit

MOST = 60  # more nobody calls on a day
MOST_OF_ALL = 300  # nor a whole shop


@dataclass(frozen=True, slots=True)
class Row:
    """`phones` work; there are none for who must not be called: `why` says so."""

    line: Line
    phones: Sequence[str]
    why: Hold | None


def sheet(queue_on: date, *, half: Half, user_id: uuid.UUID, of_all: bool = False) -> tuple[list[Row], int]:
    """His own and the pool's, or everybody's, in the order of the queue, and how many there are in all."""
    whose, size = (Whose.ALL, MOST_OF_ALL) if of_all else (Whose.OWN_AND_POOL, MOST)
    lines, paging = queries.lines(
        queue_on, Tab.OPEN, half=half, whose=whose, user_id=user_id, typed="", asked=1, size=size
    )
    whys = _refusals(lines, queue_on)
    phones = _numbers({line.follow_up.customer_id for line in lines if not whys[line.follow_up.id]})
    rows = [Row(line, phones.get(line.follow_up.customer_id, ()), whys[line.follow_up.id]) for line in lines]
    return rows, paging.total


def _refusals(lines: Sequence[Line], queue_on: date) -> dict[uuid.UUID, Hold | None]:
    """Why the customer of each follow-up must not be called about it, as his card would say at any hour."""
    ids = {line.follow_up.customer_id for line in lines}
    wishes, rules = wishes_of(ids), rules_of(settings.current(), queue_on)
    came = select(Visit.customer_id, func.max(Visit.visit_on)).where(Visit.customer_id.in_(ids), Visit.is_presence)
    last_visits = {row[0]: row[1] for row in db.session.execute(came.group_by(Visit.customer_id))}
    found = {}
    for line in lines:
        task = line.follow_up
        person = replace(
            wishing(wishes.get(task.customer_id, Wishes())), last_visit_on=last_visits.get(task.customer_id)
        )
        ask = Ask.about(TRIGGERS[task.trigger].variant(line.facts), Channel.CALL, queue_on)
        found[task.id] = standing_refusal(ask, person, rules)
    return found


def _numbers(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Those that work, of each customer and of the records merged into him."""
    survivor = func.coalesce(Customer.merged_into_id, Customer.id)
    rows = db.session.execute(
        select(survivor.label("id"), CustomerPhone.number)
        .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
        .where(survivor.in_(customer_ids), CustomerPhone.invalid_at.is_(None))
        .order_by(CustomerPhone.position, CustomerPhone.number)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for row in rows:
        numbers = found.setdefault(row.id, [])
        if row.number not in numbers:
            numbers.append(row.number)
    return found
