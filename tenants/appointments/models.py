"""An appointment, as booked inside a call."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKeyConstraint, Index, String, Text, Time, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id


class Appointment(TenantModel):
    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("status IN ('booked', 'arrived', 'no_show', 'cancelled', 'rescheduled')", name="status"),
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
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
