"""Scoring as a job."""

from datetime import date

from workers.actor import actor
from workers.needs import predict_needs
from workers.shop_day import shop_timezone


@actor(queue="scoring")
def score_shop(as_of: str) -> None:
    """Score as of the end of a day (ISO); what the cars need is predicted next."""
    from tenants.scoring.score import score  # pandas: pages enqueue this actor and need not load it

    score(date.fromisoformat(as_of), timezone=shop_timezone())
    predict_needs.enqueue(as_of=as_of, unique_key=f"predict_needs:{as_of}")
