"""What is handed to a provider, and what is known afterwards."""

import uuid
from dataclasses import dataclass

from tenants.messages.states import State

AGAIN = "again"  # the provider certainly did not take it, and may later


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole text as it leaves, and where to. `shop_id` comes back with the receipt."""

    shop_id: int
    id: uuid.UUID
    recipient: str
    subject: str
    body: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Handed:
    """`state`: SENT, RECORDED, FAILED, UNKNOWN or AGAIN. `why`: the provider's words, never a customer's data."""

    state: State | str
    provider_id: str | None = None
    why: str | None = None
