"""Roster, leave and hand-over"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("roster", "staff_leave", "hand_overs", "handed")


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.String(length=16)), nullable=False),
        sa.Column("aliases", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("backup_id", sa.Uuid(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cardinality(minutes) = 7", name=op.f("ck_roster_minutes")),
        sa.PrimaryKeyConstraint("shop_id", "user_id", name=op.f("pk_roster")),
    )
    op.create_table(
        "staff_leave",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_staff_leave_days")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_staff_leave")),
    )
    op.create_index("ix_staff_leave_to_on", "staff_leave", ["shop_id", "to_on"])
    _hand_overs()
    for table in TABLES:
        protect_tenant_table(op, table)
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])
    op.add_column("follow_up_reasons", sa.Column("owner_id", sa.Uuid(), nullable=True))


def _hand_overs() -> None:
    op.create_table(
        "hand_overs",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('some', 'all')", name=op.f("ck_hand_overs_kind")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_hand_overs")),
    )
    op.create_index("ix_hand_overs_handed_at", "hand_overs", ["shop_id", "handed_at"])
    op.create_table(
        "handed",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hand_over_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('follow_up', 'reason', 'customer', 'appointment')", name=op.f("ck_handed_kind")),
        sa.ForeignKeyConstraint(
            ["shop_id", "hand_over_id"],
            ["hand_overs.shop_id", "hand_overs.id"],
            name=op.f("fk_handed_shop_id_hand_over_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_handed_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "hand_over_id", "kind", "subject_id", name=op.f("pk_handed")),
    )
    op.create_index("ix_handed_customer_id", "handed", ["shop_id", "customer_id"])


def downgrade() -> None:
    op.drop_column("follow_up_reasons", "owner_id")
    for table in reversed(TABLES):
        op.drop_table(table)
