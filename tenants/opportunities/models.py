"""What staff write down to come back to, whom customers sent to us, and campaigns."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id

KINDS = ("deferred", "lead", "benefit", "warranty")
ENDS = ("done", "lost", "over")


def _one_of(name: str, codes: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{name} IN ({', '.join(repr(code) for code in codes)})", name=name)


def _of_customer(column: str = "customer_id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["shop_id", column], ["customers.shop_id", "customers.id"], ondelete="CASCADE")


class Opportunity(TenantModel):
    """`due_on`: the visit at which a job was put off, the day a lead is expected to decide (None: nobody knows), the
    last day of a benefit or of a warranty."""

    __tablename__ = "opportunities"
    __table_args__ = (
        _one_of("kind", KINDS),
        _one_of("ended_as", ENDS),
        CheckConstraint("kind = 'lead' OR due_on IS NOT NULL", name="due_on"),
        _of_customer(),
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
        Index("ix_opportunities_customer_id", "shop_id", "customer_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    is_safety: Mapped[bool] = mapped_column(Boolean, default=False)  # a job put off that concerns safety
    grade: Mapped[str | None] = mapped_column(String(1))  # of a lead, set by a person
    graded_on: Mapped[date | None] = mapped_column(Date)
    noted_on: Mapped[date] = mapped_column(Date)
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_as: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Referral(TenantModel):
    """Somebody was sent to us by a customer; nobody is sent twice."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("referrer_id <> referred_id", name="not_himself"),
        _of_customer("referrer_id"),
        _of_customer("referred_id"),
        UniqueConstraint("shop_id", "referred_id"),
        Index("ix_referrals_referrer_id", "shop_id", "referrer_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    referrer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    referred_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    noted_on: Mapped[date] = mapped_column(Date)
    noted_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)


class Campaign(TenantModel):
    """`classes`: whom it invites, by class; nobody else. It is spoken of from `invites_on` to `ends_on`."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("invites_on <= ends_on", name="dates"),
        Index("ix_campaigns_ends_on", "shop_id", "ends_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    invites_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    channel: Mapped[str] = mapped_column(String(16))
    classes: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
