"""Messages and what became of each."""

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id
from tenants.messages.states import Medium, State


class Message(TenantModel):
    """`body` is the whole text as it leaves, with signature and the way to refuse. `recipient` is the number or address
    it went to, known when it is sent. `contact_id` is its entry in the ledger.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(each.value) for each in State)})", name="state"),
        CheckConstraint(f"medium IN ({', '.join(repr(each.value) for each in Medium)})", name="medium"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        UniqueConstraint("shop_id", "request_key"),
        Index("ix_messages_customer_id", "shop_id", "customer_id", "written_at"),
        Index("ix_messages_state", "shop_id", "state", "written_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    follow_up_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    reason_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    medium: Mapped[str] = mapped_column(String(8))
    trigger: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text, default="")  # of an e-mail
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default=State.QUEUED.value)
    why: Mapped[str | None] = mapped_column(String(64))  # a hold, a flaw, or what the provider said
    recipient: Mapped[str | None] = mapped_column(Text)
    provider: Mapped[str | None] = mapped_column(String(16))
    provider_id: Mapped[str | None] = mapped_column(String(128))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    request_key: Mapped[uuid.UUID] = mapped_column(Uuid, default=new_id)  # written twice is one message
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
