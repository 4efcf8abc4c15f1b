"""The open follow-ups of a person with their numbers, for paper and for a phone without a network."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from tenants.customers.models import Customer, CustomerPhone
from tenants.db import db
from tenants.follow_ups import queries
from tenants.follow_ups.queries import Line, Tab, Whose
from tenants.follow_ups.windows import Half

MOST = 60  # more nobody calls on a day


@dataclass(frozen=True, slots=True)
class Row:
    """`phones` work; there are none for who must not be called."""

    line: Line
    phones: Sequence[str]


def sheet(queue_on: date, *, half: Half, user_id: uuid.UUID) -> tuple[list[Row], int]:
    """His own and the pool's, in the order of the queue, and how many there are in all."""
    lines, paging = queries.lines(
        queue_on, Tab.OPEN, half=half, whose=Whose.OWN_AND_POOL, user_id=user_id, typed="", asked=1, size=MOST
    )
    phones = _numbers({line.follow_up.customer_id for line in lines})
    return [Row(line, phones.get(line.follow_up.customer_id, ())) for line in lines], paging.total


def _numbers(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Those that work, of each customer and of the records merged into him."""
    survivor = func.coalesce(Customer.merged_into_id, Customer.id)
    unwilling = select(survivor).where(Customer.do_not_call | Customer.do_not_contact)
    rows = db.session.execute(
        select(survivor.label("id"), CustomerPhone.number)
        .join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
        .where(survivor.in_(customer_ids), survivor.not_in(unwilling), CustomerPhone.invalid_at.is_(None))
        .order_by(CustomerPhone.position, CustomerPhone.number)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for row in rows:
        numbers = found.setdefault(row.id, [])
        if row.number not in numbers:
            numbers.append(row.number)
    return found
