"""An import as a record: what came in, how it was read, what it did, and how to take it back."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import TenantModel, new_id

IMPORT_KINDS = ("orders", "customers_vehicles")
IMPORT_STATUSES = ("uploaded", "checking", "checked", "loading", "loaded", "failed", "undoing", "undone")


class Import(TenantModel):
    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(f"kind IN {IMPORT_KINDS}", name="kind"),
        CheckConstraint(f"status IN {IMPORT_STATUSES}", name="status"),
        Index("ix_imports_created_at", "shop_id", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default="uploaded")
    source_system: Mapped[str] = mapped_column(String(64), default="file")
    file_name: Mapped[str] = mapped_column(Text)
    file_bytes: Mapped[int] = mapped_column(BigInteger)
    file_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)  # field -> header
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # money_unit, sheet, status words ...
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)  # new, updated, same, quarantined
    stop_and_ask: Mapped[bool] = mapped_column(default=False)  # more than 5 % of the rows are quarantined
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # message id and its slots
    created_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    loaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ImportProblem(TenantModel):
    """What is wrong with a row; the sentence is made from `code` and `params` (tenants/imports/problems.py)."""

    __tablename__ = "import_problems"
    __table_args__ = (
        CheckConstraint("severity IN ('error', 'warning')", name="severity"),
        ForeignKeyConstraint(["shop_id", "import_id"], ["imports.shop_id", "imports.id"], ondelete="CASCADE"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer)
    column: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(String(48))
    severity: Mapped[str] = mapped_column(String(8))
    params: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class ImportChange(TenantModel):
    """A row as it was before this import changed it, and the columns it wrote, with their values: an undo puts back
    those that still hold what it wrote. New rows name the import themselves. `table` "plates": a car that came with
    this import and bore another plate further up in its file."""

    __tablename__ = "import_changes"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "import_id"], ["imports.shop_id", "imports.id"], ondelete="CASCADE"),
    )

    import_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    table: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    written: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ImportMapping(TenantModel):
    """How a source system's headers were read last time."""

    __tablename__ = "import_mappings"

    source_system: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB)
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
