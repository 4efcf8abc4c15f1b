"""Windows of triggers per shop, weather warnings, what customers told of their families"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trigger_settings",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=True),
        sa.Column("deadline", sa.SmallInteger(), nullable=True),
        sa.Column("grace", sa.SmallInteger(), nullable=True),
        sa.Column("urgency", sa.SmallInteger(), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "code", name=op.f("pk_trigger_settings")),
    )
    op.create_table(
        "weather_warnings",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("weather", sa.String(length=16), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("typed_by_id", sa.Uuid(), nullable=True),
        sa.Column("typed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_weather_warnings")),
        sa.UniqueConstraint(
            "shop_id", "begins_on", "weather", name=op.f("uq_weather_warnings_shop_id_begins_on_weather")
        ),
    )
    for table in ("trigger_settings", "weather_warnings"):
        protect_tenant_table(op, table)
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])
    op.add_column("customers", sa.Column("family", postgresql.JSONB(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("customers", "family")
    op.drop_table("weather_warnings")
    op.drop_table("trigger_settings")
