"""The key of the form that put a follow-up off: sent again by a phone, it does its work once"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("put_off_key", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("follow_ups", "put_off_key")
