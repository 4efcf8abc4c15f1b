"""Fresh at the dial: what became true of a customer after the queue was planned, in one statement."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Uuid, bindparam, text

from tenants.db import current_shop_id, db
from tenants.follow_ups.governing import may_contact
from tenants.follow_ups.governor import Verdict
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.triggers import TRIGGERS, Channel

LONGEST_JOB_DAYS = 30  # an order that is open for longer was forgotten, the car is not here

_FACTS = text("""
WITH survivor AS (
    SELECT coalesce(merged_into_id, id) AS id FROM customers WHERE shop_id = :shop_id AND id = :customer_id
), records AS MATERIALIZED (  -- of one person: what came with a record stays with it
    SELECT id FROM survivor
    UNION ALL
    SELECT c.id FROM customers c JOIN survivor s ON c.merged_into_id = s.id WHERE c.shop_id = :shop_id
), orders AS MATERIALIZED (  -- of him, and of his cars: one condition with OR would read every order of the shop
    SELECT o.status, o.arrived_on, o.settled_on FROM records r JOIN work_orders o ON o.customer_id = r.id
     WHERE o.shop_id = :shop_id AND o.status <> 'voided'
    UNION ALL
    SELECT o.status, o.arrived_on, o.settled_on
      FROM records r JOIN vehicles v ON v.customer_id = r.id JOIN work_orders o ON o.vehicle_id = v.id
     WHERE v.shop_id = :shop_id AND v.closed_on IS NULL AND o.shop_id = :shop_id AND o.status <> 'voided'
), dates AS MATERIALIZED (
    SELECT due_on, due_time, status FROM appointments
     WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND due_on >= :today
)
SELECT
    EXISTS (
        SELECT FROM orders WHERE settled_on = :today OR arrived_on = :today
           OR (status IN ('draft', 'open') AND arrived_on BETWEEN :oldest_job_on AND :today)
    ) OR EXISTS (SELECT FROM dates WHERE status = 'arrived' AND due_on = :today) AS is_here,
    (
        SELECT max(coalesce(settled_on, arrived_on)) FROM orders WHERE coalesce(settled_on, arrived_on) < :today
    ) AS came_on,
    (
        SELECT jsonb_build_object('on', due_on, 'at', due_time) FROM dates
         WHERE status = 'booked' ORDER BY due_on, due_time LIMIT 1
    ) AS booked,
    (
        SELECT jsonb_build_object('at', contacted_at, 'user_id', user_id, 'channel', channel) FROM contacts
         WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND undone_at IS NULL
           AND contacted_at >= :midnight AND (connected OR channel <> 'call')
         ORDER BY contacted_at DESC LIMIT 1
    ) AS reached,
    ARRAY(
        SELECT number FROM customer_phones
         WHERE shop_id = :shop_id AND customer_id IN (SELECT id FROM records) AND invalid_at IS NULL
         GROUP BY number ORDER BY min(position), number
    ) AS phones
""").bindparams(bindparam("customer_id", type_=Uuid))


@dataclass(frozen=True, slots=True)
class Booked:
    on: date
    at: time | None


@dataclass(frozen=True, slots=True)
class Reached:
    """Who has reached the customer today already; nobody: the system did."""

    at: datetime
    user_id: uuid.UUID | None
    channel: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """`is_here`: in the shop today. `came_on`: his newest visit before today, when the plan may not have known of it.

    `phones` are those that work; `verdict` says whether he may be called.
    """

    is_here: bool
    came_on: date | None
    booked: Booked | None
    reached: Reached | None
    phones: list[str]
    verdict: Verdict

    @property
    def is_quiet(self) -> bool:
        """Nothing speaks against the call."""
        return not (self.is_here or self.came_on or self.booked or self.reached)


def look(follow_up: FollowUp, *, now: datetime, timezone: str) -> Fresh:
    """What is true now of the customer of a follow-up of the shop in scope."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    row = db.session.execute(
        _FACTS,
        {
            "shop_id": current_shop_id(),
            "customer_id": follow_up.customer_id,
            "today": today,
            "oldest_job_on": today - timedelta(LONGEST_JOB_DAYS),
            "midnight": datetime.combine(today, time(), ZoneInfo(timezone)),
        },
    ).one()
    # a queue is planned in the morning; what a file says of the day before may come at noon
    is_news = row.came_on is not None and row.came_on >= follow_up.queue_on - timedelta(1)
    return Fresh(
        is_here=row.is_here,
        came_on=row.came_on if is_news else None,
        booked=_booked(row.booked),
        reached=_reached(row.reached),
        phones=row.phones,
        verdict=_may_call(follow_up, now, timezone),
    )


def _may_call(follow_up: FollowUp, now: datetime, timezone: str) -> Verdict:
    return may_contact(
        follow_up.customer_id,
        category=TRIGGERS[follow_up.trigger].category,
        trigger=follow_up.trigger,
        channel=Channel.CALL,
        now=now,
        timezone=timezone,
        reason_id=uuid.UUID(follow_up.reason_ids[0]) if follow_up.reason_ids else None,
    )


def _booked(told: Mapping[str, Any] | None) -> Booked | None:
    if told is None:
        return None
    return Booked(date.fromisoformat(told["on"]), time.fromisoformat(told["at"]) if told["at"] else None)


def _reached(told: Mapping[str, Any] | None) -> Reached | None:
    if told is None:
        return None
    user_id = uuid.UUID(told["user_id"]) if told["user_id"] else None
    return Reached(datetime.fromisoformat(told["at"]), user_id, told["channel"])
