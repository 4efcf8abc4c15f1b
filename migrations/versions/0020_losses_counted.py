"""Who left and why, counted by a worker, by person and by day"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lost_customers",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("reason_on", sa.Date(), nullable=True),
        sa.Column("competitor", sa.String(length=100), nullable=True),
        sa.Column("competitor_key", sa.String(length=100), nullable=True),
        sa.Column("competitor_on", sa.Date(), nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("price_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("words_on", sa.Date(), nullable=True),
        sa.Column("monetary_fen", sa.BigInteger(), nullable=True),
        sa.Column("last_paid_on", sa.Date(), nullable=True),
        sa.Column("is_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_lost_customers_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", name=op.f("pk_lost_customers")),
    )
    spent = ["shop_id", sa.text("monetary_fen DESC NULLS LAST"), sa.text("told_on DESC"), "customer_id"]
    op.create_index("ix_lost_customers_spent", "lost_customers", spent)
    op.create_table(
        "loss_tallies",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("is_reason", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "told_on", "is_reason", "code", "name", name=op.f("pk_loss_tallies")),
    )
    op.create_table(
        "loss_counts",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_loss_counts")),
    )
    for table in ("lost_customers", "loss_tallies", "loss_counts"):
        protect_tenant_table(op, table)
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_table("loss_counts")
    op.drop_table("loss_tallies")
    op.drop_table("lost_customers")
