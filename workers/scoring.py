"""Scoring as a job."""

from datetime import date, timedelta

from workers.actor import actor
from workers.follow_ups import plan_queue
from workers.shop_day import shop_today


@actor(queue="scoring")
def score_shop(as_of: str) -> None:
    """Score as of the end of a day (ISO); what follows from yesterday's scores is today's queue."""
    from tenants.scoring.score import score  # pandas: pages enqueue this actor and need not load it

    day = date.fromisoformat(as_of)
    score(day)
    queue_on = day + timedelta(days=1)
    if queue_on == shop_today():
        plan_queue.enqueue(queue_on=queue_on, unique_key=f"plan_queue:{queue_on}")
