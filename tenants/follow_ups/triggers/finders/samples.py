"""A few of many, the same few all month: who they are follows from the month and the customer alone."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from uuid import UUID


def sample(customers: Iterable[UUID], month: date, size: int) -> list[UUID]:
    """At most `size` of them, drawn anew each month but not each day; one who leaves makes room for one more."""
    return sorted(customers, key=lambda customer_id: _lot(customer_id, month))[:size]


def _lot(customer_id: UUID, month: date) -> bytes:
    return sha256(customer_id.bytes + month.strftime("%Y-%m").encode()).digest()
