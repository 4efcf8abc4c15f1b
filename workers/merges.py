"""What a merge of two customers makes stale, done again: visits and appointments at once, scores and the queue soon."""

import uuid
from zoneinfo import ZoneInfo

from tenants import clock
from tenants.appointments.same_day import cancel_doubles, reopen_doubles
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.follow_ups.parted import reopen
from tenants.visits.derive import derive_visits
from tenants.visits.holdings import vehicles_with_visits
from workers.imports import score_again
from workers.losses import count_losses_again
from workers.shop_day import shop_timezone, shop_today


def merge(duplicate: Customer, survivor_id: uuid.UUID, *, by: uuid.UUID) -> None:
    """Let the record resolve to its survivor, with all that came with it. Raises DomainError."""
    touched = _touched(duplicate.id, survivor_id)
    merging.merge(duplicate.id, survivor_id, by=by)
    cancel_doubles(survivor_id, by=by, now=clock.now())
    _follow(touched)


def unmerge(duplicate: Customer) -> None:
    """Take a merge back, with what it has closed of both. Raises DomainError when there is none."""
    touched = _touched(duplicate.id, duplicate.merged_into_id or duplicate.id)
    records, merged_at = merging.records_of(duplicate.id), merging.merged_at(duplicate.id)
    merging.unmerge(duplicate.id)
    reopen_doubles(records, clock.now())
    since_on = merged_at.astimezone(ZoneInfo(shop_timezone())).date() if merged_at else None
    reopen(records, since_on=since_on, today=shop_today())
    _follow(touched)


def _touched(*customer_ids: uuid.UUID) -> list[uuid.UUID]:
    """The parties whose visits change hands."""
    return [*customer_ids, *vehicles_with_visits(customer_ids)]


def _follow(parties: list[uuid.UUID]) -> None:
    derive_visits(parties)
    count_losses_again()
    score_again()
