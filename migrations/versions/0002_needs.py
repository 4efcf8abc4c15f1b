"""Needs of cars"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "item_intervals",
    "vehicle_intervals",
    "item_names",
    "unmapped_names",
    "odometer_decisions",
    "vehicle_priors",
    "vehicle_needs",
    "odometer_suspects",
    "needs",
    "need_runs",
    "backtests",
)
SHOP_ROOTS = ("item_intervals", "item_names", "unmapped_names", "vehicle_priors", "need_runs", "backtests")


def upgrade() -> None:
    op.create_table(
        "item_intervals",
        _shop_id(),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        *_interval(),
        sa.PrimaryKeyConstraint("shop_id", "item_code", "series", name=op.f("pk_item_intervals")),
    )
    op.create_table(
        "vehicle_intervals",
        _shop_id(),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        *_interval(),
        _key("vehicle_intervals", "vehicle_id", "vehicles.id"),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", "item_code", name=op.f("pk_vehicle_intervals")),
    )
    op.create_table(
        "item_names",
        _shop_id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=True),
        *_decision(),
        sa.PrimaryKeyConstraint("shop_id", "name", name=op.f("pk_item_names")),
    )
    op.create_table(
        "unmapped_names",
        _shop_id(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "name", name=op.f("pk_unmapped_names")),
    )
    op.create_index("ix_unmapped_names_lines", "unmapped_names", ["shop_id", "lines"])
    op.create_table(
        "odometer_decisions",
        _shop_id(),
        *_reading(),
        sa.Column("km", sa.Integer(), nullable=True),
        *_decision(),
        _key("odometer_decisions", "vehicle_id", "vehicles.id"),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", "read_on", "km_read", name=op.f("pk_odometer_decisions")),
    )
    op.create_table(
        "vehicle_priors",
        _shop_id(),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("use", sa.String(length=16), nullable=False),
        sa.Column("fuel", sa.String(length=16), nullable=False),
        sa.Column("cars", sa.Integer(), nullable=False),
        sa.Column("km_per_day", sa.Float(), nullable=True),
        sa.Column("gap_days", sa.SmallInteger(), nullable=True),
        sa.Column("computed_as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "month", "use", "fuel", name=op.f("pk_vehicle_priors")),
    )
    _create_predictions()
    op.create_table(
        "need_runs",
        _shop_id(),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("suspects", sa.Integer(), nullable=False),
        sa.Column(
            "predicted_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("shop_id", "as_of", name=op.f("pk_need_runs")),
    )
    op.create_table(
        "backtests",
        _shop_id(),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("censored", sa.Integer(), nullable=False),
        sa.Column("median_error_days", sa.Float(), nullable=True),
        sa.Column("in_band_share", sa.Float(), nullable=True),
        sa.Column("early_share", sa.Float(), nullable=True),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("band", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "as_of", "method", name=op.f("pk_backtests")),
    )
    op.create_index(
        "uq_backtests_chosen",
        "backtests",
        ["shop_id", "as_of"],
        unique=True,
        postgresql_where=sa.text("is_chosen"),
    )
    for table in TABLES:
        protect_tenant_table(op, table)
    for table in SHOP_ROOTS:
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_predictions() -> None:
    op.create_table(
        "vehicle_needs",
        _shop_id(),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("readings", sa.SmallInteger(), nullable=False),
        sa.Column("suspects", sa.SmallInteger(), nullable=False),
        sa.Column("last_km", sa.Integer(), nullable=True),
        sa.Column("last_km_on", sa.Date(), nullable=True),
        sa.Column("km_per_day", sa.Float(), nullable=False),
        sa.Column("rate_source", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("cycles", sa.SmallInteger(), nullable=False),
        sa.Column("cycle_days", sa.Float(), nullable=False),
        sa.Column("last_maintenance_on", sa.Date(), nullable=True),
        sa.Column("visit_expected_on", sa.Date(), nullable=True),
        sa.Column("offset_days", sa.SmallInteger(), nullable=False),
        sa.Column("suggestions", postgresql.JSONB(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_code", sa.String(length=32), nullable=True),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        _key("vehicle_needs", "vehicle_id", "vehicles.id"),
        _key("vehicle_needs", "customer_id", "customers.id"),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", name=op.f("pk_vehicle_needs")),
    )
    op.create_index("ix_vehicle_needs_customer_id", "vehicle_needs", ["shop_id", "customer_id"])
    op.create_table(
        "odometer_suspects",
        _shop_id(),
        *_reading(),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("proposed_km", sa.Integer(), nullable=True),
        sa.Column("proposal", sa.String(length=16), nullable=True),
        _key("odometer_suspects", "vehicle_id", "vehicle_needs.vehicle_id"),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", "read_on", "km_read", name=op.f("pk_odometer_suspects")),
    )
    op.create_table(
        "needs",
        _shop_id(),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("last_done_on", sa.Date(), nullable=True),
        sa.Column("last_done_km", sa.Integer(), nullable=True),
        sa.Column("interval_km", sa.Integer(), nullable=True),
        sa.Column("interval_months", sa.SmallInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_km", sa.Integer(), nullable=True),
        sa.Column("bound", sa.String(length=8), nullable=False),
        sa.Column("p10_on", sa.Date(), nullable=False),
        sa.Column("p50_on", sa.Date(), nullable=False),
        sa.Column("p90_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("in_bundle", sa.Boolean(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("kind IN ('item', 'insurance', 'inspection')", name=op.f("ck_needs_kind")),
        _key("needs", "vehicle_id", "vehicle_needs.vehicle_id"),
        sa.PrimaryKeyConstraint("shop_id", "vehicle_id", "code", name=op.f("pk_needs")),
    )
    op.create_index("ix_needs_due_on", "needs", ["shop_id", "due_on"])


def _shop_id() -> sa.Column:
    return sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False)


def _interval() -> tuple[sa.Column, ...]:
    return (
        sa.Column("km", sa.Integer(), nullable=True),
        sa.Column("months", sa.SmallInteger(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )


def _decision() -> tuple[sa.Column, ...]:
    return (
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    )


def _reading() -> tuple[sa.Column, ...]:
    return (
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("km_read", sa.Integer(), nullable=False),
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    parent, key = target.split(".")
    return sa.ForeignKeyConstraint(
        ["shop_id", column],
        [f"{parent}.shop_id", f"{parent}.{key}"],
        name=op.f(f"fk_{table}_shop_id_{column}"),
        ondelete="CASCADE",
    )
