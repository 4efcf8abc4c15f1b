"""Profiles of customers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TENANT_TABLES = ("customer_profiles", "key_customers", "distributions", "class_movements")


def upgrade() -> None:
    op.create_table(
        "customer_profiles",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("overlays", sa.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("peer_group", sa.String(length=32), nullable=False),
        sa.Column("gap_count", sa.Integer(), nullable=False),
        sa.Column("silence_days", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("weekday_visits", sa.Integer(), nullable=False),
        sa.Column("daypart", sa.String(length=16), nullable=True),
        sa.Column("daypart_visits", sa.Integer(), nullable=False),
        sa.Column("timed_visits", sa.Integer(), nullable=False),
        sa.Column("median_ticket_fen", sa.BigInteger(), nullable=False),
        sa.Column("largest_visit_fen", sa.BigInteger(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_customer_profiles_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", name=op.f("pk_customer_profiles")),
    )
    op.create_index("ix_customer_profiles_tier", "customer_profiles", ["shop_id", "tier"], unique=False)
    op.create_table(
        "key_customers",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_key_customers_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", name=op.f("pk_key_customers")),
    )
    op.create_table(
        "distributions",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "name", name=op.f("pk_distributions")),
    )
    op.create_table(
        "class_movements",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("from_class", sa.String(length=16), nullable=False),
        sa.Column("to_class", sa.String(length=16), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "month", "from_class", "to_class", name=op.f("pk_class_movements")),
    )
    op.add_column("rfm_cuts", sa.Column("settings_key", sa.String(length=64), nullable=True))
    for table in TENANT_TABLES:
        protect_tenant_table(op, table)


def downgrade() -> None:
    op.drop_column("rfm_cuts", "settings_key")
    for table in reversed(TENANT_TABLES):
        op.drop_table(table)
