"""Work orders, and the visits they make up (domain.md 0.5)."""
