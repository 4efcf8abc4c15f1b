"""What triggers look at: deferred jobs, benefits, leads, referrals, campaigns"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("opportunities", "referrals", "campaigns")


def upgrade() -> None:
    _create_opportunities()
    _create_referrals()
    _create_campaigns()
    for table in TABLES:
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])
        protect_tenant_table(op, table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_opportunities() -> None:
    op.create_table(
        "opportunities",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_safety", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("graded_on", sa.Date(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_as", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('deferred', 'lead', 'benefit', 'warranty')", name=op.f("ck_opportunities_kind")),
        sa.CheckConstraint("ended_as IN ('done', 'lost', 'over')", name=op.f("ck_opportunities_ended_as")),
        sa.CheckConstraint("kind = 'lead' OR due_on IS NOT NULL", name=op.f("ck_opportunities_due_on")),
        _of_customer("opportunities", "customer_id"),
        sa.ForeignKeyConstraint(
            ["shop_id", "vehicle_id"],
            ["vehicles.shop_id", "vehicles.id"],
            name=op.f("fk_opportunities_shop_id_vehicle_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_opportunities")),
    )
    op.create_index("ix_opportunities_customer_id", "opportunities", ["shop_id", "customer_id"], unique=False)


def _create_referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referrer_id", sa.Uuid(), nullable=False),
        sa.Column("referred_id", sa.Uuid(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("referrer_id <> referred_id", name=op.f("ck_referrals_not_himself")),
        _of_customer("referrals", "referrer_id"),
        _of_customer("referrals", "referred_id"),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("shop_id", "referred_id", name=op.f("uq_referrals_shop_id_referred_id")),
    )
    op.create_index("ix_referrals_referrer_id", "referrals", ["shop_id", "referrer_id"], unique=False)


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("invites_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("classes", sa.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("invites_on <= ends_on", name=op.f("ck_campaigns_dates")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_ends_on", "campaigns", ["shop_id", "ends_on"], unique=False)


def _of_customer(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shop_id", column],
        ["customers.shop_id", "customers.id"],
        name=op.f(f"fk_{table}_shop_id_{column}"),
        ondelete="CASCADE",
    )
