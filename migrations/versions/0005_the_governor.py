"""The governor: what the ledger must know, consent, why a reason is held"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_consents",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('granted', 'refused')", name=op.f("ck_channel_consents_status")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customers.shop_id", "customers.id"],
            name=op.f("fk_channel_consents_shop_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_channel_consents")),
    )
    op.create_index("ix_channel_consents_customer_id", "channel_consents", ["shop_id", "customer_id", "channel", "at"])
    protect_tenant_table(op, "channel_consents")

    op.add_column("contacts", sa.Column("trigger", sa.String(length=32), nullable=True))
    op.add_column("contacts", sa.Column("category", sa.String(length=1), nullable=True))
    op.add_column("contacts", sa.Column("reason_id", sa.Uuid(), nullable=True))
    op.add_column("contacts", _flag("is_mass"))
    op.alter_column("contacts", "user_id", existing_type=sa.Uuid(), nullable=True)
    op.create_check_constraint(op.f("ck_contacts_category"), "contacts", "category IN ('S', 'C', 'M')")

    op.add_column("follow_up_reasons", sa.Column("hold", sa.String(length=24), nullable=True))
    op.add_column("follow_up_reasons", sa.Column("hold_until_on", sa.Date(), nullable=True))
    op.add_column("follow_up_reasons", _flag("held_out"))

    op.add_column("follow_ups", sa.Column("minutes", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("follow_ups", _flag("is_over_capacity"))

    op.add_column("customers", _flag("do_not_contact"))
    op.add_column("customers", _flag("no_profiling"))
    op.add_column("customers", sa.Column("preferred_from", sa.Time(), nullable=True))
    op.add_column("customers", sa.Column("preferred_until", sa.Time(), nullable=True))


def downgrade() -> None:
    for name in ("preferred_until", "preferred_from", "no_profiling", "do_not_contact"):
        op.drop_column("customers", name)
    for name in ("is_over_capacity", "minutes"):
        op.drop_column("follow_ups", name)
    for name in ("held_out", "hold_until_on", "hold"):
        op.drop_column("follow_up_reasons", name)
    op.alter_column("contacts", "user_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_constraint(op.f("ck_contacts_category"), "contacts")
    for name in ("is_mass", "reason_id", "category", "trigger"):
        op.drop_column("contacts", name)
    op.drop_table("channel_consents")


def _flag(name: str) -> sa.Column[bool]:
    # the release still running does not know it, so the database fills it in
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
