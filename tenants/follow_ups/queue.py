"""Today's list: one follow-up per customer, merged, ordered and given to someone (domain.md 4.2, 4.3, 4.5)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from tenants.follow_ups.people import EVERY_CALL, Person
from tenants.follow_ups.priority import Priority, merged, weigh
from tenants.follow_ups.reasons import OpenReason
from tenants.follow_ups.triggers import Band, Category, Channel
from tenants.scoring.window import months_before

MOST_SECONDARY = 3  # reasons beside the primary one on a card; the rest stay open
CALM_AFTER_COMPLAINT_DAYS = 7
ADVISOR_MEMORY_MONTHS = 12
CARRIES_BEFORE_ESCALATION = {Band.MUST_TODAY: 1, Band.TIME_CRITICAL: 1, Band.PLANNED: 3}


class Hold(StrEnum):
    """Why an open reason is not on the list today."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    ASLEEP = "asleep"
    AWAITS_REPLY = "awaits_reply"
    COMPLAINT = "complaint"
    APPOINTMENT = "appointment"
    SUPPRESSED = "suppressed"
    DO_NOT_MARKET = "do_not_market"
    DO_NOT_CALL = "do_not_call"


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
    assigned_to_id: UUID | None  # None: the pool

    @property
    def band(self) -> Band:
        return self.primary.band

    @property
    def channel(self) -> Channel:
        return self.primary.channel

    @property
    def reason_ids(self) -> list[UUID]:
        return [ranked.reason.id for ranked in (self.primary, *self.secondary)]

    @property
    def is_escalated(self) -> bool:
        """Carried over so often that it belongs on the manager's list (domain.md 4.6)."""
        return self.carry >= CARRIES_BEFORE_ESCALATION[self.band]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A follow-up of the previous queue that nobody finished."""

    customer_id: UUID
    carry: int
    reason_ids: frozenset[UUID]


def plan(
    reasons: Iterable[OpenReason],
    people: Mapping[UUID, Person],
    *,
    today: date,
    left_over: Iterable[LeftOver] = (),
    advisor_ids: Collection[UUID] = frozenset(),
    manager_id: UUID | None = None,
) -> list[Planned]:
    """The queue of `today`, in order. `people` has every customer of `reasons`; `advisor_ids` are those who work here.
    A complaint goes to `manager_id` (domain.md 4.6).

    Customers merged into one arrive as one, so a household with one phone is one follow-up.
    """
    of_customer: dict[UUID, list[OpenReason]] = defaultdict(list)
    for reason in reasons:
        of_customer[reason.customer_id].append(reason)
    unfinished = {one.customer_id: one for one in left_over}
    planned = [
        _merge(
            ranked,
            unfinished.get(customer_id),
            manager_id if ranked[0].reason.trigger.freezes else _assignee(people[customer_id], advisor_ids, today),
        )
        for customer_id, his in of_customer.items()
        if (ranked := _ranked(his, people[customer_id], today)) and not ranked[0].reason.trigger.is_rider
    ]
    return sorted(planned, key=lambda one: (*_order(one.primary, one.score), one.customer_id))


def holds(reasons: Collection[OpenReason], person: Person, today: date) -> dict[UUID, Hold]:
    """Of one customer's open reasons: which are kept off today's list -> why. The first hold that applies is named."""
    is_upset = _is_upset(reasons, person, today)
    cases = (_Case(reason, person, today, is_upset) for reason in reasons)
    named = (
        (case.reason.id, next((hold for hold, applies in _HOLDS.items() if applies(case)), None)) for case in cases
    )
    return {reason_id: hold for reason_id, hold in named if hold is not None}


@dataclass(frozen=True, slots=True)
class _Case:
    reason: OpenReason
    person: Person
    today: date
    is_upset: bool

    @property
    def is_optional(self) -> bool:
        return self.reason.trigger.category is not Category.SERVICE

    @property
    def is_call(self) -> bool:
        return self.reason.channel_on(self.today, self.person.rfm_class) is Channel.CALL

    def is_suppressed(self, scope: str) -> bool:
        return self.today < self.person.suppressed.get(scope, date.min)


_HOLDS: Mapping[Hold, Callable[[_Case], bool]] = {
    Hold.NOT_YET: lambda case: case.today < case.reason.window.open_on,
    Hold.EXPIRED: lambda case: case.today > case.reason.window.expires_on,
    Hold.AWAITS_REPLY: lambda case: case.reason.awaits_reply(case.today),
    Hold.ASLEEP: lambda case: case.reason.wake is not None and case.today < case.reason.wake.on,
    Hold.COMPLAINT: lambda case: case.is_upset and case.is_optional,
    Hold.DO_NOT_MARKET: lambda case: case.person.do_not_market and not case.reason.trigger.promised,
    Hold.DO_NOT_CALL: lambda case: case.person.do_not_call and case.is_call and not case.reason.trigger.promised,
    Hold.SUPPRESSED: lambda case: (
        case.is_suppressed(case.reason.trigger.code)
        or (case.is_optional and case.is_call and case.is_suppressed(EVERY_CALL))
    ),
    Hold.APPOINTMENT: lambda case: (
        case.reason.trigger.waits_for_appointment
        and case.person.next_appointment_on is not None
        and case.today <= case.person.next_appointment_on
    ),
}


def _is_upset(reasons: Iterable[OpenReason], person: Person, today: date) -> bool:
    closed_on = [person.complaint_closed_on] if person.complaint_closed_on else []
    # one that expired unanswered calms down like one that was closed
    expired_on = [reason.window.expires_on for reason in reasons if reason.trigger.freezes]
    return any(today < ended_on + timedelta(CALM_AFTER_COMPLAINT_DAYS) for ended_on in (*closed_on, *expired_on))


def _ranked(reasons: Collection[OpenReason], person: Person, today: date) -> list[Ranked]:
    held = holds(reasons, person, today)
    ranked = [
        Ranked(
            one,
            weigh(one.trigger, one.window, m_rank=person.m_rank, rfm_class=person.rfm_class, today=today),
            one.trigger.band_on(one.window.deadline_on, today),
            one.channel_on(today, person.rfm_class),
        )
        for one in reasons
        if one.id not in held
    ]
    # a rider goes along and never leads, whatever its score
    return sorted(
        ranked, key=lambda one: (one.reason.trigger.is_rider, *_order(one, one.priority.score), one.reason.id)
    )


def _order(ranked: Ranked, score: Decimal) -> tuple[Any, ...]:
    reason = ranked.reason
    return ranked.band, -score, reason.window.deadline_on, reason.created_at


def _merge(ranked: list[Ranked], unfinished: LeftOver | None, assigned_to_id: UUID | None) -> Planned:
    primary, *further = ranked
    reason_ids = {one.reason.id for one in ranked}
    return Planned(
        customer_id=primary.reason.customer_id,
        primary=primary,
        secondary=tuple(further[:MOST_SECONDARY]),
        score=merged(primary.priority.score, len(further)),
        carry=unfinished.carry + 1 if unfinished and reason_ids & unfinished.reason_ids else 0,
        assigned_to_id=assigned_to_id,
    )


def _assignee(person: Person, advisor_ids: Collection[UUID], today: date) -> UUID | None:
    """His dedicated advisor, else who served him within a year, as long as they work here; else the pool."""
    if person.dedicated_advisor_id in advisor_ids:
        return person.dedicated_advisor_id
    is_recent = person.last_visit_on is not None and person.last_visit_on > months_before(today, ADVISOR_MEMORY_MONTHS)
    return person.last_advisor_id if is_recent and person.last_advisor_id in advisor_ids else None
