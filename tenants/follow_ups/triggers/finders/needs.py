"""Found by what cars need (domain.md 3.4, 3.5): items that fall due, policies and inspections that end."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from tenants.follow_ups.shop_day import CarNeed, ShopDay
from tenants.follow_ups.triggers.trigger import VARIANT, Candidate, Facts
from tenants.needs.items import ITEMS

ONE_TALK_DAYS = 45  # what falls due within so many days of the first goes into one recommendation
ITEM, INSURANCE, INSPECTION = "item", "insurance", "inspection"
LOW = "low"  # the confidence of what must not be called overdue
SAFETY = "safety"


def maintenance_due(day: ShopDay) -> Iterator[Candidate]:
    yield from (_due(talk) for talk in _talks(day.needs, ITEM, _contacted) if _is_maintenance(talk))


def item_due(day: ShopDay) -> Iterator[Candidate]:
    """What falls due apart from any maintenance."""
    yield from (_due(talk) for talk in _talks(day.needs, ITEM, _contacted) if not _is_maintenance(talk))


def insurance_ends(day: ShopDay) -> Iterator[Candidate]:
    for talk in _talks(day.needs, INSURANCE, _ends):
        yield _candidate(talk, talk[0].due_on, {})


def inspection_ends(day: ShopDay) -> Iterator[Candidate]:
    for talk in _talks(day.needs, INSPECTION, _ends):
        yield _candidate(talk, talk[0].due_on, {"wording": "ask"} if talk[0].may_have_expired else {})


def _contacted(need: CarNeed) -> date:
    return need.anchor_on


def _ends(need: CarNeed) -> date:
    return need.due_on


def _talks(needs: Iterable[CarNeed], kind: str, on: Callable[[CarNeed], date]) -> Iterator[Sequence[CarNeed]]:
    """The needs of one car that are spoken of together, the first one leading."""
    of_car: dict[Hashable, list[CarNeed]] = defaultdict(list)
    for need in needs:
        if need.kind == kind:
            of_car[need.vehicle_id].append(need)
    for his in of_car.values():
        his.sort(key=lambda need: (on(need), need.code))
        talk = his[:1]
        for need in his[1:]:
            if on(need) > on(talk[0]) + timedelta(ONE_TALK_DAYS):
                yield talk
                talk = []
            talk.append(need)
        yield talk


def _is_maintenance(talk: Iterable[CarNeed]) -> bool:
    # what is no item of the catalogue is the next visit of a car whose items nobody wrote down
    return any(need.code not in ITEMS or ITEMS[need.code].is_maintenance for need in talk)


def _due(talk: Sequence[CarNeed]) -> Candidate:
    is_safety = any(need.code in ITEMS and ITEMS[need.code].is_safety for need in talk)
    facts = ({VARIANT: SAFETY} if is_safety else {}) | ({"wording": LOW} if talk[0].confidence == LOW else {})
    return _candidate(talk, talk[0].anchor_on, facts)


def _candidate(talk: Sequence[CarNeed], anchor_on: date, facts: dict[str, str]) -> Candidate:
    told: Facts = {"items": ",".join(need.code for need in talk), "due_on": talk[0].due_on.isoformat(), **facts}
    return Candidate(talk[0].customer_id, talk[0].vehicle_id, anchor_on, told)
