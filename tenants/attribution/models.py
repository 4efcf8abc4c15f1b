"""Credits of visits, who was drawn for which arm, and the arms as counted last."""

import uuid
from datetime import date

from sqlalchemy import ARRAY, BigInteger, Boolean, Date, ForeignKeyConstraint, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel


class VisitCredit(TenantModel):
    """The contact that brought a visit, or nobody's but with `assists`. Frozen 90 days after the visit."""

    __tablename__ = "visit_credits"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_visit_credits_visit_on", "shop_id", "visit_on"),
        Index("ix_visit_credits_customer_id", "shop_id", "customer_id"),
    )

    party_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)  # of the visit
    visit_on: Mapped[date] = mapped_column(Date, primary_key=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    user_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # who made the contact
    trigger: Mapped[str | None] = mapped_column(String(32))
    contacted_on: Mapped[date | None] = mapped_column(Date)
    revenue_fen: Mapped[int] = mapped_column(BigInteger)  # net of refunds
    assists: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid))


class TrialMember(TenantModel):
    """A customer who would have been contacted in a half-year, and the arm he was drawn for."""

    __tablename__ = "trial_members"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_trial_members_customer_id", "shop_id", "customer_id"),
    )

    half_year: Mapped[str] = mapped_column(String(6), primary_key=True)  # 2026H2
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    is_control: Mapped[bool] = mapped_column(Boolean)
    enrolled_on: Mapped[date] = mapped_column(Date)


class TrialArm(TenantModel):
    """An arm of a half-year: those whose window is over, and what became of them."""

    __tablename__ = "trial_arms"

    half_year: Mapped[str] = mapped_column(String(6), primary_key=True)
    is_control: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    drawn: Mapped[int] = mapped_column(Integer)  # all of them, also those still to be waited for
    customers: Mapped[int] = mapped_column(Integer)
    came: Mapped[int] = mapped_column(Integer)
    credited: Mapped[int] = mapped_column(Integer)  # with a visit that the rules credit to a contact
    revenue_fen: Mapped[int] = mapped_column(BigInteger)
    counted_as_of: Mapped[date] = mapped_column(Date)
