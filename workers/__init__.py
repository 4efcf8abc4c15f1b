"""The same verbs, later: jobs as rows in PostgreSQL, Dramatiq as the doorbell."""
