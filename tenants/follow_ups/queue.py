"""Today's list: one follow-up per customer, merged, ordered and given to someone (domain.md 4.2, 4.3, 4.5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants.follow_ups.assignment import cost
from tenants.follow_ups.capacity import Day, share_out
from tenants.follow_ups.crew import NOBODY, Crew
from tenants.follow_ups.governor import decide
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Rules
from tenants.follow_ups.priority import Priority, merged, weigh
from tenants.follow_ups.reasons import OpenReason
from tenants.follow_ups.review import Held, Review, review
from tenants.follow_ups.triggers import Band, Channel
from tenants.scoring.segments import RfmClass, Tier

MOST_SECONDARY = 3  # reasons beside the primary one on a card; the rest stay open


@dataclass(frozen=True, slots=True)
class Ranked:
    """A reason as it stands today: the nearer its end, the higher its band may be."""

    reason: OpenReason
    priority: Priority
    band: Band
    channel: Channel


@dataclass(frozen=True, slots=True)
class Planned:
    """A follow-up before it is stored: `primary` leads, up to three `secondary` reasons stand beside it."""

    customer_id: UUID
    primary: Ranked
    secondary: tuple[Ranked, ...]
    score: Decimal
    carry: int
    channel: Channel
    minutes: int  # of work
    assigned_to_id: UUID | None = None  # None: the pool
    is_over_capacity: bool = False  # urgent, and nobody has time for it

    @property
    def band(self) -> Band:
        return self.primary.band

    @property
    def reason_ids(self) -> list[UUID]:
        return [ranked.reason.id for ranked in (self.primary, *self.secondary)]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A follow-up of the previous queue that nobody finished."""

    customer_id: UUID
    carry: int
    reason_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Working:
    """A queue that is being worked already: it is fixed, only what cannot wait joins (domain.md 4.5).

    `on_list`: the customers of its open follow-ups -> with whom they lie. `finished`: those of the others, on whom the
    minutes `given` were spent.
    """

    on_list: Mapping[UUID, UUID | None]
    given: Mapping[UUID, int] = field(default_factory=dict)
    finished: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """`queue` in order; `held` by the id of the reason; `put_off`: had no room today, though some were on lists before;
    `held_out`: reasons of customers in the arm that goes without."""

    queue: list[Planned]
    held: dict[UUID, Held]
    put_off: list[Planned]
    held_out: frozenset[UUID]


def plan(
    reasons: Iterable[OpenReason],
    people: Mapping[UUID, Person],
    *,
    today: date,
    rules: Rules,
    ledgers: Mapping[UUID, Ledger] | None = None,
    left_over: Iterable[LeftOver] = (),
    crew: Crew = NOBODY,
    working: Working | None = None,
    by_tier: bool = False,
    shared: Mapping[UUID, frozenset[str]] | None = None,
) -> Plan:
    """The queue of `today`. `people` has every customer of `reasons`; `by_tier`: the shop does not use the classes.

    Customers merged into one arrive as one. `shared`: of those who share a number, which; it is called once a day.
    """
    of_customer: dict[UUID, list[OpenReason]] = defaultdict(list)
    for reason in reasons:
        of_customer[reason.customer_id].append(reason)
    morning = _Morning(people, today, rules, ledgers or {}, by_tier)
    reviews = {customer_id: morning.review(customer_id, his) for customer_id, his in of_customer.items()}
    unfinished = {one.customer_id: one for one in left_over}
    found = [
        _merge(ranked, unfinished.get(customer_id), people[customer_id])
        for customer_id, seen in reviews.items()
        if (ranked := morning.rank(customer_id, seen))
    ]
    found.sort(key=lambda one: (*_order(one.primary, one.score), one.customer_id))
    found, at_home = _one_a_number(found, shared or {}, working)
    now, later = _joining(found, working)
    day = Day(crew, today, dict(working.given) if working else {}, working.on_list if working else {})
    queue = share_out(now, people, day, morning.may_write)
    held = {reason_id: why for seen in reviews.values() for reason_id, why in seen.held.items()}
    held |= _waiting(at_home, reviews, Hold.HOUSEHOLD, today + timedelta(1))
    held |= _waiting(later, reviews, Hold.TOMORROW)
    held |= _waiting(day.put_off, reviews, Hold.NO_CAPACITY)
    return Plan(queue, held, day.put_off, _going_without(of_customer, people))


@dataclass(frozen=True, slots=True)
class _Morning:
    """What every customer's reasons are looked at with."""

    people: Mapping[UUID, Person]
    today: date
    rules: Rules
    ledgers: Mapping[UUID, Ledger]
    by_tier: bool

    def review(self, customer_id: UUID, reasons: list[OpenReason]) -> Review:
        return review(reasons, self.people[customer_id], self._ledger(customer_id), self.rules, self.today)

    def rank(self, customer_id: UUID, seen: Review) -> list[Ranked]:
        """The reasons that may be worked, the one that leads first."""
        worth = _worth(self.people[customer_id])
        ranked = [
            Ranked(
                one,
                weigh(one.trigger, one.window, today=self.today, by_tier=self.by_tier, **worth),
                one.trigger.band_on(one.window.deadline_on, self.today),
                channel,
            )
            for one, channel in seen.ready
        ]
        # a rider goes along and never leads, whatever its score
        return sorted(
            ranked, key=lambda one: (one.reason.trigger.is_rider, *_order(one, one.priority.score), one.reason.id)
        )

    def may_write(self, one: Planned, channel: Channel) -> bool:
        reason = one.primary.reason
        ask = Ask.about(reason.trigger, channel, self.today, reason_id=reason.id)
        return decide(ask, self._ledger(one.customer_id), self.people[one.customer_id], self.rules).allowed

    def _ledger(self, customer_id: UUID) -> Ledger:
        return self.ledgers.get(customer_id, Ledger())


def _waiting(
    ones: Iterable[Planned], reviews: Mapping[UUID, Review], hold: Hold, until_on: date | None = None
) -> dict[UUID, Held]:
    return {
        each.id: Held(Hold.RIDES_ALONG) if each.trigger.is_rider else Held(hold, until_on)
        for one in ones
        for each, _ in reviews[one.customer_id].ready
    }


def _worth(person: Person) -> dict[str, Any]:
    # who wants no profile is called in order of time, not of worth (domain.md 4.9)
    if person.no_profiling:
        return {"m_rank": 0.0, "rfm_class": RfmClass.NONE, "tier": None}
    return {"m_rank": person.m_rank, "rfm_class": person.rfm_class, "tier": person.tier}


def _order(ranked: Ranked, score: Decimal) -> tuple[Any, ...]:
    reason = ranked.reason
    return ranked.band, -score, reason.window.deadline_on, reason.created_at


def _merge(ranked: list[Ranked], unfinished: LeftOver | None, person: Person) -> Planned:
    primary, *further = ranked
    reason_ids = {one.reason.id for one in ranked}
    counted = sum(1 for one in further if not one.reason.trigger.is_rider)
    return Planned(
        customer_id=primary.reason.customer_id,
        primary=primary,
        secondary=tuple(further[:MOST_SECONDARY]),
        score=merged(primary.priority.score, counted),
        carry=unfinished.carry + 1 if unfinished and reason_ids & unfinished.reason_ids else 0,
        channel=primary.channel,
        minutes=cost(primary.channel, is_key=person.tier is Tier.KEY),
    )


def _one_a_number(
    found: list[Planned], shared: Mapping[UUID, frozenset[str]], working: Working | None
) -> tuple[list[Planned], list[Planned]]:
    """Of those who share a number the first, whoever is on a list that is worked before others; what was promised to
    the others is kept even so. And those whose turn comes on another day."""
    begun = working.on_list if working else {}
    taken = {number for one in (working.finished if working else ()) for number in shared.get(one, ())}
    waiting: set[UUID] = set()
    for one in sorted(found, key=lambda each: each.customer_id not in begun):
        his = shared.get(one.customer_id, frozenset())
        if his & taken and not one.primary.reason.trigger.promised:
            waiting.add(one.customer_id)
        taken |= his
    return (
        [one for one in found if one.customer_id not in waiting],
        [one for one in found if one.customer_id in waiting],
    )


def _joining(found: list[Planned], working: Working | None) -> tuple[list[Planned], list[Planned]]:
    """What belongs on today's list, and what waits for tomorrow because the list is being worked."""
    if working is None:
        return found, []
    joins = [one.customer_id in working.on_list or one.band < Band.PLANNED for one in found]
    return (
        [one for one, is_in in zip(found, joins, strict=True) if is_in],
        [one for one, is_in in zip(found, joins, strict=True) if not is_in],
    )


def _going_without(of_customer: Mapping[UUID, list[OpenReason]], people: Mapping[UUID, Person]) -> frozenset[UUID]:
    return frozenset(
        one.id
        for customer_id, his in of_customer.items()
        if people[customer_id].is_held_out
        for one in his
        if one.trigger.hold_out
    )
