"""The rows of a day's queue: written as planned, kept as worked, carried over or retired the next day."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import func, select

from tenants.db import db, insert_rows, new_id
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.people import Person
from tenants.follow_ups.queue import LeftOver, Plan, Planned, Working
from tenants.follow_ups.triggers import Band
from tenants.follow_ups.windows import Half, Wake

UNFINISHED = ("open", "carried")  # carried: today was planned before, or there was no room
PLANNABLE = ("open", "resolved", "carried")
WORKED = ("done", "snoozed")
LIVE_BANDS = {Band.MUST_TODAY, Band.TIME_CRITICAL}  # what may still join a queue that is being worked (domain.md 4.5)


def rows_of(queue_on: date) -> dict[uuid.UUID, FollowUp]:
    """The rows of a day by customer."""
    rows = db.session.scalars(select(FollowUp).where(FollowUp.queue_on == queue_on))
    return {row.customer_id: row for row in rows}


def previous(queue_on: date) -> list[FollowUp]:
    """What nobody finished of the queue before."""
    day = db.session.scalar(select(func.max(FollowUp.queue_on)).where(FollowUp.queue_on < queue_on))
    return list(db.session.scalars(select(FollowUp).where(FollowUp.queue_on == day, FollowUp.state.in_(UNFINISHED))))


def left_over(rows: Collection[FollowUp]) -> list[LeftOver]:
    return [LeftOver(row.customer_id, row.carry, frozenset(map(uuid.UUID, row.reason_ids))) for row in rows]


def working(rows: Collection[FollowUp]) -> Working | None:
    """How far a day's queue has been worked; None while nobody has begun."""
    finished = [row for row in rows if row.state in WORKED]
    if not finished:
        return None
    given: dict[uuid.UUID, int] = {}
    for row in finished:
        if row.assigned_to_id:
            given[row.assigned_to_id] = given.get(row.assigned_to_id, 0) + row.minutes
    on_list = {row.customer_id: row.assigned_to_id for row in rows if row.state == "open"}
    return Working(on_list, given, frozenset(row.customer_id for row in finished))


def store(
    planned: Plan,
    rows: Mapping[uuid.UUID, FollowUp],
    persons: Mapping[uuid.UUID, Person],
    tries: Mapping[uuid.UUID, int],
    queue_on: date,
) -> None:
    """Write the queue of a day over its `rows`. What had no room and was on a list before keeps its count of days."""
    carried = [one for one in planned.put_off if one.carry]
    states = [*((one, "open") for one in planned.queue), *((one, "carried") for one in carried)]
    new = []
    for one, state in states:
        row = rows.get(one.customer_id)
        values = _columns(one, persons[one.customer_id], tries, queue_on) | {"state": state}
        if row is None:
            new.append({"id": new_id(), "customer_id": one.customer_id, "queue_on": queue_on, **values})
        elif row.state in PLANNABLE or one.band in LIVE_BANDS:
            for name, told in values.items():
                setattr(row, name, told)
    kept = {one.customer_id for one, _ in states}
    for row in rows.values():
        if row.state == "open" and row.customer_id not in kept:
            row.state = "resolved"
    insert_rows(FollowUp, [row | {"reason_ids": Jsonb(row["reason_ids"])} for row in new])


def retire(rows: Collection[FollowUp], planned: Plan, over: Collection[uuid.UUID]) -> None:
    """What became of the open rows of the queue before; `over`: reasons that ended by themselves. Whoever may not be
    contacted today has not expired: only a window that ended unworked counts against us (domain.md 4.6)."""
    carried = {one.customer_id for one in (*planned.queue, *planned.put_off) if one.carry}
    waiting = {reason_id for reason_id, why in planned.held.items() if why.hold is not Hold.EXPIRED}
    for row in rows:
        if row.customer_id in carried:
            row.state = "carried"
        else:
            is_gone = {uuid.UUID(each) for each in row.reason_ids} & {*over, *waiting}
            row.state = "resolved" if is_gone else "expired"


def count_open(queue_on: date) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(FollowUp).where(FollowUp.queue_on == queue_on, FollowUp.state == "open")
        )
        or 0
    )


def _columns(one: Planned, person: Person, tries: Mapping[uuid.UUID, int], queue_on: date) -> dict[str, Any]:
    reason, priority = one.primary.reason, one.primary.priority
    return {
        "vehicle_id": reason.vehicle_id,
        "band": int(one.band),
        "score": float(one.score),
        "urgency": float(priority.urgency),
        "value": float(priority.value),
        "rfm_class": person.rfm_class.value,
        "trigger": reason.trigger.code,
        "reason_ids": [str(reason_id) for reason_id in one.reason_ids],
        "channel": one.channel.value,
        "deadline_on": reason.window.deadline_on,
        "carry": one.carry,
        "tries": tries.get(reason.id, 0),
        "minutes": one.minutes,
        "is_over_capacity": one.is_over_capacity,
        "assigned_to_id": one.assigned_to_id,
        "wake_half": Half.PM.value if reason.wake == Wake(queue_on, Half.PM) else None,
    }
