"""Plan the queue of a day and store it (domain.md 4.2, 4.3): reasons first, then one follow-up per customer."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update

from tenants.db import db, insert_rows
from tenants.follow_ups import morning, stored
from tenants.follow_ups.backlog import admit
from tenants.follow_ups.crew import NOBODY, Crew
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.morning import Morning
from tenants.follow_ups.people import Person
from tenants.follow_ups.priority import value
from tenants.follow_ups.queue import LeftOver, Planned, plan
from tenants.follow_ups.reasons import GONE, Changes, KnownReason, OpenReason, ended, reconcile
from tenants.follow_ups.triggers import TRIGGERS, Band, fired, made_by_an_event
from tenants.follow_ups.windows import Half, OpenDays, Wake

FINDING = [code for code, trigger in TRIGGERS.items() if trigger.find is not made_by_an_event]
UNFINISHED = ("open", "carried")  # carried: today was planned before
LIVE_BANDS = {Band.MUST_TODAY, Band.TIME_CRITICAL}  # what may still join a queue that is being worked (domain.md 4.5)


def plan_queue(queue_on: date, crew: Crew = NOBODY) -> int:
    """Plan the queue of `queue_on` for the shop in scope, from scores and visits of the evening before.

    `crew` are the people who work here. Planning again changes nothing that has been worked: from the first outcome
    of the day on, only urgent reasons join.
    Returns the number of open follow-ups. A day before the newest queue (`is_past`) may be planned to look at it, by
    a caller who rolls back.
    """
    seen = morning.read(queue_on)
    gone = _store_reasons(seen, queue_on)
    reasons = _open_reasons()
    persons = morning.people(
        {one.customer_id for one in reasons}, seen.standings, today=queue_on, advisors=crew.by_name()
    )
    reasons = [one for one in reasons if one.customer_id in persons]
    over = ended(reasons, persons, queue_on)
    _close(over, queue_on)
    previous = _previous_queue(queue_on)
    planned = plan(
        [one for one in reasons if one.id not in over],
        persons,
        today=queue_on,
        left_over=[LeftOver(row.customer_id, row.carry, frozenset(map(uuid.UUID, row.reason_ids))) for row in previous],
        advisor_ids=crew.members.keys(),
        manager_id=crew.manager_id,
    )
    _store_queue(planned, persons, queue_on)
    _retire(previous, planned, {*over, *gone})
    db.session.flush()
    return _count_open(queue_on)


def is_past(queue_on: date) -> bool:
    """Is there a queue of a later day already?"""
    return db.session.scalar(select(FollowUp.id).where(FollowUp.queue_on > queue_on).limit(1)) is not None


def _store_reasons(seen: Morning, queue_on: date) -> dict[uuid.UUID, str]:
    """Store what the triggers find; the reasons they no longer find -> what closed them."""
    found = fired(seen.day)
    known = _known_reasons({one.customer_id for one in found}, queue_on, seen.day.open_days)
    changes = reconcile(found, known)
    values = {one.customer_id: value(one.m_rank, one.rfm_class) for one in seen.standings.values()}
    had_turns = {one.customer_id for one in known if one.turn_on == queue_on}
    insert_rows(Reason, [stored.reason_row(one) for one in admit(changes.add, values, queue_on, had_turns)])
    _move(changes)
    gone = _why_gone(changes.drop, seen, queue_on)
    _close(gone, queue_on)
    db.session.flush()
    return gone


def _known_reasons(customers: Collection[uuid.UUID], queue_on: date, open_days: OpenDays) -> list[KnownReason]:
    # the open ones of everybody, and of who was found the closed ones too: they may be the same reason again
    rows = db.session.scalars(
        select(Reason).where(
            Reason.trigger.in_(FINDING), or_(Reason.closed_on.is_(None), Reason.customer_id.in_(customers))
        )
    )
    return [stored.known_reason(row, queue_on, open_days) for row in rows]


def _why_gone(dropped: Collection[uuid.UUID], seen: Morning, queue_on: date) -> dict[uuid.UUID, str]:
    """A visit and a car that was sold take away what a trigger finds, too; where neither did, its row says what did."""
    reasons = [stored.open_reason(row) for row in db.session.scalars(select(Reason).where(Reason.id.in_(dropped)))]
    persons = morning.people({one.customer_id for one in reasons}, seen.standings, today=queue_on, advisors={})
    reasons = [one for one in reasons if one.customer_id in persons]
    return (
        dict.fromkeys(dropped, GONE)
        | {one.id: one.trigger.gone_by for one in reasons}
        | ended(reasons, persons, queue_on)
    )


def _move(changes: Changes) -> None:
    moved = dict(changes.move)
    for row in db.session.scalars(select(Reason).where(Reason.id.in_(moved))):
        one = moved[row.id]
        row.anchor_on, row.facts = one.anchor_on, dict(one.facts)
        row.open_on, row.deadline_on, row.grace_days = (
            one.window.open_on,
            one.window.deadline_on,
            one.window.grace_days,
        )


def _open_reasons() -> list[OpenReason]:
    rows = db.session.scalars(select(Reason).where(Reason.closed_on.is_(None), Reason.trigger.in_(TRIGGERS)))
    return [stored.open_reason(row) for row in rows]


def _close(closed_by: Mapping[uuid.UUID, str], on: date) -> None:
    for by in set(closed_by.values()):
        ids = [reason_id for reason_id, each in closed_by.items() if each == by]
        db.session.execute(update(Reason).where(Reason.id.in_(ids)).values(closed_on=on, closed_by=by))


def _previous_queue(queue_on: date) -> list[FollowUp]:
    day = db.session.scalar(select(func.max(FollowUp.queue_on)).where(FollowUp.queue_on < queue_on))
    return list(db.session.scalars(select(FollowUp).where(FollowUp.queue_on == day, FollowUp.state.in_(UNFINISHED))))


def _store_queue(planned: Collection[Planned], persons: Mapping[uuid.UUID, Person], queue_on: date) -> None:
    rows = {row.customer_id: row for row in db.session.scalars(select(FollowUp).where(FollowUp.queue_on == queue_on))}
    is_worked = any(row.state in ("done", "snoozed") for row in rows.values())
    tries = _tries(planned)
    for one in planned:
        row = rows.pop(one.customer_id, None)
        values = _columns(one, persons[one.customer_id], tries, queue_on)
        if row is None and (not is_worked or one.band in LIVE_BANDS):
            db.session.add(FollowUp(customer_id=one.customer_id, queue_on=queue_on, **values))
        elif row is not None and (row.state in ("open", "resolved") or one.band in LIVE_BANDS):
            for name, value in (values | {"state": "open"}).items():
                setattr(row, name, value)
    for row in rows.values():
        if row.state == "open":
            row.state = "resolved"


def _tries(planned: Collection[Planned]) -> dict[uuid.UUID, int]:
    ids = [one.primary.reason.id for one in planned]
    return dict(db.session.execute(select(Reason.id, Reason.tries).where(Reason.id.in_(ids))).all())


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
        "assigned_to_id": one.assigned_to_id,
        "wake_half": Half.PM.value if reason.wake == Wake(queue_on, Half.PM) else None,
    }


def _retire(previous: Collection[FollowUp], planned: Collection[Planned], over: Collection[uuid.UUID]) -> None:
    """What became of the open rows of the queue before."""
    carried = {one.customer_id for one in planned if one.carry}
    for row in previous:
        if row.customer_id in carried:
            row.state = "carried"
        else:
            row.state = "resolved" if {uuid.UUID(each) for each in row.reason_ids} & set(over) else "expired"


def _count_open(queue_on: date) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(FollowUp).where(FollowUp.queue_on == queue_on, FollowUp.state == "open")
        )
        or 0
    )
