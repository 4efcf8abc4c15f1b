"""What a shop says about items and odometers, and what was predicted from it for every car."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel

WHOLE_SHOP = ""  # the series of an interval that holds for every car


class ItemInterval(TenantModel):
    """How long an item lasts in this shop, for one series or for all; a side that is null does not count."""

    __tablename__ = "item_intervals"

    item_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    series: Mapped[str] = mapped_column(Text, primary_key=True, default=WHOLE_SHOP)
    km: Mapped[int | None] = mapped_column(Integer)
    months: Mapped[int | None] = mapped_column(SmallInteger)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class VehicleInterval(TenantModel):
    """How long an item lasts in one car."""

    __tablename__ = "vehicle_intervals"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    item_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    km: Mapped[int | None] = mapped_column(Integer)
    months: Mapped[int | None] = mapped_column(SmallInteger)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ItemRelation(TenantModel):
    """What this shop says of two items that go together; what it does not say, the table of relations does."""

    __tablename__ = "item_relations"
    __table_args__ = (
        CheckConstraint("kind IN ('COMPLEMENT', 'SUBSTITUTE', 'VOLUME', 'UP', 'DOWN', 'PEER', 'CROSS')", name="kind"),
        CheckConstraint("rank BETWEEN 1 AND 9", name="rank"),
        CheckConstraint("from_item <> to_item", name="two_items"),
    )

    from_item: Mapped[str] = mapped_column(String(32), primary_key=True)
    to_item: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    rank: Mapped[int] = mapped_column(SmallInteger)  # of several the smallest is spoken of
    why: Mapped[str | None] = mapped_column(Text)  # what a customer hears; null: the words of the catalogue
    is_off: Mapped[bool]  # one of ours that this shop does not speak of
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ItemName(TenantModel):
    """What an item of the shop's own price list is to us; a null code says that it is nothing that falls due."""

    __tablename__ = "item_names"

    name: Mapped[str] = mapped_column(Text, primary_key=True)  # as item_names.key makes it
    item_code: Mapped[str | None] = mapped_column(String(32))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class UnmappedName(TenantModel):
    """A name of settled lines that neither a person nor a rule could place, as the last whole run found it."""

    __tablename__ = "unmapped_names"
    __table_args__ = (Index("ix_unmapped_names_lines", "shop_id", "lines"),)

    name: Mapped[str] = mapped_column(Text, primary_key=True)  # as item_names.key makes it
    written: Mapped[str] = mapped_column(Text)  # as the file has it
    lines: Mapped[int] = mapped_column(Integer)
    revenue_fen: Mapped[int] = mapped_column(BigInteger)
    last_on: Mapped[date] = mapped_column(Date)


class OdometerDecision(TenantModel):
    """What a person says a reading should have been; a null km says that it is to be ignored."""

    __tablename__ = "odometer_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    read_on: Mapped[date] = mapped_column(Date, primary_key=True)
    km_read: Mapped[int] = mapped_column(Integer, primary_key=True)
    km: Mapped[int | None] = mapped_column(Integer)
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CarReport(TenantModel):
    """What a customer told about his car in one contact: its odometer, work done elsewhere, a wish to be left alone."""

    __tablename__ = "car_reports"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
        Index("ix_car_reports_vehicle_id", "shop_id", "vehicle_id"),
    )

    contact_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    told_on: Mapped[date] = mapped_column(Date)
    odometer_km: Mapped[int | None] = mapped_column(Integer)
    done_on: Mapped[date | None] = mapped_column(Date)  # when `item_codes` were done elsewhere
    item_codes: Mapped[list[str]] = mapped_column(ARRAY(String(32)), default=list)
    not_before_on: Mapped[date | None] = mapped_column(Date)  # he was called too early


class VehiclePrior(TenantModel):
    """What cars of one use and fuel do in this shop, frozen per month; null where too few of them say it.

    Frozen, or one more reading would move the due dates of all cars, and a single car could not be predicted alone.
    """

    __tablename__ = "vehicle_priors"

    month: Mapped[date] = mapped_column(Date, primary_key=True)  # its first day
    use: Mapped[str] = mapped_column(String(16), primary_key=True)  # "" is unknown
    fuel: Mapped[str] = mapped_column(String(16), primary_key=True)
    cars: Mapped[int] = mapped_column(Integer)
    km_per_day: Mapped[float | None] = mapped_column(Float)
    gap_days: Mapped[int | None] = mapped_column(SmallInteger)  # between two maintenance visits
    computed_as_of: Mapped[date] = mapped_column(Date)


class VehicleNeeds(TenantModel):
    """What the needs of a car were predicted from, and the first of them."""

    __tablename__ = "vehicle_needs"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_vehicle_needs_customer_id", "shop_id", "customer_id"),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # today's owner, merged records resolved
    readings: Mapped[int] = mapped_column(SmallInteger)  # clean ones
    suspects: Mapped[int] = mapped_column(SmallInteger)
    last_km: Mapped[int | None] = mapped_column(Integer)  # as the meter showed it
    last_km_on: Mapped[date | None] = mapped_column(Date)
    km_per_day: Mapped[float] = mapped_column(Float)
    rate_source: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[str] = mapped_column(String(8))
    cycles: Mapped[int] = mapped_column(SmallInteger)  # gaps between maintenance visits
    cycle_days: Mapped[float] = mapped_column(Float)
    last_maintenance_on: Mapped[date | None] = mapped_column(Date)
    visit_expected_on: Mapped[date | None] = mapped_column(Date)
    offset_days: Mapped[int] = mapped_column(SmallInteger)  # how much later than due this car usually comes
    # never done here, but by km or age worth a look at the next contact: code -> km or months; no claim, so no need
    suggestions: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    next_due_on: Mapped[date | None] = mapped_column(Date)
    next_code: Mapped[str | None] = mapped_column(String(32))
    signature: Mapped[int] = mapped_column(BigInteger)  # of all that was predicted: what is the same is not written


class OdometerSuspect(TenantModel):
    """A reading that does not fit the others of its car: kept, never used, shown with what it may have been."""

    __tablename__ = "odometer_suspects"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "vehicle_id"], ["vehicle_needs.shop_id", "vehicle_needs.vehicle_id"], ondelete="CASCADE"
        ),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    read_on: Mapped[date] = mapped_column(Date, primary_key=True)
    km_read: Mapped[int] = mapped_column(Integer, primary_key=True)
    reason: Mapped[str] = mapped_column(String(16))
    proposed_km: Mapped[int | None] = mapped_column(Integer)
    proposal: Mapped[str | None] = mapped_column(String(16))


class Need(TenantModel):
    """One thing a car will need, and when: an item, the renewal of its insurance, or its inspection."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("kind IN ('item', 'insurance', 'inspection')", name="kind"),
        ForeignKeyConstraint(
            ["shop_id", "vehicle_id"], ["vehicle_needs.shop_id", "vehicle_needs.vehicle_id"], ondelete="CASCADE"
        ),
        Index("ix_needs_due_on", "shop_id", "due_on"),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    last_done_on: Mapped[date | None] = mapped_column(Date)
    last_done_km: Mapped[int | None] = mapped_column(Integer)  # as the meter showed it
    interval_km: Mapped[int | None] = mapped_column(Integer)
    interval_months: Mapped[int | None] = mapped_column(SmallInteger)
    due_on: Mapped[date] = mapped_column(Date)
    due_km: Mapped[int | None] = mapped_column(Integer)
    bound: Mapped[str] = mapped_column(String(8))  # which side comes first: km, months, or a date that is given
    p10_on: Mapped[date] = mapped_column(Date)
    p50_on: Mapped[date] = mapped_column(Date)
    p90_on: Mapped[date] = mapped_column(Date)
    anchor_on: Mapped[date] = mapped_column(Date)  # when to speak of it
    confidence: Mapped[str] = mapped_column(String(8))
    in_bundle: Mapped[bool]  # falls due together with the first one
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # what else its sentence tells, days in ISO form


class NeedRun(TenantModel):
    """One prediction for the whole shop."""

    __tablename__ = "need_runs"

    as_of: Mapped[date] = mapped_column(Date, primary_key=True)
    vehicles: Mapped[int] = mapped_column(Integer)
    needs: Mapped[int] = mapped_column(Integer)
    suspects: Mapped[int] = mapped_column(Integer)
    predicted_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.clock_timestamp()
    )  # runs of one day are told apart


class Backtest(TenantModel):
    """How well one method would have predicted this shop's past; shares and errors are null without cases."""

    __tablename__ = "backtests"
    __table_args__ = (
        Index("uq_backtests_chosen", "shop_id", "as_of", unique=True, postgresql_where=text("is_chosen")),
    )

    as_of: Mapped[date] = mapped_column(Date, primary_key=True)
    method: Mapped[str] = mapped_column(String(16), primary_key=True)
    cases: Mapped[int] = mapped_column(Integer)
    censored: Mapped[int] = mapped_column(Integer)  # cars that have not come back by `as_of`
    median_error_days: Mapped[float | None] = mapped_column(Float)
    in_band_share: Mapped[float | None] = mapped_column(Float)
    early_share: Mapped[float | None] = mapped_column(Float)  # called more than 30 days early
    is_chosen: Mapped[bool]
    band: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # quantiles of past residuals by bound
