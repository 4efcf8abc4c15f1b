"""A shop's own words: versions of scripts, each for exactly one class, and what it says for slots no file fills."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, Index, SmallInteger, String, Text, UniqueConstraint, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id


class Script(TenantModel):
    """A version of what one class hears on one occasion; the past ones are the history. Without one the default holds.

    `variant`: the words are for those members of the class whom an overlay takes out of it.
    """

    __tablename__ = "scripts"
    __table_args__ = (
        CheckConstraint(
            "rfm_class IN ('VALUE', 'RECALL', 'DEEPEN', 'RETAIN', 'POTENTIAL', 'NEW', 'MAINTAIN', 'LOST')",
            name="rfm_class",
        ),
        CheckConstraint("variant IN ('', 'KEY', 'SPECIAL', 'PROMO')", name="variant"),
        CheckConstraint("channel IN ('talk', 'sms')", name="channel"),
        CheckConstraint("locale IN ('zh', 'en')", name="locale"),
        CheckConstraint("status IN ('current', 'past')", name="status"),
        UniqueConstraint(
            *("shop_id", "rfm_class", "variant", "occasion", "channel", "locale", "version"), name="uq_scripts_version"
        ),
        Index(
            "uq_scripts_current",
            *("shop_id", "rfm_class", "variant", "occasion", "channel", "locale"),
            unique=True,
            postgresql_where=text("status = 'current'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    rfm_class: Mapped[str] = mapped_column(String(16))
    variant: Mapped[str] = mapped_column(String(16), default="")
    occasion: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))  # talk: calls and WeChat
    locale: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="current")
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ScriptWord(TenantModel):
    """What the shop says for a slot in every script of a language: its gift, its link."""

    __tablename__ = "script_words"

    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
