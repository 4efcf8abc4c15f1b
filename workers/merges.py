"""What a merge of two customers makes stale, done again: visits and appointments at once, scores and the queue soon."""

import uuid

from tenants import clock
from tenants.appointments.same_day import cancel_doubles
from tenants.customers import merging
from tenants.customers.merging import Parted
from tenants.customers.models import Customer
from tenants.visits.derive import derive_visits
from tenants.visits.holdings import vehicles_with_visits
from workers.imports import score_again
from workers.losses import count_losses_again
from workers.parted import give_back


def merge(duplicate: Customer, survivor_id: uuid.UUID, *, by: uuid.UUID) -> int:
    """Let the record resolve to its survivor, with all that came with it; of two appointments on one day one stands.

    Answers with how many appointments were cancelled for that. Raises DomainError.
    """
    touched = _touched(duplicate.id, survivor_id)
    merging.merge(duplicate.id, survivor_id, by=by)
    cancelled = cancel_doubles(survivor_id, by=by, now=clock.now())
    _follow(touched)
    return cancelled


def unmerge(duplicate: Customer) -> None:
    """Take a merge back, with what it has closed of both. Raises DomainError when there is none."""
    touched = _touched(duplicate.id, duplicate.merged_into_id or duplicate.id)
    was_one = Parted(merging.records_of(duplicate.id), merging.merged_at(duplicate.id))
    merging.unmerge(duplicate.id)
    give_back(was_one)
    _follow(touched)


def _touched(*customer_ids: uuid.UUID) -> list[uuid.UUID]:
    """The parties whose visits change hands."""
    return [*customer_ids, *vehicles_with_visits(customer_ids)]


def _follow(parties: list[uuid.UUID]) -> None:
    derive_visits(parties)
    count_losses_again()
    score_again()
