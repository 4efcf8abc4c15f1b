"""Reasons, the daily follow-ups made of them, the contact ledger, suppressions, and who left as counted last."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id

FOLLOW_UP_STATES = ("open", "done", "snoozed", "carried", "resolved", "expired")


class Reason(TenantModel):
    """One trigger that fired. Whether it has expired follows from its window and the day asked for."""

    __tablename__ = "follow_up_reasons"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        UniqueConstraint(
            "shop_id",
            "customer_id",
            "trigger",
            "vehicle_id",
            "anchor_on",
            "about_id",
            name="uq_follow_up_reasons_same",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_follow_up_reasons_open", "shop_id", "closed_on", "deadline_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    trigger: Mapped[str] = mapped_column(String(32))
    anchor_on: Mapped[date] = mapped_column(Date)
    about_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the appointment: one that moved has another id
    open_on: Mapped[date] = mapped_column(Date)
    deadline_on: Mapped[date] = mapped_column(Date)
    grace_days: Mapped[int] = mapped_column(SmallInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # what the card says, e.g. silent_days
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)  # unanswered ones
    owner_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # who promised it, or whom the manager named
    wake_on: Mapped[date | None] = mapped_column(Date)  # put off until then
    wake_half: Mapped[str | None] = mapped_column(String(2))
    ends_on: Mapped[date | None] = mapped_column(Date)  # closes then unless the customer replies
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_by: Mapped[str | None] = mapped_column(String(32))  # an outcome, or the event: visit, superseded
    hold: Mapped[str | None] = mapped_column(String(24))  # why the last plan kept it off the list: queue.Hold
    hold_until_on: Mapped[date | None] = mapped_column(Date)  # the day the hold ends, where that is known
    held_out: Mapped[bool] = mapped_column(Boolean, default=False)  # in the arm that goes without
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class FollowUp(TenantModel):
    """One customer on one day's queue. Score, band and reasons are as planned that morning."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(s) for s in FOLLOW_UP_STATES)})", name="state"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        UniqueConstraint("shop_id", "customer_id", "queue_on"),
        Index("ix_follow_ups_queue", "shop_id", "queue_on", "state", "band"),
        Index(
            "ix_follow_ups_claimed_by_id",
            "shop_id",
            "claimed_by_id",
            postgresql_where=text("claimed_by_id IS NOT NULL"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # of the primary reason
    queue_on: Mapped[date] = mapped_column(Date)
    band: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float] = mapped_column(Float)
    urgency: Mapped[float] = mapped_column(Float)
    value: Mapped[float] = mapped_column(Float)
    rfm_class: Mapped[str] = mapped_column(String(16))
    trigger: Mapped[str] = mapped_column(String(32))  # of the primary reason
    reason_ids: Mapped[list[str]] = mapped_column(JSONB)  # primary first, at most four are shown
    channel: Mapped[str] = mapped_column(String(16))
    deadline_on: Mapped[date] = mapped_column(Date)
    carry: Mapped[int] = mapped_column(SmallInteger, default=0)
    minutes: Mapped[int] = mapped_column(SmallInteger, default=0)  # of work, as capacity counts it
    is_over_capacity: Mapped[bool] = mapped_column(Boolean, default=False)  # urgent, and nobody has time for it
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    assigned_to_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # a person, or the pool
    state: Mapped[str] = mapped_column(String(16), default="open")
    outcome: Mapped[str | None] = mapped_column(String(32))
    wake_half: Mapped[str | None] = mapped_column(String(2))  # 'pm': rests until the afternoon of its day
    put_off_key: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # of the form that put it off: sent twice is once
    claimed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # who has the card open and may dial
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Contact(TenantModel):
    """One attempt to reach a customer. `effects` is what an undo takes back."""

    __tablename__ = "contacts"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        UniqueConstraint("shop_id", "request_key"),
        CheckConstraint("category IN ('S', 'C', 'M')", name="category"),
        Index("ix_contacts_customer_id", "shop_id", "customer_id", "contacted_at"),
        Index("ix_contacts_follow_up_id", "shop_id", "follow_up_id"),
        Index("ix_contacts_contacted_at", "shop_id", "contacted_at"),
        Index("ix_contacts_user_id", "shop_id", "user_id", "contacted_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    follow_up_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    user_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # nobody: the system sent it
    contacted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    channel: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(32))
    trigger: Mapped[str | None] = mapped_column(String(32))  # of the primary reason
    category: Mapped[str | None] = mapped_column(String(1))  # S, C or M
    reason_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the primary one
    is_mass: Mapped[bool] = mapped_column(Boolean, default=False)  # one text to many
    connected: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)  # what the customer said (客户原话)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # date, reason, competitor ...
    effects: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    request_key: Mapped[uuid.UUID] = mapped_column(Uuid, default=new_id)  # a form sent twice is one contact
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Suppression(TenantModel):
    """`scope` is a trigger code, or 'calls' for every care and marketing call."""

    __tablename__ = "suppressions"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    scope: Mapped[str] = mapped_column(String(32), primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    until_on: Mapped[date] = mapped_column(Date)


class TriggerSetting(TenantModel):
    """What a shop changed about a trigger ("BIRTHDAY") or a variant of one ("BIRTHDAY.key"); NULL is the default."""

    __tablename__ = "trigger_settings"

    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    opens: Mapped[int | None] = mapped_column(SmallInteger)  # days from the anchor, like `deadline`
    deadline: Mapped[int | None] = mapped_column(SmallInteger)
    grace: Mapped[int | None] = mapped_column(SmallInteger)
    urgency: Mapped[int | None] = mapped_column(SmallInteger)  # percent at opening
    channel: Mapped[str | None] = mapped_column(String(16))
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WeatherWarning(TenantModel):
    """Weather that the manager wants customers to be warned of, from a day on."""

    __tablename__ = "weather_warnings"
    __table_args__ = (UniqueConstraint("shop_id", "begins_on", "weather"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    weather: Mapped[str] = mapped_column(String(16))
    begins_on: Mapped[date] = mapped_column(Date)
    typed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    typed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class LostCustomer(TenantModel):
    """Whoever said in the last year that he left, with the last of each thing he told and the day he told it; as
    counted last, with what he spent and whether he is back."""

    __tablename__ = "lost_customers"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        # the order of the list
        Index(
            "ix_lost_customers_spent",
            "shop_id",
            text("monetary_fen DESC NULLS LAST"),
            text("told_on DESC"),
            "customer_id",
        ),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)  # never a merged one
    told_on: Mapped[date] = mapped_column(Date)  # last, by the shop's clock
    reason: Mapped[str | None] = mapped_column(String(100))
    reason_on: Mapped[date | None] = mapped_column(Date)
    competitor: Mapped[str | None] = mapped_column(String(100))  # as typed
    competitor_key: Mapped[str | None] = mapped_column(String(100))  # the same however it was typed
    competitor_on: Mapped[date | None] = mapped_column(Date)
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    price_on: Mapped[date | None] = mapped_column(Date)
    words: Mapped[str | None] = mapped_column(Text)
    words_on: Mapped[date | None] = mapped_column(Date)
    monetary_fen: Mapped[int | None] = mapped_column(BigInteger)  # in the window of scores; None: never scored
    last_paid_on: Mapped[date | None] = mapped_column(Date)
    is_back: Mapped[bool] = mapped_column(Boolean)


class LossTally(TenantModel):
    """What a day adds to the losses of every period that begins not after it. Who told a reason earlier than he last
    said that he left is taken out of those without one on the day of the reason; so the sums count everybody once."""

    __tablename__ = "loss_tallies"

    told_on: Mapped[date] = mapped_column(Date, primary_key=True)
    is_reason: Mapped[bool] = mapped_column(Boolean, primary_key=True)  # else a competitor
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)  # of a competitor, as typed
    customers: Mapped[int] = mapped_column(Integer)
    fen: Mapped[int] = mapped_column(BigInteger)
    back: Mapped[int] = mapped_column(Integer)


class LossCount(TenantModel):
    """When the losses of the shop were counted last."""

    __tablename__ = "loss_counts"

    counted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
