"""What contacts bring, as a job: after every change of visits, and every night."""

from datetime import date, timedelta

from tenants.attribution.crediting import credit_visits
from tenants.attribution.trial import count_arms
from workers.actor import actor
from workers.shop_day import shop_timezone


@actor(queue="scoring")
def attribute_visits(as_of: str) -> None:
    """Credit the visits up to the end of a day (ISO), and count both arms of the trial."""
    day = date.fromisoformat(as_of)
    credit_visits(day, shop_timezone())
    count_arms(day)


def attribute_after(queue_on: date) -> None:
    """Ask for it, with the evening before a queue as its day."""
    as_of = queue_on - timedelta(days=1)
    attribute_visits.enqueue(as_of=as_of, unique_key=f"attribute_visits:{as_of}")
