"""Messages by e-mail and SMS"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = "'queued', 'sending', 'sent', 'recorded', 'unknown', 'failed', 'refused', 'cancelled'"


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=True),
        sa.Column("reason_id", sa.Uuid(), nullable=True),
        sa.Column("medium", sa.String(length=8), nullable=False),
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=64), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("provider", sa.String(length=16), nullable=True),
        sa.Column("provider_id", sa.String(length=128), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_messages_state")),
        sa.CheckConstraint("medium IN ('email', 'sms')", name=op.f("ck_messages_medium")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_messages_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_messages")),
        sa.UniqueConstraint("shop_id", "request_key", name=op.f("uq_messages_shop_id_request_key")),
    )
    op.create_index("ix_messages_customer_id", "messages", ["shop_id", "customer_id", "written_at"], unique=False)
    op.create_index("ix_messages_state", "messages", ["shop_id", "state", "written_at"], unique=False)
    protect_tenant_table(op, "messages")
    op.create_foreign_key("fk_messages_shop_id", "messages", "shops", ["shop_id"], ["id"])
    op.add_column("customers", sa.Column("email", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("customers", "email")
    op.drop_table("messages")
