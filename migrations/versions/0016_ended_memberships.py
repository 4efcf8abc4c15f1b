"""Who works here no longer keeps his row, so that history names him and access can be given back"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("memberships", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("memberships", sa.Column("ended_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_memberships_ended_by_id", "memberships", "users", ["ended_by_id"], ["id"])


def downgrade() -> None:
    # the code before knows no end: whoever had left would get back in
    op.execute("DELETE FROM memberships WHERE ended_at IS NOT NULL")
    op.drop_column("memberships", "ended_by_id")
    op.drop_column("memberships", "ended_at")
