"""Found by how a customer stands: his class, how often he came, when he first and last did."""

from collections.abc import Iterator
from datetime import timedelta

from tenants.follow_ups.shop_day import ShopDay
from tenants.follow_ups.triggers.trigger import Candidate, Facts
from tenants.scoring.segments import RfmClass

SECOND_VISIT_LEAD_DAYS = 30  # before the recency cut would call a first-timer gone
WINBACK_CLASSES = {RfmClass.RECALL, RfmClass.RETAIN}
WINBACK_EVERY_DAYS = 90
WINBACK_ROUNDS = 3


def came_once(day: ShopDay) -> Iterator[Candidate]:
    for standing in day.standings:
        if standing.lifetime_dates == 1:
            anchor_on = standing.first_paid_on + timedelta(day.r_cut_days - SECOND_VISIT_LEAD_DAYS)
            yield Candidate(standing.customer_id, None, anchor_on, {"visit_on": standing.first_paid_on.isoformat()})


def valuable_and_gone(day: ShopDay) -> Iterator[Candidate]:
    for standing in day.standings:
        if standing.rfm_class in WINBACK_CLASSES:
            rounds = min((day.today - standing.class_since_on).days // WINBACK_EVERY_DAYS, WINBACK_ROUNDS - 1)
            anchor_on = standing.class_since_on + timedelta(rounds * WINBACK_EVERY_DAYS)
            facts: Facts = {
                "last_paid_on": standing.last_paid_on.isoformat(),
                "rfm_class": standing.rfm_class.value,
                "round": rounds + 1,
            }
            yield Candidate(standing.customer_id, None, anchor_on, facts)
