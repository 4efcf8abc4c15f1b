"""Stored rows and the shop's settings as the rules see them, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import update

from tenants import settings
from tenants.db import db, new_id
from tenants.follow_ups.models import Reason
from tenants.follow_ups.reasons import GONE, KnownReason, OpenReason
from tenants.follow_ups.triggers import TRIGGERS, Fired, Trigger
from tenants.follow_ups.windows import Half, OpenDays, Wake, Window
from tenants.settings import Settings


def open_days(chosen: Settings | None = None) -> OpenDays:
    """The days the shop in scope works; `chosen`: its settings, where they have been read."""
    chosen = chosen or settings.current()
    return OpenDays(frozenset(chosen.closed_weekdays), frozenset(date.fromisoformat(day) for day in chosen.closed_days))


def new_reason(one: Fired) -> Reason:
    return Reason(
        customer_id=one.customer_id,
        vehicle_id=one.vehicle_id,
        trigger=one.trigger.code,
        anchor_on=one.anchor_on,
        about_id=one.about_id,
        facts=dict(one.facts),
        **_window(one.window),
    )


def reason_row(one: Fired) -> dict[str, Any]:
    """The columns of a new reason, for one insert of many."""
    return {
        "id": new_id(),
        "customer_id": one.customer_id,
        "vehicle_id": one.vehicle_id,
        "trigger": one.trigger.code,
        "anchor_on": one.anchor_on,
        "about_id": one.about_id,
        "facts": Jsonb(dict(one.facts)),
        **_window(one.window),
    }


def known_reason(
    row: Reason, today: date, open_days: OpenDays, triggers: Mapping[str, Trigger] = TRIGGERS
) -> KnownReason:
    """A reason of today or before, as finding it again sees it."""
    trigger, own = _trigger(row, triggers), window_of(row)
    given = trigger.window(row.anchor_on, open_days)
    return KnownReason(
        id=row.id,
        customer_id=row.customer_id,
        vehicle_id=row.vehicle_id,
        trigger_code=row.trigger,
        anchor_on=row.anchor_on,
        is_open=row.closed_on is None and own.is_live(today),
        turn_on=own.open_on if own.open_on > given.open_on else None,
        has_own_window=own.open_on > given.open_on and own.expires_on > given.expires_on,
        about_id=row.about_id,
        is_gone=row.closed_by in (GONE, trigger.gone_by),
    )


def open_reason(row: Reason, triggers: Mapping[str, Trigger] = TRIGGERS) -> OpenReason:
    """A stored reason as the rules see it; `triggers` as the shop set them, where that matters."""
    return OpenReason(
        id=row.id,
        customer_id=row.customer_id,
        vehicle_id=row.vehicle_id,
        trigger=_trigger(row, triggers),
        anchor_on=row.anchor_on,
        window=window_of(row),
        created_at=row.created_at,
        wake=Wake(row.wake_on, Half(row.wake_half or Half.AM)) if row.wake_on else None,
        ends_on=row.ends_on,
        owner_id=row.owner_id,
        settled_by_id=UUID(row.facts["settled_by"]) if "settled_by" in row.facts else None,
    )


def window_of(row: Reason) -> Window:
    return Window(row.open_on, row.deadline_on, row.grace_days)


def _trigger(row: Reason, triggers: Mapping[str, Trigger]) -> Trigger:
    return (triggers.get(row.trigger) or TRIGGERS[row.trigger]).variant(row.facts)


def _window(window: Window) -> dict[str, Any]:
    return {"open_on": window.open_on, "deadline_on": window.deadline_on, "grace_days": window.grace_days}


def close(closed_by: Mapping[UUID, str], on: date) -> None:
    """Close reasons by id -> what closed them."""
    for by in set(closed_by.values()):
        ids = [reason_id for reason_id, each in closed_by.items() if each == by]
        db.session.execute(update(Reason).where(Reason.id.in_(ids)).values(closed_on=on, closed_by=by))
