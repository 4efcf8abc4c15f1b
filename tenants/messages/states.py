"""What can become of a message. Nothing leads back from where it may have reached the customer."""

from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"  # waits for its hour, or for the worker
    SENDING = "sending"  # handed over this moment
    SENT = "sent"  # the provider took it
    DELIVERED = "delivered"  # the provider says that it arrived
    RECORDED = "recorded"  # only written down: no provider is set up
    UNKNOWN = "unknown"  # we cannot tell whether it left; never sent again by itself
    FAILED = "failed"  # the provider said no, or that it did not arrive
    REFUSED = "refused"  # we may not: `why` says the rule
    CANCELLED = "cancelled"  # taken back by somebody before it left


class Medium(StrEnum):
    EMAIL = "email"
    SMS = "sms"


# what a receipt may come for; one may be faster than the answer to handing over
AWAITS_RECEIPT = frozenset({State.SENDING, State.SENT, State.UNKNOWN})
# what somebody may write anew
ENDED_BADLY = frozenset({State.UNKNOWN, State.FAILED, State.REFUSED})
