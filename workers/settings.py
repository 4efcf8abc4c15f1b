"""What a change of settings makes stale, done again."""

from collections.abc import Collection
from datetime import timedelta

from tenants.scoring.runs import thaw
from tenants.settings.rules import RULES, Again
from tenants.visits.derive import derive_visits
from workers.actor import actor, minutes
from workers.follow_ups import plan_queue
from workers.imports import score_again
from workers.shop_day import shop_today


def take_effect(names: Collection[str]) -> Again:
    """Ask for what these settings change, in the open transaction of the shop in scope; says how far it reaches."""
    again = {RULES[name].again for name in names}
    if Again.VISITS in again:
        count_visits.enqueue(unique_key="count_visits")
        return Again.VISITS
    if Again.SCORES in again:
        score_again()
        return Again.SCORES
    if Again.QUEUE in again:
        today = shop_today()
        plan_queue.enqueue(queue_on=today, unique_key=f"plan_queue:{today}")
        return Again.QUEUE
    return Again.NOTHING


# in line with scoring, which reads the visits
@actor(queue="scoring", time_limit=minutes(30))
def count_visits() -> None:
    """Derive every visit of the shop again from its work orders, then score, with new cuts."""
    derive_visits()
    thaw((shop_today() - timedelta(days=1)).replace(day=1))
    score_again()
