"""Which appointment a reason is about: one that is moved away and back to its day is confirmed anew"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "follow_up_reasons"
BEFORE = "uq_follow_up_reasons_shop_id_customer_id_trigger_vehicl_e1a9"
KEY = ("shop_id", "customer_id", "trigger", "vehicle_id", "anchor_on")
# of several about one day the newest stays, and is the only one that may be open
TWICE = """
DELETE FROM follow_up_reasons r USING follow_up_reasons n
 WHERE n.shop_id = r.shop_id AND n.customer_id = r.customer_id AND n.trigger = r.trigger AND n.anchor_on = r.anchor_on
   AND n.vehicle_id IS NOT DISTINCT FROM r.vehicle_id AND (n.created_at, n.id) > (r.created_at, r.id)
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("about_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(
        "uq_follow_up_reasons_same", TABLE, [*KEY, "about_id"], postgresql_nulls_not_distinct=True
    )
    op.drop_constraint(BEFORE, TABLE)


def downgrade() -> None:
    # the policy hides all rows from whoever serves no shop
    op.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
    op.execute(TWICE)
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.create_unique_constraint(BEFORE, TABLE, [*KEY], postgresql_nulls_not_distinct=True)
    op.drop_constraint("uq_follow_up_reasons_same", TABLE)
    op.drop_column(TABLE, "about_id")
