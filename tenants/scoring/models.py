"""Cuts frozen per month, today's score of each customer, and every change of it."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
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
