"""Work orders as the shop's software exported them, their lines, and the visits derived from them."""

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Numeric,
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

ORDER_TYPES = (
    "maintenance",
    "repair",
    "bodywork",
    "accident",
    "warranty",
    "rework",
    "inspection",
    "beauty",
    "tyre",
    "retail",
    "stored_value",
    "internal",
    "other",
)
ORDER_STATUSES = ("draft", "open", "settled", "voided")
PAYERS = ("CUSTOMER", "INSURER", "PACKAGE", "WARRANTY", "INTERNAL", "GOODWILL", "REWORK")


def _one_of(column: str, codes: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(code) for code in codes)})", name=column)


class WorkOrder(TenantModel):
    """Dates are the shop's local days; amounts are fen by who pays them, before `refund_fen`."""

    __tablename__ = "work_orders"
    __table_args__ = (
        _one_of("order_type", ORDER_TYPES),
        _one_of("status", ORDER_STATUSES),
        UniqueConstraint("shop_id", "source_system", "order_no"),
        ForeignKeyConstraint(["shop_id", "customer_id"], ["customers.shop_id", "customers.id"]),
        ForeignKeyConstraint(["shop_id", "vehicle_id"], ["vehicles.shop_id", "vehicles.id"]),
        Index("ix_work_orders_customer_id", "shop_id", "customer_id", "settled_on"),
        Index("ix_work_orders_vehicle_id", "shop_id", "vehicle_id", "settled_on"),
        Index("ix_work_orders_created_import_id", "shop_id", "created_import_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    source_system: Mapped[str] = mapped_column(String(64))
    order_no: Mapped[str] = mapped_column(String(128))
    customer_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    order_type: Mapped[str] = mapped_column(String(16), default="other")
    status: Mapped[str] = mapped_column(String(16), default="settled")
    arrived_on: Mapped[date | None] = mapped_column(Date)
    settled_on: Mapped[date | None] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    arrived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))  # when the file gave a time
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    odometer_km: Mapped[int | None] = mapped_column(Integer)
    advisor: Mapped[str | None] = mapped_column(Text)
    technician: Mapped[str | None] = mapped_column(Text)
    entry_reason: Mapped[str | None] = mapped_column(Text)
    campaign: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    customer_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    package_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    insurer_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    warranty_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    internal_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    goodwill_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    rework_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    refund_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    wash_only: Mapped[bool] = mapped_column(default=False)  # every line is washing; the price limit is a setting
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)  # of the canonical row: unchanged rows are skipped
    created_import_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WorkOrderLine(TenantModel):
    __tablename__ = "work_order_lines"
    __table_args__ = (
        _one_of("kind", ("labour", "part", "package")),
        _one_of("payer", PAYERS),
        ForeignKeyConstraint(["shop_id", "order_id"], ["work_orders.shop_id", "work_orders.id"], ondelete="CASCADE"),
    )

    order_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), default="labour")
    item_name: Mapped[str] = mapped_column(Text)
    item_code: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[float | None] = mapped_column(Numeric(12, 3))
    net_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    payer: Mapped[str] = mapped_column(String(16), default="CUSTOMER")


class Visit(TenantModel):
    """One stay. `party_id` is the vehicle, or the customer of a retail sale, or the order of an anonymous one."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_customer_id", "shop_id", "customer_id", "visit_on"),
        Index("ix_visits_visit_on", "shop_id", "visit_on"),
        # scoring reads nothing but this index
        Index(
            "ix_visits_paid",
            "shop_id",
            "customer_id",
            "visit_on",
            postgresql_include=["m_fen"],
            postgresql_where=text("is_paid"),
        ),
    )

    party_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    visit_on: Mapped[date] = mapped_column(Date, primary_key=True)  # last settled day
    arrived_on: Mapped[date] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    customer_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    vehicle_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    advisor: Mapped[str | None] = mapped_column(Text)  # of the last order
    odometer_km: Mapped[int | None] = mapped_column(Integer)
    order_count: Mapped[int] = mapped_column(SmallInteger)
    net_revenue_fen: Mapped[int] = mapped_column(BigInteger)
    m_fen: Mapped[int] = mapped_column(BigInteger)
    is_revenue: Mapped[bool]
    is_paid: Mapped[bool]
    is_service: Mapped[bool]
    is_maintenance: Mapped[bool]  # counts for the car's own maintenance rhythm (domain.md 3.4)
    is_presence: Mapped[bool]
