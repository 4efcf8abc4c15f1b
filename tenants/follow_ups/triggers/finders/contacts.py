"""Found by how long nobody has spoken with a customer who must not be forgotten."""

from collections.abc import Iterator
from datetime import timedelta

from tenants.follow_ups.shop_day import ShopDay, Standing
from tenants.follow_ups.triggers.trigger import Candidate
from tenants.scoring.segments import RfmClass, Tier

KEY_EVERY_DAYS = 30
VIP_EVERY_DAYS = 60


def key_account(day: ShopDay) -> Iterator[Candidate]:
    return _every(KEY_EVERY_DAYS, (one for one in day.standings if one.tier == Tier.KEY), day)


def very_valuable(day: ShopDay) -> Iterator[Candidate]:
    """Key accounts are spoken with more often already."""
    best = (one for one in day.standings if one.rfm_class is RfmClass.VALUE and one.tier != Tier.KEY)
    return _every(VIP_EVERY_DAYS, best, day)


def _every(days: int, standings: Iterator[Standing], day: ShopDay) -> Iterator[Candidate]:
    """Again and again until somebody has spoken with him, on the phone or at a visit."""
    for one in standings:
        last_on = max(day.talks.get(one.customer_id, one.last_paid_on), one.last_paid_on)
        rounds = (day.today - last_on).days // days
        if rounds:
            facts = {"last_talk_on": last_on.isoformat()}
            yield Candidate(one.customer_id, None, last_on + timedelta(days * rounds), facts)
