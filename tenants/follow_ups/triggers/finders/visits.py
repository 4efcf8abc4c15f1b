"""Found by visits: those who were here lately, and those whose next visit is late."""

from collections.abc import Iterator

from tenants.follow_ups.shop_day import Rhythm, ServiceVisit, ShopDay, newest_per_customer
from tenants.follow_ups.triggers.trigger import VARIANT, Candidate, Facts
from tenants.needs.relations import Relation, top
from tenants.needs.rhythm import lapses_on, own_interval
from tenants.scoring.segments import Mode

CAME_FIRST = "first"  # the variant of who was here once


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
    """Who paid less than the shop's P50 at his last visit, and what goes with the work of it (domain.md 2.4, TV-G3).

    He came within 30 days when the window opens, which counts from the visit: on the eve of the 30th day R is 29.
    Who was here for the first time hears of it after three weeks (domain.md 1, row 117).
    """
    dates = {one.customer_id: one.lifetime_dates for one in day.standings}
    for visit in newest_per_customer(day.visits):
        if 0 < visit.paid_fen < (day.median_visit_fen or 0) and (found := _goes_with(visit, day)):
            facts = {"visit_on": visit.visit_on.isoformat(), **_told(found)}
            if dates.get(visit.customer_id) == 1:
                facts |= {VARIANT: CAME_FIRST}
            yield Candidate(visit.customer_id, visit.vehicle_id, visit.visit_on, facts)


def _goes_with(visit: ServiceVisit, day: ShopDay) -> Relation | None:
    if visit.vehicle_id is None:
        return None
    done = day.bought.get(visit.vehicle_id, {})
    now = [code for code, on in done.items() if on >= (visit.arrived_on or visit.visit_on)]
    bought = {*done, *day.bought.get(visit.customer_id, {})}
    return top(day.relations, now, bought, day.refused.get(visit.customer_id, frozenset()), visit.fuel)


def _told(relation: Relation) -> dict[str, str]:
    told = {"items": relation.to_item, "from": relation.from_item, "kind": relation.kind.value}
    return told | ({"why": relation.why} if relation.why else {})


def _is_dormant(day: ShopDay, visits: int) -> bool:
    return day.mode == Mode.NONE and visits > 1


def _rhythms(day: ShopDay) -> Iterator[tuple[Rhythm, int]]:
    visits = {one.customer_id: one.lifetime_dates for one in day.standings}
    return ((rhythm, visits.get(rhythm.customer_id, 0)) for rhythm in day.rhythms)


def _lapsed(rhythm: Rhythm, **also: int) -> Candidate:
    interval = own_interval(rhythm.gap_count, rhythm.median_gap, rhythm.prior_days)
    facts: Facts = {"last_service_on": rhythm.last_service_on.isoformat(), "interval_days": round(interval), **also}
    return Candidate(rhythm.customer_id, None, lapses_on(rhythm.last_service_on, interval), facts)
