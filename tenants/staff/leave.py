"""Leave: days on which somebody is away, so that his calls go to whoever stands in."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, select

from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.staff.models import Leave

LONGEST_DAYS = 366
AHEAD_DAYS = 400  # it begins by then
MOST_SHOWN = 200


def away_on(day: date) -> set[uuid.UUID]:
    """Who is on leave that day."""
    return set(db.session.scalars(select(Leave.user_id).where(Leave.from_on <= day, Leave.to_on >= day)))


def coming(today: date) -> list[Leave]:
    """Leave that lasts or begins, the next first."""
    return list(
        db.session.scalars(
            select(Leave).where(Leave.to_on >= today).order_by(Leave.from_on, Leave.id).limit(MOST_SHOWN)
        )
    )


def find(leave_id: uuid.UUID) -> Leave | None:
    return db.session.scalar(select(Leave).where(Leave.id == leave_id))


def take(user_id: uuid.UUID, from_on: date, to_on: date, *, note: str, by: uuid.UUID, today: date) -> Leave:
    """Enter leave, first and last day included; the same days again are the same leave. Raises DomainError."""
    if to_on < from_on:
        raise DomainError(N_("The last day is before the first. Choose the days again."))
    if to_on < today:
        raise DomainError(N_("These days are over. Choose today or later days."))
    if from_on > today + timedelta(AHEAD_DAYS):
        raise DomainError(
            N_("%(day)s is too far away. Choose a day at most %(days)s days ahead."), day=from_on, days=AHEAD_DAYS
        )
    if to_on - from_on > timedelta(LONGEST_DAYS):
        raise DomainError(N_("Leave of more than a year is no leave. Hand over the work instead."))
    same = db.session.scalar(
        select(Leave).where(Leave.user_id == user_id, Leave.from_on == from_on, Leave.to_on == to_on)
    )
    if same is not None:
        return same
    leave = Leave(user_id=user_id, from_on=from_on, to_on=to_on, note=note.strip() or None, by_id=by)
    db.session.add(leave)
    db.session.flush()
    return leave


def cancel(leave_id: uuid.UUID) -> None:
    """Strike leave out; harmless when it is gone."""
    db.session.execute(delete(Leave).where(Leave.id == leave_id))


def first_present(user_ids: Sequence[uuid.UUID], day: date) -> uuid.UUID | None:
    """The first who is not on leave; when all are, the first."""
    away = away_on(day)
    return next((each for each in user_ids if each not in away), next(iter(user_ids), None))
