"""A job as a row of its shop, the pointer the sweeper follows, and the slots of the schedule."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    String,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import GlobalModel, TenantModel, new_id

JOB_STATES = ("waiting", "running", "done", "failed")


class Job(TenantModel):
    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state IN {JOB_STATES}", name="state"),
        # the same work asked for twice waits once
        Index(
            "uq_jobs_unique_key",
            "shop_id",
            "unique_key",
            unique=True,
            postgresql_where=text("unique_key IS NOT NULL AND state = 'waiting'"),
        ),
        Index("ix_jobs_created_at", "shop_id", "created_at"),
        # the line before a queue: who works, who is next
        Index("ix_jobs_line", "shop_id", "queue", "due_at", postgresql_where=text("state IN ('waiting', 'running')")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    actor: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(32))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    unique_key: Mapped[str | None] = mapped_column(String(160))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    max_attempts: Mapped[int] = mapped_column(SmallInteger, default=3)
    lease_token: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_units: Mapped[int] = mapped_column(Integer, default=0)  # progress, for the bar
    total_units: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # message id and its slots
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class OutboxEntry(GlobalModel):
    """Which job of which shop is due when: ids and a time, nothing a shop owns, so that one sweep serves all."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due_at", "due_at"),)

    job_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    shop_id: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ScheduleSlot(GlobalModel):
    """One run of one periodic job for one shop; whoever inserts it first does it."""

    __tablename__ = "schedule_slots"

    shop_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
