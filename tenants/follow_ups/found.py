"""The reasons of a shop: what its triggers find this morning is stored, what they no longer find is closed."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ARRAY, Boolean, Date, String, Uuid, bindparam, func, or_, select, text

from tenants.customers.models import Customer
from tenants.db import current_shop_id, db, insert_rows
from tenants.follow_ups import stored
from tenants.follow_ups.backlog import admit
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.models import Reason
from tenants.follow_ups.morning import Morning
from tenants.follow_ups.persons import persons_of
from tenants.follow_ups.priority import BY_CLASS, value
from tenants.follow_ups.reasons import GONE, Changes, KnownReason, OpenReason, ended, reconcile
from tenants.follow_ups.review import Held
from tenants.follow_ups.triggers import TRIGGERS, Trigger, fired, made_by_an_event
from tenants.scoring.segments import Mode, Tier

FINDING = {code for code, trigger in TRIGGERS.items() if trigger.find is not made_by_an_event}
COLUMNS = (
    *(
        Reason.id,
        Reason.customer_id,
        Reason.vehicle_id,
        Reason.trigger,
        Reason.facts,
        Reason.anchor_on,
        Reason.about_id,
    ),
    *(Reason.open_on, Reason.deadline_on, Reason.grace_days, Reason.created_at, Reason.wake_on, Reason.wake_half),
    *(Reason.ends_on, Reason.owner_id, Reason.tries, Reason.hold, Reason.hold_until_on, Reason.held_out),
)

_HOLD = text("""
UPDATE follow_up_reasons r SET hold = n.hold, hold_until_on = n.until_on, held_out = n.held_out
  FROM unnest(:ids, :holds, :untils, :held_out) AS n (id, hold, until_on, held_out)
 WHERE r.shop_id = :shop_id AND r.id = n.id
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("holds", type_=ARRAY(String)),
    bindparam("untils", type_=ARRAY(Date)),
    bindparam("held_out", type_=ARRAY(Boolean)),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An open reason, the tries it had, and what the last plan noted beside it."""

    reason: OpenReason
    tries: int
    held: Held | None
    held_out: bool


def store(seen: Morning, queue_on: date) -> dict[uuid.UUID, str]:
    """Store what the triggers find; the reasons they no longer find -> what closed them."""
    found = fired(seen.day, seen.triggers.values())
    known = _known_reasons({one.customer_id for one in found}, seen, queue_on)
    changes = reconcile(found, known)
    values = _values({one.customer_id for one in changes.add}, seen)
    had_turns = {one.customer_id for one in known if one.turn_on == queue_on}
    in_hand = {one.customer_id for one in known if one.is_open and not TRIGGERS[one.trigger_code].is_rider}
    admitted = admit(changes.add, values, queue_on, had_turns, in_hand)
    insert_rows(Reason, [stored.reason_row(one) for one in admitted])
    _move(changes)
    gone = _why_gone(changes.drop, {one.id: one.customer_id for one in known}, seen, queue_on)
    stored.close(gone, queue_on)
    db.session.flush()
    return gone


def open_reasons(triggers: Mapping[str, Trigger]) -> list[Kept]:
    """Every open reason of these triggers; those of a merged record are the survivor's. The others rest."""
    rows = db.session.execute(
        select(*COLUMNS, Customer.merged_into_id)
        .join(Customer, Customer.id == Reason.customer_id)
        .where(Reason.closed_on.is_(None), Reason.trigger.in_(triggers))
    )
    return [_kept(row, triggers) for row in rows]


def note(kept: Collection[Kept], held: Mapping[uuid.UUID, Held], held_out: Collection[uuid.UUID]) -> None:
    """Write beside each reason why it waits, and whether it belongs to the arm that goes without."""
    now = [(one, held.get(one.reason.id), one.reason.id in held_out) for one in kept]
    changed = [(one.reason.id, why, out) for one, why, out in now if (why, out) != (one.held, one.held_out)]
    if not changed:
        return
    values = {
        "shop_id": current_shop_id(),
        "ids": [reason_id for reason_id, _, _ in changed],
        "holds": [why.hold.value if why else None for _, why, _ in changed],
        "untils": [why.until_on if why else None for _, why, _ in changed],
        "held_out": [out for _, _, out in changed],
    }
    db.session.execute(_HOLD, values)


def _kept(row: Any, triggers: Mapping[str, Trigger]) -> Kept:
    reason = stored.open_reason(row, triggers)
    return Kept(
        replace(reason, customer_id=row.merged_into_id) if row.merged_into_id else reason,
        row.tries,
        Held(Hold(row.hold), row.hold_until_on) if row.hold else None,
        row.held_out,
    )


def _values(customers: Collection[uuid.UUID], seen: Morning) -> dict[uuid.UUID, Fraction]:
    by_tier = Mode(seen.day.mode) not in BY_CLASS
    tiers = {one.customer_id: Tier(one.tier) for one in seen.day.standings if one.tier}
    standings = (seen.standings.get(customer_id) for customer_id in customers)
    return {
        one.customer_id: value(one.m_rank, one.rfm_class, tiers.get(one.customer_id), by_tier)
        for one in standings
        if one
    }


def _known_reasons(customers: Collection[uuid.UUID], seen: Morning, queue_on: date) -> list[KnownReason]:
    """The open ones of everybody, and of who was found the closed ones too: they may be the same reason again. Those of
    a merged record are the survivor's."""
    whose = func.coalesce(Customer.merged_into_id, Customer.id)
    rows: Iterable[Any] = db.session.execute(
        select(*COLUMNS, Reason.closed_on, Reason.closed_by, whose.label("whose"))
        .join(Customer, Customer.id == Reason.customer_id)
        .where(
            Reason.trigger.in_(FINDING & seen.triggers.keys()),
            or_(Reason.closed_on.is_(None), whose.in_(customers)),
        )
    )
    known = ((stored.known_reason(row, queue_on, seen.day.open_days, seen.triggers), row.whose) for row in rows)
    return [replace(one, customer_id=customer_id) for one, customer_id in known]


def _why_gone(
    dropped: Collection[uuid.UUID], whose: Mapping[uuid.UUID, uuid.UUID], seen: Morning, queue_on: date
) -> dict[uuid.UUID, str]:
    """A visit and a car that was sold take away what a trigger finds, too; where neither did, its row says what did."""
    rows = db.session.scalars(select(Reason).where(Reason.id.in_(dropped)))
    reasons = [replace(stored.open_reason(row), customer_id=whose[row.id]) for row in rows]
    persons = persons_of({one.customer_id for one in reasons}, seen.standings, today=queue_on, advisors={})
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
        row.closed_on = row.closed_by = None
        row.anchor_on, row.about_id, row.facts = one.anchor_on, one.about_id, dict(one.facts)
        row.open_on, row.deadline_on, row.grace_days = (
            one.window.open_on,
            one.window.deadline_on,
            one.window.grace_days,
        )
