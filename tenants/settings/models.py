"""One row per value a shop has changed; a missing row means the default. And who changed what, ever."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, String, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id


class ShopSetting(TenantModel):
    __tablename__ = "shop_settings"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)


class SettingChange(TenantModel):
    """The values that held before and after, defaults too: a later release may have another default."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index("ix_setting_changes_changed_at", "shop_id", "changed_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(64))
    before: Mapped[Any] = mapped_column(JSONB)
    after: Mapped[Any] = mapped_column(JSONB)
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)  # nobody: the command line
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
