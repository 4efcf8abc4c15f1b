"""Who was merged into whom and by whom, and what an import wrote: what taking either back exactly needs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    customer = ["customers.shop_id", "customers.id"]
    op.create_table(
        "customer_merges",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("duplicate_id", sa.Uuid(), nullable=False),
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("merged_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "duplicate_id"],
            customer,
            name=op.f("fk_customer_merges_shop_id_duplicate_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "survivor_id"],
            customer,
            name=op.f("fk_customer_merges_shop_id_survivor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "duplicate_id", name=op.f("pk_customer_merges")),
    )
    op.create_index("ix_customer_merges_survivor_id", "customer_merges", ["shop_id", "survivor_id"], unique=False)
    protect_tenant_table(op, "customer_merges")
    op.create_foreign_key("fk_customer_merges_shop_id", "customer_merges", "shops", ["shop_id"], ["id"])
    op.add_column("import_changes", sa.Column("written", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_changes", "written")
    op.drop_table("customer_merges")
