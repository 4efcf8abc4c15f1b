"""Messages and what became of each, and what customers answer."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id
from tenants.messages.states import Medium, State

LONGEST_REPLY = 1_000  # characters; more is cut


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
        Index("ix_messages_recipient", "shop_id", "recipient", "written_at"),
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


class Reply(TenantModel):
    """One text message from a customer, whoever has the number today. A stop word is dealt with when it comes; else it
    is open until somebody says that it is handled, or has spoken with him since (`call_backs.OPEN_REPLY`).
    """

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint(f"char_length(body) <= {LONGEST_REPLY}", name="body"),
        ForeignKeyConstraint(
            ["shop_id", "message_id"], ["messages.shop_id", "messages.id"], ondelete="SET NULL (message_id)"
        ),
        UniqueConstraint("shop_id", "request_key"),
        Index("ix_replies_replied_at", "shop_id", "replied_at"),
        Index("ix_replies_open", "shop_id", "replied_at", postgresql_where=text("handled_at IS NULL")),
        Index("ix_replies_message_id", "shop_id", "message_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    is_stop: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # the last one that went to the number
    provider_id: Mapped[str] = mapped_column(String(128), default="")
    request_key: Mapped[uuid.UUID] = mapped_column(Uuid)  # pushed or typed twice is one
    typed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # nobody: the provider pushed it
    replied_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    taken_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    handled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    handled_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # nobody: a stop word


class ReplyCustomer(TenantModel):
    """The records that had the number of a reply when it came, merged ones too: a household is several.

    `reason_id`: the call-back it asked for, of whoever they were then.
    """

    __tablename__ = "reply_customers"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "reply_id"], ["replies.shop_id", "replies.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"], ondelete="CASCADE"),
        Index("ix_reply_customers_customer_id", "shop_id", "customer_id"),
    )

    reply_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    reason_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
