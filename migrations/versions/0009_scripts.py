"""A shop's own versions of scripts"""

import sqlalchemy as sa
from alembic import op

from tenants.protection import protect_tenant_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WHICH = ("rfm_class", "variant", "occasion", "channel", "locale")


def upgrade() -> None:
    op.create_table(
        "scripts",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rfm_class", sa.String(length=16), nullable=False),
        sa.Column("variant", sa.String(length=16), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        # exactly one class hears a script
        sa.CheckConstraint(
            "rfm_class IN ('VALUE', 'RECALL', 'DEEPEN', 'RETAIN', 'POTENTIAL', 'NEW', 'MAINTAIN', 'LOST')",
            name=op.f("ck_scripts_rfm_class"),
        ),
        sa.CheckConstraint("variant IN ('', 'KEY', 'SPECIAL', 'PROMO')", name=op.f("ck_scripts_variant")),
        sa.CheckConstraint("channel IN ('talk', 'sms')", name=op.f("ck_scripts_channel")),
        sa.CheckConstraint("locale IN ('zh', 'en')", name=op.f("ck_scripts_locale")),
        sa.CheckConstraint("status IN ('current', 'past')", name=op.f("ck_scripts_status")),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_scripts")),
        sa.UniqueConstraint("shop_id", *_WHICH, "version", name=op.f("uq_scripts_version")),
    )
    op.create_index(
        "uq_scripts_current",
        "scripts",
        ["shop_id", *_WHICH],
        unique=True,
        postgresql_where=sa.text("status = 'current'"),
    )
    op.create_table(
        "script_words",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "slot", "locale", name=op.f("pk_script_words")),
    )
    for table in ("scripts", "script_words"):
        protect_tenant_table(op, table)
        op.create_foreign_key(f"fk_{table}_shop_id", table, "shops", ["shop_id"], ["id"])


def downgrade() -> None:
    op.drop_table("script_words")
    op.drop_table("scripts")
