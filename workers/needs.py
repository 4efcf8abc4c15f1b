"""Needs as jobs: predicted every night from the evening before, and the past replayed every month."""

from datetime import date, timedelta

from tenants.needs.queries import is_tested
from workers.actor import actor, minutes
from workers.follow_ups import plan_queue_after
from workers.shop_day import shop_today

TIME_LIMIT = minutes(30)


# in line with scoring: the queue is planned from finished needs
@actor(queue="scoring", time_limit=TIME_LIMIT)
def predict_needs(as_of: str) -> None:
    """Predict what every car needs, as of the end of a day (ISO); the queue follows, the first time also a backtest."""
    from tenants.needs.predict import predict

    predict(date.fromisoformat(as_of))
    plan_queue_after(as_of)
    if not is_tested():
        run_backtest.enqueue(as_of=as_of, unique_key=f"run_backtest:{as_of}")


# nobody waits for it
@actor(queue="backtests", time_limit=TIME_LIMIT)
def run_backtest(as_of: str) -> None:
    """Replay the past up to the end of a day (ISO), then predict by what came of it."""
    from tenants.needs import backtesting

    backtesting.run_backtest(date.fromisoformat(as_of))
    predict_needs.enqueue(as_of=as_of, unique_key=f"predict_needs:{as_of}")


def predict_again() -> None:
    """New needs as of yesterday, after a change of intervals or item names."""
    yesterday = shop_today() - timedelta(days=1)
    predict_needs.enqueue(as_of=yesterday, unique_key=f"predict_needs:{yesterday}")
