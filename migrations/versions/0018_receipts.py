"""A text message that the provider says has arrived"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = "'queued', 'sending', 'sent', 'recorded', 'unknown', 'failed', 'refused', 'cancelled'"


def upgrade() -> None:
    _allow(f"{BEFORE}, 'delivered'")


def downgrade() -> None:
    # the policy hides all rows from whoever serves no shop
    op.execute("ALTER TABLE messages NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE messages SET state = 'sent' WHERE state = 'delivered'")
    op.execute("ALTER TABLE messages FORCE ROW LEVEL SECURITY")
    _allow(BEFORE)


def _allow(states: str) -> None:
    op.drop_constraint(op.f("ck_messages_state"), "messages", type_="check")
    op.create_check_constraint(op.f("ck_messages_state"), "messages", f"state IN ({states})")
