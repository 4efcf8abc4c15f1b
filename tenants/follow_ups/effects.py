"""What an outcome does, decided before anything is written (domain.md 4.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from tenants.errors import N_, DomainError
from tenants.follow_ups.outcomes import LASTING, OUTCOMES, Asks, Closes, Mark, Outcome, Silence
from tenants.follow_ups.people import EVERY_CALL
from tenants.follow_ups.reasons import AFTER_COMPLAINT, OpenReason
from tenants.follow_ups.triggers import TRIGGERS, Candidate, Channel, Facts, Fired, fire
from tenants.follow_ups.windows import EVERY_DAY, Half, OpenDays, Wake

MOST_TRIES = 3
PROMOTERS_FROM, MOST_NPS = 9, 10  # of the question whether he would recommend us
AHEAD_DAYS = 400  # a call-back, an appointment: in a year, with room
RENEWED_DAYS = 1100  # a policy or an inspection holds for three years at most
OLDEST_ON = date(1990, 1, 1)
SECOND_CALL = "CALLBACK"  # what settles a complaint opens
UNREACHED = "unreached"  # closes what three tries could not reach


@dataclass(frozen=True, slots=True)
class Answer:
    """What the advisor tells. `on` is the day of the appointment, call-back, sale or new expiry; `nps` is 0..10."""

    outcome: str
    channel: str
    on: date | None = None
    half: Half = Half.AM
    reason: str = ""
    note: str = ""
    vehicle_id: UUID | None = None  # of a customer with several cars
    nps: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as the shop's clock shows it; `at` is told by who books in a call, see booking.Hand."""

    today: date
    half: Half
    open_days: OpenDays = EVERY_DAY
    at: time = time.min


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything an outcome changes, for the database to write and an undo to take back."""

    connected: bool = False
    tries: int = 0  # unanswered ones of this follow-up so far
    closes: tuple[UUID, ...] = ()  # reasons
    closed_by: str = ""
    opens: Fired | None = None  # after closing; one of the same key is reopened
    puts_off: tuple[UUID, ...] = ()  # reasons that stay open but rest: until `wake`, or for good on `ends_on`
    wake: Wake | None = None
    ends_on: date | None = None
    suppresses: Mapping[str, date] = field(default_factory=dict)  # scope -> silent before this day
    mark: Mark | None = None
    on: date | None = None  # the day told, for the mark
    vehicle_id: UUID | None = None  # the car it is about
    not_before_on: date | None = None  # it was too early for what the car needs
    then_call: bool = False  # when it comes back: a message was not enough
    is_done_today: bool = False  # nothing on the card is left for today


def decide(answer: Answer, card: Sequence[OpenReason], *, moment: Moment, tries: int) -> Effects:
    """What an outcome does to the reasons on a card (primary first) after `tries` unanswered ones.

    Raises DomainError when something asked for is missing or makes no sense.
    """
    outcome = _checked(answer, moment)
    tries += outcome.retries and not _is_again(card[0], tries, moment)
    is_unreached = outcome.retries and tries >= MOST_TRIES
    vehicle_id = answer.vehicle_id or card[0].vehicle_id
    opened = _opened(outcome, answer, card, vehicle_id, moment)
    closed = _closed(outcome, card, vehicle_id, opened, is_unreached)
    left = [one for one in card if one not in closed]
    wake, ends_on = _rest(outcome, answer, opened, moment)
    then_call = ends_on is not None and any(one.trigger.is_chased for one in left)
    if then_call:
        wake, ends_on = _other_half(moment), None
    # a message may wait for its reply, a complaint may not
    resting = [one for one in left if wake or (ends_on and not one.trigger.freezes)]
    wakes_today = bool(resting and wake and wake.on == moment.today)
    return Effects(
        connected=outcome.connected,
        tries=tries,
        closes=tuple(one.id for one in closed),
        closed_by=UNREACHED if is_unreached else outcome.code,
        opens=opened,
        puts_off=tuple(one.id for one in resting),
        wake=wake if resting else None,
        ends_on=ends_on if resting else None,
        suppresses=_suppressed(outcome, answer, closed, moment.today),
        mark=outcome.marks,
        on=answer.on,
        vehicle_id=vehicle_id,
        not_before_on=_later(outcome, answer, moment.today) if answer.reason in outcome.delays else None,
        then_call=then_call,
        is_done_today=len(resting) == len(left) and not wakes_today and not is_due(opened, moment),
    )


def keep(answer: Answer, *, vehicle_id: UUID | None, moment: Moment) -> Effects | None:
    """What an answer says of the customer for good, when he is on no card any more; None when it says nothing such.

    `vehicle_id`: the car that the card was about. Raises DomainError like `decide`.
    """
    outcome = _checked(answer, moment)
    if outcome.marks not in LASTING:
        return None
    return Effects(
        connected=outcome.connected, mark=outcome.marks, on=answer.on, vehicle_id=answer.vehicle_id or vehicle_id
    )


def snooze(card: Sequence[OpenReason], until: Wake, *, moment: Moment) -> Effects:
    """Put a card off without a contact, at most to the last day of its longest reason; else DomainError."""
    last_on = max(one.window.expires_on for one in card)
    if not moment.today < until.on <= last_on:
        raise DomainError(N_("Choose a day from tomorrow to %(last)s; after that the reason expires."), last=last_on)
    return Effects(puts_off=tuple(one.id for one in card), wake=until, is_done_today=True)


_COMING_DAYS = {Asks.DAY, Asks.DAY_IF_NAMED}
_PAST = {Mark.CAR_SOLD, Mark.CAR_MOVED, Mark.CAR_SCRAPPED}  # the day told is the day it happened


def _checked(answer: Answer, moment: Moment) -> Outcome:
    outcome = OUTCOMES.get(answer.outcome)
    if outcome is None:
        raise DomainError(N_("There is no outcome %(code)s. Reload the page and choose again."), code=answer.outcome)
    if answer.channel not in set(Channel):
        raise DomainError(N_("Say how you tried to reach the customer: by call, WeChat or SMS."))
    if answer.reason and answer.reason not in outcome.reasons:
        raise DomainError(N_("Choose one of the reasons shown, or write a note."))
    _check_asked(outcome.asks, answer)
    if answer.nps is not None and not 0 <= answer.nps <= MOST_NPS:
        raise DomainError(N_("Choose a number from 0 to 10."))
    if answer.on and answer.on < moment.today and (outcome.asks in _COMING_DAYS or outcome.delays):
        raise DomainError(N_("%(day)s is over. Choose today or a later day."), day=answer.on)
    if answer.on:
        _check_day(outcome, answer.on, moment.today)
    return outcome


def _check_day(outcome: Outcome, on: date, today: date) -> None:
    """A typing mistake in the year must not silence a customer for ever, or close his car in the wrong century."""
    is_past = outcome.marks in _PAST
    days = RENEWED_DAYS if outcome.marks is Mark.RENEWED else AHEAD_DAYS
    if is_past and on > today:
        raise DomainError(N_("%(day)s is still to come. Choose the day it happened, today at the latest."), day=on)
    if on < OLDEST_ON:
        raise DomainError(N_("%(day)s is too long ago. Choose a day from %(first)s on."), day=on, first=OLDEST_ON)
    if on > today + timedelta(days):
        raise DomainError(N_("%(day)s is too far away. Choose a day at most %(days)s days ahead."), day=on, days=days)


def _check_asked(asks: Asks, answer: Answer) -> None:
    has_reason = bool(answer.reason or answer.note.strip())
    if asks is Asks.DAY and not answer.on:
        raise DomainError(N_("Choose the day, then save again."))
    if asks is Asks.REASON and not has_reason:
        raise DomainError(N_("Tap a reason or write a short note, then save again."))
    if asks is Asks.ANY and not (has_reason or answer.on):
        raise DomainError(N_("Add a day, a reason or a short note, then save again."))


def _opened(
    outcome: Outcome, answer: Answer, card: Sequence[OpenReason], vehicle_id: UUID | None, moment: Moment
) -> Fired | None:
    settled = next((one for one in card if one.trigger.freezes and outcome.second_call_after), None)
    opens = SECOND_CALL if settled else _trigger_opened(outcome, answer)
    if not opens:
        return None
    primary = settled or card[0]
    named = answer.on if outcome.asks in _COMING_DAYS else None
    days = outcome.second_call_after if settled else outcome.opens_after
    anchor_on = named or moment.today + timedelta(days)
    facts: Facts = {"outcome": outcome.code, "about": primary.trigger.code, "half": answer.half.value}
    if settled:
        facts = {**facts, "wording": AFTER_COMPLAINT}
    candidate = Candidate(primary.customer_id, vehicle_id, anchor_on, facts)
    opened = fire(TRIGGERS[opens], candidate, moment.open_days)
    return None if outcome.opens_later and is_due(opened, moment) else opened


def _trigger_opened(outcome: Outcome, answer: Answer) -> str:
    if answer.nps is not None and answer.nps >= PROMOTERS_FROM:
        return outcome.promoters_open or ""
    return outcome.opens or ""


def is_due(opened: Fired | None, moment: Moment) -> bool:
    """Must what an outcome opens be worked today already?"""
    return opened is not None and opened.window.open_on <= moment.today


def _closed(
    outcome: Outcome, card: Sequence[OpenReason], vehicle_id: UUID | None, opened: Fired | None, is_unreached: bool
) -> list[OpenReason]:
    covered = list(card) if is_unreached else _covered(outcome.closes, card, vehicle_id)
    # a complaint ends with a conversation
    closed = [one for one in covered if outcome.connected or not one.trigger.freezes]
    # a new promise takes the place of the old one
    replaced = [one for one in card if opened and one.trigger.code == opened.trigger.code and one not in closed]
    return closed + replaced


def _covered(closes: Closes, card: Sequence[OpenReason], vehicle_id: UUID | None) -> list[OpenReason]:
    match closes:
        case Closes.NOTHING:
            return []
        case Closes.CARD:
            return list(card)
        case Closes.VEHICLE:
            primary, *others = card
            return [primary, *(one for one in others if vehicle_id and one.vehicle_id == vehicle_id)]


def _rest(outcome: Outcome, answer: Answer, opened: Fired | None, moment: Moment) -> tuple[Wake | None, date | None]:
    """When the reasons left open come back, and when they close without a reply."""
    if outcome.awaits_reply_days:
        return None, moment.today + timedelta(outcome.awaits_reply_days)
    if outcome.retries:
        return _other_half(moment), None
    if opened:
        is_today = opened.window.open_on == moment.today
        return Wake(opened.window.open_on, max(answer.half, moment.half) if is_today else answer.half), None
    return None, None


def _is_again(primary: OpenReason, tries: int, moment: Moment) -> bool:
    """Another call of this half-day: two tabs or two advisors, who rang at a time that was tried before."""
    return tries > 0 and primary.wake == _other_half(moment)


def _other_half(moment: Moment) -> Wake:
    if moment.half is Half.AM:
        return Wake(moment.today, Half.PM)
    return Wake(moment.open_days.on_or_after(moment.today + timedelta(1)), Half.AM)


def _suppressed(outcome: Outcome, answer: Answer, closed: Sequence[OpenReason], today: date) -> dict[str, date]:
    until_on = _later(outcome, answer, today)
    if outcome.silences is Silence.SAME_TRIGGERS:
        return {one.trigger.code: until_on for one in closed if not one.trigger.promised}
    return {EVERY_CALL: until_on} if outcome.silences is Silence.EVERY_CALL else {}


def _later(outcome: Outcome, answer: Answer, today: date) -> date:
    """The day he named, where he may; else when the silence of the outcome is over."""
    named = answer.on if outcome.delays else None
    return named or today + timedelta(outcome.silence_days)
