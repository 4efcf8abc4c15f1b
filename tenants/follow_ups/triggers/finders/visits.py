"""Found by visits: those who were here lately, and those whose next visit is late."""

from collections.abc import Iterator

from tenants.follow_ups.shop_day import ShopDay, newest_per_customer
from tenants.follow_ups.triggers.trigger import Candidate, Facts
from tenants.needs.rhythm import lapses_on, own_interval


def delivered(day: ShopDay) -> Iterator[Candidate]:
    for visit in newest_per_customer(day.visits):
        facts: Facts = {"visit_on": visit.visit_on.isoformat()}
        yield Candidate(visit.customer_id, visit.vehicle_id, visit.handed_over_on, facts)


def over_own_rhythm(day: ShopDay) -> Iterator[Candidate]:
    for rhythm in day.rhythms:
        interval = own_interval(rhythm.gap_count, rhythm.median_gap, rhythm.prior_days)
        facts: Facts = {"last_service_on": rhythm.last_service_on.isoformat(), "interval_days": round(interval)}
        yield Candidate(rhythm.customer_id, None, lapses_on(rhythm.last_service_on, interval), facts)
