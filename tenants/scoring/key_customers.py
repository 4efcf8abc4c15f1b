"""The customers a shop itself calls key customers, whatever their numbers say (domain.md 2.3)."""

import uuid
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from tenants.customers import queries as customers
from tenants.db import current_shop_id, db
from tenants.errors import N_, DomainError
from tenants.scoring.models import KeyCustomer


def name(customer_id: uuid.UUID, *, by: uuid.UUID | None, now: datetime) -> None:
    """Call him a key customer; twice is harmless. His tier follows with the next scoring of him.

    Raises DomainError for someone who is not on file, or was merged into another.
    """
    customer = customers.find(customer_id)
    if customer is None or customer.merged_into_id is not None:
        raise DomainError(N_("This customer is not on file any more. Open the list and choose him again."))
    row = {"shop_id": current_shop_id(), "customer_id": customer_id, "named_by_id": by, "named_at": now}
    db.session.execute(insert(KeyCustomer).values(row).on_conflict_do_nothing())


def unname(customer_id: uuid.UUID) -> None:
    """Let his numbers speak again; harmless when he was not named."""
    db.session.execute(delete(KeyCustomer).where(KeyCustomer.customer_id == customer_id))
