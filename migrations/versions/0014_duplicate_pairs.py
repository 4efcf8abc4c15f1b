"""Records that may be one customer, as found last and as people decided"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    customer = ["customers.shop_id", "customers.id"]
    op.create_table(
        "duplicate_pairs",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("because", postgresql.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("kept_apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_apart_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "one_id"], customer, name=op.f("fk_duplicate_pairs_shop_id_one_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "other_id"], customer, name=op.f("fk_duplicate_pairs_shop_id_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "one_id", "other_id", name=op.f("pk_duplicate_pairs")),
    )
    op.create_index("ix_duplicate_pairs_other_id", "duplicate_pairs", ["shop_id", "other_id"], unique=False)
    protect_tenant_table(op, "duplicate_pairs")
    op.create_foreign_key("fk_duplicate_pairs_shop_id", "duplicate_pairs", "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_table("duplicate_pairs")
