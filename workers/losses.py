"""Counting who left, as a job: every night with the scores, and after a contact that tells of it."""

from tenants import clock
from tenants.follow_ups import loss_counting
from tenants.follow_ups.models import Contact
from workers.actor import actor
from workers.shop_day import shop_timezone, shop_today


# in line with scoring: what they spent and who is back is read from scores
@actor(queue="scoring")
def count_losses() -> None:
    """Count the losses of the last year."""
    loss_counting.count_losses(shop_today(), clock.now(), shop_timezone())


def count_losses_again() -> None:
    """Ask for it: scores, cars or customers have changed."""
    count_losses.enqueue(unique_key="count_losses")


def count_losses_after(contact: Contact) -> None:
    """Ask for it when this contact, recorded or taken back, may change the numbers."""
    if loss_counting.may_tell(contact):
        count_losses_again()
