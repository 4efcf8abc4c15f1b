"""Cuts frozen per month, today's score and profile of each customer, every change of a score, and what is drawn."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel


class RfmCut(TenantModel):
    """The three limits of one month; `computed_as_of` says from which day's data."""

    __tablename__ = "rfm_cuts"

    month: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    customer_type: Mapped[str] = mapped_column(String(16), primary_key=True)  # personal, or fleet from 20 on
    r_cut_days: Mapped[int] = mapped_column(Integer)
    f_cut: Mapped[float] = mapped_column(Float)
    m_cut_fen: Mapped[float] = mapped_column(Float)
    population: Mapped[int] = mapped_column(Integer)
    computed_as_of: Mapped[date] = mapped_column(Date)
    settings_key: Mapped[str | None] = mapped_column(String(64))  # other settings thaw the month; see cuts.settings_key


class ScoreRun(TenantModel):
    """One scoring of the whole shop."""

    __tablename__ = "score_runs"

    as_of: Mapped[date] = mapped_column(Date, primary_key=True)
    scored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    customers: Mapped[int] = mapped_column(Integer)
    small_population: Mapped[bool]
    r_cut_days: Mapped[int] = mapped_column(Integer)
    f_cut: Mapped[float] = mapped_column(Float)
    m_cut_fen: Mapped[float] = mapped_column(Float)
    population: Mapped[int] = mapped_column(Integer)


class _Score:
    """R is kept as `last_paid_on`: a day that passes changes nobody's row."""

    last_paid_on: Mapped[date | None] = mapped_column(Date)
    first_paid_on: Mapped[date | None] = mapped_column(Date)
    frequency: Mapped[int] = mapped_column(Integer)
    monetary_fen: Mapped[int] = mapped_column(BigInteger)
    lifetime_dates: Mapped[int] = mapped_column(Integer)
    rfm_class: Mapped[str] = mapped_column(String(16))
    r_score: Mapped[int] = mapped_column(SmallInteger)
    f_score: Mapped[int] = mapped_column(SmallInteger)
    m_score: Mapped[int] = mapped_column(SmallInteger)
    lifecycle: Mapped[str | None] = mapped_column(String(16))
    f_stage: Mapped[str | None] = mapped_column(String(16))


class RfmScore(_Score, TenantModel):
    """The latest score of a customer."""

    __tablename__ = "rfm_scores"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_rfm_scores_rfm_class", "shop_id", "rfm_class", "monetary_fen"),
        Index("ix_rfm_scores_monetary_fen", "shop_id", "monetary_fen"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    signature: Mapped[int] = mapped_column(BigInteger)  # of the columns above: equal ones are not written again
    class_since_on: Mapped[date] = mapped_column(Date)


class RfmSnapshot(_Score, TenantModel):
    """What a score became on a day. The score of day D is the newest row not after D."""

    __tablename__ = "rfm_snapshots"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_rfm_snapshots_as_of", "shop_id", "as_of"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    as_of: Mapped[date] = mapped_column(Date, primary_key=True)


class CustomerProfile(TenantModel):
    """What is known of a customer who ever paid, besides his score (domain.md 2.3, 2.4).

    `silence_days`: after how many days without a paid visit he has been silent longer than 5, 10 .. 95 % of his gaps,
    so that a day that passes changes nobody's row.
    """

    __tablename__ = "customer_profiles"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_customer_profiles_tier", "shop_id", "tier"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    signature: Mapped[int] = mapped_column(BigInteger)  # of the columns below: equal ones are not written again
    tier: Mapped[str] = mapped_column(String(16))
    overlays: Mapped[list[str]] = mapped_column(ARRAY(String(32)))
    peer_group: Mapped[str] = mapped_column(String(32))
    gap_count: Mapped[int] = mapped_column(Integer)  # his own
    silence_days: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    weekday: Mapped[int | None] = mapped_column(SmallInteger)  # 0 is Monday
    weekday_visits: Mapped[int] = mapped_column(Integer)
    daypart: Mapped[str | None] = mapped_column(String(16))
    daypart_visits: Mapped[int] = mapped_column(Integer)
    timed_visits: Mapped[int] = mapped_column(Integer)  # of which the file gave the time of arrival
    median_ticket_fen: Mapped[int] = mapped_column(BigInteger)
    largest_visit_fen: Mapped[int] = mapped_column(BigInteger)
    vehicles: Mapped[int] = mapped_column(Integer)


class KeyCustomer(TenantModel):
    """A customer the shop itself calls a key customer, whatever his numbers say."""

    __tablename__ = "key_customers"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    named_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    named_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Distribution(TenantModel):
    """A distribution as the last scoring computed it, ready to be drawn."""

    __tablename__ = "distributions"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ClassMovement(TenantModel):
    """How many customers were in one class at the end of the month before and in another at the end of `month`, or at
    the latest run while it lasts. `from_class` is empty for those not scored a month before.
    """

    __tablename__ = "class_movements"

    month: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    from_class: Mapped[str] = mapped_column(String(16), primary_key=True)
    to_class: Mapped[str] = mapped_column(String(16), primary_key=True)
    customers: Mapped[int] = mapped_column(Integer)
