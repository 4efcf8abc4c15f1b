"""Found by visits: those who were here lately, and those whose next visit is late."""

from collections.abc import Iterator
from statistics import median

from tenants.follow_ups.shop_day import Rhythm, ShopDay, newest_per_customer
from tenants.follow_ups.triggers.trigger import Candidate, Facts
from tenants.needs.rhythm import lapses_on, own_interval
from tenants.scoring.segments import Mode

SMALL_SHARE = 0.5  # of the shop's median visit
MOST_SUGGESTED = 3  # items in one message


def delivered(day: ShopDay) -> Iterator[Candidate]:
    for visit in newest_per_customer(day.visits):
        facts: Facts = {"visit_on": visit.visit_on.isoformat()}
        yield Candidate(visit.customer_id, visit.vehicle_id, visit.handed_over_on, facts)


def over_own_rhythm(day: ShopDay) -> Iterator[Candidate]:
    return (_lapsed(rhythm) for rhythm, visits in _rhythms(day) if not _is_dormant(day, visits))


def asleep_after_coming_again(day: ShopDay) -> Iterator[Candidate]:
    """Instead of a lapse, where a shop divides its customers by nothing else (domain.md 2.3, mode none)."""
    return (_lapsed(rhythm, visits=visits) for rhythm, visits in _rhythms(day) if _is_dormant(day, visits))


def small_visit(day: ShopDay) -> Iterator[Candidate]:
    """Who spent little the last time, with a car that never had something here which it could need."""
    amounts = [visit.paid_fen for visit in day.visits if visit.paid_fen > 0]
    limit = SMALL_SHARE * median(amounts) if amounts else 0
    for visit in newest_per_customer(day.visits):
        items = day.suggestions.get(visit.vehicle_id, ()) if visit.vehicle_id else ()
        if items and 0 < visit.paid_fen < limit:
            facts: Facts = {"visit_on": visit.visit_on.isoformat(), "items": ",".join(items[:MOST_SUGGESTED])}
            yield Candidate(visit.customer_id, visit.vehicle_id, visit.handed_over_on, facts)


def _is_dormant(day: ShopDay, visits: int) -> bool:
    return day.mode == Mode.NONE and visits > 1


def _rhythms(day: ShopDay) -> Iterator[tuple[Rhythm, int]]:
    visits = {one.customer_id: one.lifetime_dates for one in day.standings}
    return ((rhythm, visits.get(rhythm.customer_id, 0)) for rhythm in day.rhythms)


def _lapsed(rhythm: Rhythm, **also: int) -> Candidate:
    interval = own_interval(rhythm.gap_count, rhythm.median_gap, rhythm.prior_days)
    facts: Facts = {"last_service_on": rhythm.last_service_on.isoformat(), "interval_days": round(interval), **also}
    return Candidate(rhythm.customer_id, None, lapses_on(rhythm.last_service_on, interval), facts)
