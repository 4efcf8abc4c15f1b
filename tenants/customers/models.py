"""Customers, their phones and source numbers, vehicles and who owned them when."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id


class Customer(TenantModel):
    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint("customer_type IN ('personal', 'fleet', 'internal')", name="customer_type"),
        ForeignKeyConstraint(["shop_id", "merged_into_id"], ["customers.shop_id", "customers.id"]),
        Index("ix_customers_name", "shop_id", "name"),
        Index("ix_customers_pinyin", "shop_id", "name_pinyin"),
        Index(
            "ix_customers_merged_into_id",
            "shop_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("ix_customers_import", "shop_id", "created_import_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text, default="")
    name_pinyin: Mapped[str] = mapped_column(Text, default="")  # sort key; Chinese sorts by code point otherwise
    customer_type: Mapped[str] = mapped_column(String(16), default="personal")
    gender: Mapped[str | None] = mapped_column(String(8))
    birthday: Mapped[str | None] = mapped_column(String(16))  # "1988-06-02", "06-02" or "lunar 06-02"
    wechat: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    occupation: Mapped[str | None] = mapped_column(Text)
    emergency_contact: Mapped[str | None] = mapped_column(Text)
    family: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")  # codes of what he told of it
    source: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    dedicated_advisor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    do_not_call: Mapped[bool] = mapped_column(default=False)
    do_not_market: Mapped[bool] = mapped_column(default=False)
    do_not_contact: Mapped[bool] = mapped_column(default=False)  # by law: nothing at all
    no_profiling: Mapped[bool] = mapped_column(default=False)  # service reminders in order of time only
    preferred_from: Mapped[time | None] = mapped_column(Time)  # his own hours for calls and messages, shop local time
    preferred_until: Mapped[time | None] = mapped_column(Time)
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CustomerPhone(TenantModel):
    __tablename__ = "customer_phones"
    __table_args__ = (
        CheckConstraint("kind IN ('mobile', 'landline')", name="kind"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_customer_phones_number", "shop_id", "number"),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default="mobile")
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    invalid_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)


class ChannelConsent(TenantModel):
    """What a customer allowed or refused on a channel, with its proof; the newest row of a channel holds."""

    __tablename__ = "channel_consents"
    __table_args__ = (
        CheckConstraint("status IN ('granted', 'refused')", name="status"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_channel_consents_customer_id", "shop_id", "customer_id", "channel", "at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    channel: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(32))  # where it was given: counter, call, form, reply
    text_version: Mapped[str | None] = mapped_column(String(32))  # of the words agreed to
    place: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # who wrote it down
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CustomerKey(TenantModel):
    """The number a source system gave the customer: an identity, like a mobile number is."""

    __tablename__ = "customer_keys"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_customer_keys_customer_id", "shop_id", "customer_id"),
    )

    source_system: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)


class Vehicle(TenantModel):
    __tablename__ = "vehicles"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"]),
        UniqueConstraint("shop_id", "vin"),
        Index(
            "uq_vehicles_open_plate",
            "shop_id",
            "plate",
            unique=True,
            postgresql_where=text("plate IS NOT NULL AND closed_on IS NULL"),
        ),
        Index("ix_vehicles_customer_id", "shop_id", "customer_id"),
        Index("ix_vehicles_import", "shop_id", "created_import_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # today's owner; past ones are in ownerships
    plate: Mapped[str | None] = mapped_column(String(16))
    vin: Mapped[str | None] = mapped_column(String(17))
    engine_no: Mapped[str | None] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    series: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str | None] = mapped_column(Text)
    model_year: Mapped[int | None] = mapped_column(SmallInteger)
    fuel: Mapped[str | None] = mapped_column(String(16))
    use: Mapped[str | None] = mapped_column(String(16))
    seats: Mapped[int | None] = mapped_column(SmallInteger)
    registered_on: Mapped[date | None] = mapped_column(Date)
    compulsory_expires_on: Mapped[date | None] = mapped_column(Date)
    commercial_expires_on: Mapped[date | None] = mapped_column(Date)
    insurer: Mapped[str | None] = mapped_column(Text)
    inspection_expires_on: Mapped[date | None] = mapped_column(Date)
    odometer_km: Mapped[int | None] = mapped_column(Integer)  # as the customer file says it, dated by odometer_on
    odometer_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)  # sold, scrapped, moved, or its plate went to another VIN
    exit_reason: Mapped[str | None] = mapped_column(String(16))
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Ownership(TenantModel):
    """Whose car it was from a day on; the owner at a date is the row with the latest day not after it."""

    __tablename__ = "ownerships"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_ownerships_customer_id", "shop_id", "customer_id"),
    )

    vehicle_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    from_on: Mapped[date] = mapped_column(Date, primary_key=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)


class CustomerMerge(TenantModel):
    """Into whom a record was merged. `customers.merged_into_id` points to the last of a chain, this one step on."""

    __tablename__ = "customer_merges"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "duplicate_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "survivor_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_customer_merges_survivor_id", "shop_id", "survivor_id"),
    )

    duplicate_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    survivor_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    merged_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    merged_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)


class DuplicatePair(TenantModel):
    """Two records that may be one customer, the older one first; `because`: phone, vehicle."""

    __tablename__ = "duplicate_pairs"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "one_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "other_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_duplicate_pairs_other_id", "shop_id", "other_id"),
    )

    one_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    other_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    because: Mapped[list[str]] = mapped_column(ARRAY(String(16)))
    kept_apart_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # somebody said they are two
    kept_apart_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
