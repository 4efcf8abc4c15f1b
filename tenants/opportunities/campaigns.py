"""Campaigns: whom to invite, from when to when; each person invited is a reason of his own in the queue."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.opportunities.models import Campaign
from tenants.paging import Page

CHANNELS = ("call", "wechat", "sms")
LONGEST_DAYS = 92
FURTHEST_DAYS = 731  # ahead: two years
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to launch; `classes` are those of RFM."""

    name: str
    invites_on: date | None
    ends_on: date | None
    channel: str
    classes: tuple[str, ...]


def launch(plan: Plan, *, by: uuid.UUID | None, today: date) -> Campaign:
    """Plan a campaign; the same again answers with the first. Raises DomainError for what cannot be."""
    invites_on, ends_on = _checked(plan, today)
    known = db.session.scalar(
        select(Campaign).where(
            Campaign.name == plan.name.strip(), Campaign.invites_on == invites_on, Campaign.stopped_at.is_(None)
        )
    )
    if known:
        return known
    row = Campaign(
        name=plan.name.strip(),
        invites_on=invites_on,
        ends_on=ends_on,
        channel=plan.channel,
        classes=sorted(set(plan.classes)),
        created_by_id=by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def stop(row: Campaign, *, now: datetime) -> None:
    """Nobody else is invited; who was asked already stays asked."""
    row.stopped_at = row.stopped_at or now


def find(campaign_id: uuid.UUID) -> Campaign | None:
    return db.session.scalar(select(Campaign).where(Campaign.id == campaign_id))


def page(asked: int) -> tuple[list[Campaign], Page]:
    """The newest first."""
    paging = Page.of(asked, db.session.scalar(select(func.count()).select_from(Campaign)) or 0)
    newest = select(Campaign).order_by(Campaign.invites_on.desc(), Campaign.id.desc())
    return list(db.session.scalars(newest.offset(paging.offset).limit(paging.size))), paging


def _checked(plan: Plan, today: date) -> tuple[date, date]:
    if not 0 < len(plan.name.strip()) <= MOST_LETTERS:
        raise DomainError(N_("Give the campaign a name of at most %(most)s characters."), most=MOST_LETTERS)
    if plan.invites_on is None or plan.ends_on is None:
        raise DomainError(N_("Choose from when to when customers are invited."))
    if not today <= plan.invites_on <= plan.ends_on:
        raise DomainError(N_("A campaign begins today or later, and ends after it has begun."))
    if plan.invites_on > today + timedelta(FURTHEST_DAYS):
        raise DomainError(N_("A campaign begins within two years. Choose an earlier day."))
    if plan.ends_on > plan.invites_on + timedelta(LONGEST_DAYS):
        raise DomainError(N_("A campaign lasts %(days)s days at most. Plan a second one."), days=LONGEST_DAYS)
    if plan.channel not in CHANNELS:
        raise DomainError(N_("Say how customers are invited: by call, WeChat or text message."))
    if not plan.classes:
        raise DomainError(N_("Choose at least one class of customers to invite."))
    return plan.invites_on, plan.ends_on
