"""Visits credited to contacts, and the measured lift"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("visit_credits", "trial_members", "trial_arms")


def upgrade() -> None:
    op.create_table(
        "visit_credits",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("trigger", sa.String(length=32), nullable=True),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("assists", postgresql.ARRAY(sa.Uuid()), nullable=False),
        _customer("visit_credits"),
        sa.PrimaryKeyConstraint("shop_id", "party_id", "visit_on", name=op.f("pk_visit_credits")),
    )
    op.create_index("ix_visit_credits_visit_on", "visit_credits", ["shop_id", "visit_on"])
    op.create_index("ix_visit_credits_customer_id", "visit_credits", ["shop_id", "customer_id"])
    op.create_table(
        "trial_members",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("half_year", sa.String(length=6), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        _customer("trial_members"),
        sa.PrimaryKeyConstraint("shop_id", "half_year", "customer_id", name=op.f("pk_trial_members")),
    )
    op.create_index("ix_trial_members_customer_id", "trial_members", ["shop_id", "customer_id"])
    op.create_table(
        "trial_arms",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("half_year", sa.String(length=6), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("credited", sa.Integer(), nullable=False),
        sa.Column("revenue_fen", sa.BigInteger(), nullable=False),
        sa.Column("counted_as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "half_year", "is_control", name=op.f("pk_trial_arms")),
    )
    for table in TABLES:
        protect_tenant_table(op, table)
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _customer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", "customer_id"],
        ["customers.shop_id", "customers.id"],
        name=op.f(f"fk_{table}_shop_id_customer_id"),
        ondelete="CASCADE",
    )
