"""Scoring as a job."""

from datetime import date, timedelta
from uuid import UUID

from workers.actor import actor
from workers.losses import count_losses_again
from workers.needs import predict_needs
from workers.shop_day import shop_timezone, shop_today


@actor(queue="scoring")
def score_shop(as_of: str) -> None:
    """Score as of the end of a day (ISO); what the cars need is predicted next."""
    from tenants.scoring.score import score  # pandas: pages enqueue this actor and need not load it

    score(date.fromisoformat(as_of), timezone=shop_timezone())
    predict_needs.enqueue(as_of=as_of, unique_key=f"predict_needs:{as_of}")
    count_losses_again()


@actor(queue="scoring")
def score_customer(customer_id: str, as_of: str) -> None:
    """Score one customer again, of whom something was decided."""
    from tenants.scoring.score import score

    score(date.fromisoformat(as_of), [UUID(customer_id)], shop_timezone())
    count_losses_again()


def score_customer_again(customer_id: UUID) -> None:
    yesterday = shop_today() - timedelta(days=1)
    score_customer.enqueue(
        customer_id=customer_id, as_of=yesterday, unique_key=f"score_customer:{customer_id}:{yesterday}"
    )
