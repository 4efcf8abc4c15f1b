"""Windows of triggers per shop, weather and other events of the calendar"""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
