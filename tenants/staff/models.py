"""The roster, leave, and what was handed from whom to whom."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id

HANDED = ("follow_up", "reason", "customer", "appointment")


class RosterRow(TenantModel):
    """What a shop says of somebody who works there. Who has none works as usual for his role."""

    __tablename__ = "roster"
    __table_args__ = (CheckConstraint("cardinality(minutes) = 7", name="minutes"),)

    user_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    minutes: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))  # for calls, Monday first; 0 is a day off
    skills: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # further names in work orders
    backup_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    left_on: Mapped[date | None] = mapped_column(Date)  # the first day without him
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Leave(TenantModel):
    """Days on which somebody is away, first and last included."""

    __tablename__ = "staff_leave"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="days"),
        Index("ix_staff_leave_to_on", "shop_id", "to_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    user_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class HandOver(TenantModel):
    """One act of giving work to somebody else: a few follow-ups, or all that a leaver held."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("kind IN ('some', 'all')", name="kind"),
        Index("ix_hand_overs_handed_at", "shop_id", "handed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(8))
    to_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # None: the pool
    by_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    handed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    note: Mapped[str | None] = mapped_column(Text)
    taken_back_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Handed(TenantModel):
    """One thing that was handed over, and whose it was before."""

    __tablename__ = "handed"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in HANDED)})", name="kind"),
        ForeignKeyConstraint(["shop_id", "hand_over_id"], ["hand_overs.shop_id", "hand_overs.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_handed_customer_id", "shop_id", "customer_id"),
    )

    hand_over_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)  # of the follow-up, reason, customer ...
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    from_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # None: the pool
