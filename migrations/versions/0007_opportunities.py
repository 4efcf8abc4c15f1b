"""What triggers look at: deferred jobs, benefits, leads, referrals, campaigns"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None: ...


def downgrade() -> None: ...
