"""Which items go together in a shop, where it says otherwise than the table"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = "'COMPLEMENT', 'SUBSTITUTE', 'VOLUME', 'UP', 'DOWN', 'PEER', 'CROSS'"


def upgrade() -> None:
    op.create_table(
        "item_relations",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("from_item", sa.String(length=32), nullable=False),
        sa.Column("to_item", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_item_relations_kind")),
        sa.CheckConstraint("rank BETWEEN 1 AND 9", name=op.f("ck_item_relations_rank")),
        sa.CheckConstraint("from_item <> to_item", name=op.f("ck_item_relations_two_items")),
        sa.PrimaryKeyConstraint("shop_id", "from_item", "to_item", name=op.f("pk_item_relations")),
    )
    protect_tenant_table(op, "item_relations")
    op.create_foreign_key("fk_item_relations_shop_id", "item_relations", "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_table("item_relations")
