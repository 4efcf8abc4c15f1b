"""The search for records that may be one customer, as a job: after a change of the data, and every night."""

from tenants.customers import duplicates
from workers.actor import actor


@actor(queue="scoring")
def find_duplicates() -> None:
    """Look for pairs among the customers of the shop."""
    duplicates.find()
