"""The life of an appointment"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("booked_by_id", sa.Uuid(), nullable=True),
    sa.Column("advisor_id", sa.Uuid(), nullable=True),
    sa.Column("follows_id", sa.Uuid(), nullable=True),
    sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("visit_party_id", sa.Uuid(), nullable=True),
    sa.Column("visit_on", sa.Date(), nullable=True),
)


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("appointments", column)
    op.create_table(
        "appointment_changes",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "what IN ('booked', 'confirmed', 'arrived', 'no_show', 'cancelled', 'rescheduled', 'handed_over')",
            name=op.f("ck_appointment_changes_what"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "appointment_id"],
            ["appointments.shop_id", "appointments.id"],
            name=op.f("fk_appointment_changes_shop_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_appointment_changes")),
    )
    op.create_index(
        "ix_appointment_changes_appointment_id", "appointment_changes", ["shop_id", "appointment_id"], unique=False
    )
    protect_tenant_table(op, "appointment_changes")


def downgrade() -> None:
    op.drop_table("appointment_changes")
    for column in reversed(COLUMNS):
        op.drop_column("appointments", column.name)
