"""History of settings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_changes",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_setting_changes")),
    )
    op.create_index("ix_setting_changes_changed_at", "setting_changes", ["shop_id", "changed_at"], unique=False)
    protect_tenant_table(op, "setting_changes")
    op.create_foreign_key("fk_setting_changes_shop_id", "setting_changes", "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_table("setting_changes")
