"""What customers answer to text messages, and whose number each came from"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("handled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_stop", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.String(length=128), nullable=False),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("typed_by_id", sa.Uuid(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("char_length(body) <= 1000", name=op.f("ck_replies_body")),
        sa.ForeignKeyConstraint(
            ["shop_id", "message_id"],
            ["messages.shop_id", "messages.id"],
            name=op.f("fk_replies_shop_id_message_id"),
            ondelete="SET NULL (message_id)",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_replies")),
        sa.UniqueConstraint("shop_id", "request_key", name=op.f("uq_replies_shop_id_request_key")),
    )
    op.create_index("ix_messages_recipient", "messages", ["shop_id", "recipient", "written_at"])
    op.create_index("ix_replies_replied_at", "replies", ["shop_id", "replied_at"])
    op.create_index("ix_replies_open", "replies", ["shop_id", "replied_at"], postgresql_where=IS_OPEN)
    op.create_index("ix_replies_message_id", "replies", ["shop_id", "message_id"])
    protect_tenant_table(op, "replies")
    op.create_foreign_key("fk_replies_shop_id", "replies", "shops", ["shop_id"], ["id"])

    op.create_table(
        "reply_customers",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reason_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "reply_id"],
            ["replies.shop_id", "replies.id"],
            name=op.f("fk_reply_customers_shop_id_reply_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_reply_customers_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "reply_id", "customer_id", name=op.f("pk_reply_customers")),
    )
    op.create_index("ix_reply_customers_customer_id", "reply_customers", ["shop_id", "customer_id"])
    protect_tenant_table(op, "reply_customers")
    op.create_foreign_key("fk_reply_customers_shop_id", "reply_customers", "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_index("ix_messages_recipient", "messages")
    op.drop_table("reply_customers")
    op.drop_table("replies")
