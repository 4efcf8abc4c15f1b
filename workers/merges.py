"""What a merge of two customers makes stale, done again: visits at once, scores and the queue soon."""

import uuid

from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.visits.derive import derive_visits
from tenants.visits.holdings import vehicles_with_visits
from workers.imports import score_again


def merge(duplicate: Customer, survivor_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Let the record resolve to its survivor, with all that came with it. Raises DomainError."""
    touched = _touched(duplicate.id, survivor_id)
    merging.merge(duplicate.id, survivor_id, by=by)
    _follow(touched)


def unmerge(duplicate: Customer) -> None:
    """Take a merge back. Raises DomainError when there is none."""
    touched = _touched(duplicate.id, duplicate.merged_into_id or duplicate.id)
    merging.unmerge(duplicate.id)
    _follow(touched)


def _touched(*customer_ids: uuid.UUID) -> list[uuid.UUID]:
    """The parties whose visits change hands."""
    return [*customer_ids, *vehicles_with_visits(customer_ids)]


def _follow(parties: list[uuid.UUID]) -> None:
    derive_visits(parties)
    score_again()
