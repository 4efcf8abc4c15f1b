"""Found by how a customer stands: his class, how often he came, when he first and last did."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from tenants.follow_ups.shop_day import ShopDay, Standing
from tenants.follow_ups.triggers.finders.samples import sample
from tenants.follow_ups.triggers.trigger import Candidate, Facts
from tenants.scoring.segments import RfmClass

SECOND_VISIT_LEAD_DAYS = 30  # before the recency cut would call a first-timer gone
WINBACK_CLASSES = {RfmClass.RECALL, RfmClass.RETAIN}
WINBACK_EVERY_DAYS = 90
WINBACK_ROUNDS = 3
WAKE_CLASSES = {RfmClass.MAINTAIN, RfmClass.LOST}
WAKE_SHARE = 6  # one of so many each month: twice a year is enough for who spent little
WAKE_PER_MONTH = 300  # at most: more would be noise in every list, and most of them are gone for good
WAKE_DAYS = 20  # over which the batch of a month is spread
ASKED_PER_MONTH = 20


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
            facts: Facts = {**_silent(standing), "rfm_class": standing.rfm_class.value, "round": rounds + 1}
            yield Candidate(standing.customer_id, None, anchor_on, facts)


def gone_for_little(day: ShopDay) -> Iterator[Candidate]:
    """The monthly batch: some of those who spent little, a few each day."""
    month = day.today.replace(day=1)
    gone = {one.customer_id: one for one in day.standings if one.rfm_class in WAKE_CLASSES}
    batch = sample(gone, month, min(-(-len(gone) // WAKE_SHARE), WAKE_PER_MONTH))
    for place, customer_id in enumerate(batch):
        anchor_on = month + timedelta(place * WAKE_DAYS // len(batch))
        yield Candidate(customer_id, None, anchor_on, _silent(gone[customer_id]))


def asked_why_gone(day: ShopDay) -> Iterator[Candidate]:
    """Some of those who became churned in a month are asked for their reason."""
    of_month: dict[date, dict[UUID, Standing]] = defaultdict(dict)
    for one in day.standings:
        of_month[_churned_on(one, day).replace(day=1)][one.customer_id] = one
    # windows reach into the month after the next
    for month in sorted(month for month in of_month if timedelta(0) <= day.today - month < timedelta(100)):
        for customer_id in sample(of_month[month], month, ASKED_PER_MONTH):
            one = of_month[month][customer_id]
            yield Candidate(customer_id, None, _churned_on(one, day), _silent(one))


def _churned_on(one: Standing, day: ShopDay) -> date:
    return one.last_paid_on + timedelta(day.churned_after_days + 1)


def _silent(one: Standing) -> dict[str, str | int]:
    return {"last_paid_on": one.last_paid_on.isoformat()}
