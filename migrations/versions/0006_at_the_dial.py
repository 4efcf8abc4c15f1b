"""At the dial: who has a card open, and what a customer tells about his car"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.protection import protect_tenant_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("claimed_by_id", sa.Uuid(), nullable=True))
    op.add_column("follow_ups", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_follow_ups_claimed_by_id",
        "follow_ups",
        ["shop_id", "claimed_by_id"],
        postgresql_where=sa.text("claimed_by_id IS NOT NULL"),
    )
    # the lines of the feedback to a caller: his contacts of a day
    op.create_index("ix_contacts_user_id", "contacts", ["shop_id", "user_id", "contacted_at"])

    op.create_table(
        "car_reports",
        sa.Column("shop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("item_codes", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        sa.Column("not_before_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "vehicle_id"],
            ["vehicles.shop_id", "vehicles.id"],
            name=op.f("fk_car_reports_shop_id_vehicle_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "contact_id", name=op.f("pk_car_reports")),
    )
    op.create_index("ix_car_reports_vehicle_id", "car_reports", ["shop_id", "vehicle_id"])
    protect_tenant_table(op, "car_reports")


def downgrade() -> None:
    op.drop_table("car_reports")
    op.drop_index("ix_contacts_user_id", "contacts")
    op.drop_index("ix_follow_ups_claimed_by_id", "follow_ups")
    op.drop_column("follow_ups", "claimed_until")
    op.drop_column("follow_ups", "claimed_by_id")
