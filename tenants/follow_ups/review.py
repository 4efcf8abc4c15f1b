"""One customer's open reasons on a day: which may be worked, over which channel, and why the others wait."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from tenants.follow_ups.governor import channel_for
from tenants.follow_ups.holds import Hold
from tenants.follow_ups.ledger import Ledger
from tenants.follow_ups.people import Person
from tenants.follow_ups.permission import Ask, Rules
from tenants.follow_ups.reasons import OpenReason
from tenants.follow_ups.refusals import CALM_AFTER_COMPLAINT_DAYS
from tenants.follow_ups.triggers import Channel


@dataclass(frozen=True, slots=True)
class Held:
    """`until_on`: the day from which on it is asked again, where that is known."""

    hold: Hold
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """`ready`: reasons with the channel they may be worked over; `held` by the id of the reason."""

    ready: list[tuple[OpenReason, Channel]] = field(default_factory=list)
    held: dict[UUID, Held] = field(default_factory=dict)


def review(reasons: Collection[OpenReason], person: Person, ledger: Ledger, rules: Rules, today: date) -> Review:
    """Of one customer. The first hold that applies is named; a rider waits for a reason that takes it along."""
    calm_on = _calm_on(reasons, person)
    known = replace(person, calm_on=calm_on) if calm_on else person
    found = Review()
    for one in reasons:
        held = _waits(one, known, today)
        is_written = one.trigger.is_chased and ledger.has_begun(one.id)
        channel = Channel.CALL if is_written else one.channel_on(today, known.rfm_class)
        if held is None:
            channel, held = _governed(one, channel, known, ledger, rules, today)
        if held:
            found.held[one.id] = held
        else:
            found.ready.append((one, channel))
    return _without_lone_riders(found)


def _governed(
    one: OpenReason, channel: Channel, person: Person, ledger: Ledger, rules: Rules, today: date
) -> tuple[Channel, Held | None]:
    if one.trigger.is_rider:
        return channel, None  # it is no contact of its own
    ask = Ask.about(one.trigger, channel, today, reason_id=one.id)
    allowed, verdict = channel_for(ask, ledger, person, rules)
    return Channel(allowed), Held(verdict.why, _day(verdict.until)) if verdict.why else None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _without_lone_riders(found: Review) -> Review:
    if any(not one.trigger.is_rider for one, _ in found.ready):
        return found
    return Review([], found.held | {one.id: Held(Hold.RIDES_ALONG) for one, _ in found.ready})


def _waits(one: OpenReason, person: Person, today: date) -> Held | None:
    return next(
        (
            Held(hold, until_on(one, person))
            for hold, (applies, until_on) in _WAITS.items()
            if applies(one, person, today)
        ),
        None,
    )


def _has_appointment(one: OpenReason, person: Person, today: date) -> bool:
    due_on = person.next_appointment_on
    return one.trigger.waits_for_appointment and due_on is not None and today <= due_on


def _after_appointment(one: OpenReason, person: Person) -> date | None:
    return person.next_appointment_on + timedelta(1) if person.next_appointment_on else None


_Applies = Callable[[OpenReason, Person, date], bool]
_Until = Callable[[OpenReason, Person], date | None]
_WAITS: Mapping[Hold, tuple[_Applies, _Until]] = {
    Hold.NOT_YET: (lambda one, person, today: today < one.window.open_on, lambda one, person: one.window.open_on),
    Hold.EXPIRED: (lambda one, person, today: today > one.window.expires_on, lambda one, person: None),
    Hold.AWAITS_REPLY: (lambda one, person, today: one.awaits_reply(today), lambda one, person: one.next_step_on),
    Hold.ASLEEP: (
        lambda one, person, today: one.wake is not None and today < one.wake.on,
        lambda one, person: one.wake.on if one.wake else None,
    ),
    Hold.APPOINTMENT: (_has_appointment, _after_appointment),
}


def _calm_on(reasons: Iterable[OpenReason], person: Person) -> date | None:
    """From when on he may hear of care and marketing again (domain.md 4.3)."""
    closed_on = [person.complaint_closed_on] if person.complaint_closed_on else []
    # one that expired unanswered calms down like one that was closed
    expired_on = [reason.window.expires_on for reason in reasons if reason.trigger.freezes]
    calm_on = [day + timedelta(CALM_AFTER_COMPLAINT_DAYS) for day in (*closed_on, *expired_on)]
    return max((*calm_on, *([person.calm_on] if person.calm_on else ())), default=None)
