"""Appointments and everything that happened to each of them."""

import uuid
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKeyConstraint, Index, String, Text, Time, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id

STATUSES = ("booked", "arrived", "no_show", "cancelled", "rescheduled")
CHANGES = ("booked", "confirmed", "arrived", "no_show", "cancelled", "rescheduled", "handed_over")
SAME_DAY = "same_day"  # the reason of who is cancelled beside another appointment of that customer and day


class Appointment(TenantModel):
    """A promised visit. One that was moved keeps its row, `rescheduled`; the row of the new day follows it."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(f"status IN ({', '.join(repr(each) for each in STATUSES)})", name="status"),
        CheckConstraint("origin IN ('outbound', 'inbound')", name="origin"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_appointments_due_on", "shop_id", "due_on"),
        Index("ix_appointments_customer_id", "shop_id", "customer_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    due_on: Mapped[date] = mapped_column(Date)  # the shop's local day and hour
    due_time: Mapped[time | None] = mapped_column(Time)
    origin: Mapped[str] = mapped_column(String(16), default="outbound")
    status: Mapped[str] = mapped_column(String(16), default="booked")
    note: Mapped[str | None] = mapped_column(Text)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the call it was made in
    booked_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    advisor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # who expects the customer
    follows_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the appointment it was moved from
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    arrived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # None when an import told of it
    visit_party_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # with visit_on: the visit it became
    visit_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AppointmentChange(TenantModel):
    """One thing that happened to an appointment; `before` is what an undo puts back."""

    __tablename__ = "appointment_changes"
    __table_args__ = (
        CheckConstraint(f"what IN ({', '.join(repr(each) for each in CHANGES)})", name="what"),
        ForeignKeyConstraint(
            ["shop_id", "appointment_id"], ["appointments.shop_id", "appointments.id"], ondelete="CASCADE"
        ),
        Index("ix_appointment_changes_appointment_id", "shop_id", "appointment_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    appointment_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    what: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # None: an import told of it
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the call in which it was said
    reason: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
