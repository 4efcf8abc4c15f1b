"""Record what came of a contact, and take it back (domain.md 4.6)."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from tenants.db import db, new_id
from tenants.errors import N_, DomainError
from tenants.follow_ups import effects as deciding
from tenants.follow_ups import followed, marks, priority, snoozing, undoing
from tenants.follow_ups.effects import Answer, Effects, Moment
from tenants.follow_ups.governing import category_of
from tenants.follow_ups.marks import Recording
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.follow_ups.reasons import AFTER_COMPLAINT
from tenants.follow_ups.stored import new_reason, open_days, open_reason
from tenants.follow_ups.told import Told
from tenants.follow_ups.triggers import TRIGGERS, Channel, Facts, Fired
from tenants.follow_ups.undoing import Trail
from tenants.follow_ups.windows import HALF_STARTS, Half

UNDO_MINUTES = 10
UNIQUE_VIOLATION = "23505"
CALL_BACK = "CALLBACK"
SHOWN = ("open", "done", "carried")  # of the list of the day


class StaleForm(DomainError):
    """A form whose key has made a contact already, and that says something else."""

    def __init__(self) -> None:
        super().__init__(N_("This form was used before and is not fresh: nothing was saved. Load the card again."))


def moment_of(now: datetime, timezone: str) -> Moment:
    """`now` as the clock and the calendar of the shop in scope show it."""
    today, half = half_of(now, timezone)
    return Moment(today, half, open_days(), now.astimezone(ZoneInfo(timezone)).time())


def half_of(now: datetime, timezone: str) -> tuple[date, Half]:
    """The day and the half of it that a shop's clock shows."""
    local = now.astimezone(ZoneInfo(timezone))
    return local.date(), Half.PM if local.time() >= HALF_STARTS[Half.PM] else Half.AM


def record(
    follow_up_id: uuid.UUID,
    answer: Answer,
    *,
    user_id: uuid.UUID,
    now: datetime,
    moment: Moment,
    request_key: uuid.UUID,
    words: str = "",
    at: time | None = None,
    told: Told | None = None,
    manager_id: uuid.UUID | None = None,
) -> Contact:
    """Write one attempt into the ledger and do what its outcome asks for. `at` is the hour of an appointment;
    `manager_id` gets what must not stay with the advisor: a complaint about him (domain.md 4.6).

    A card of a day gone by leads to the customer's newest one. Where nothing is left to work, what the answer says of
    the customer for good is written all the same.

    The same form again, by its `request_key`, answers with the contact it made before. Raises StaleForm for another
    one with that key, DomainError when somebody has finished the follow-up, something the outcome asks for is missing,
    or what was told cannot be.
    """
    row = followed.follow(follow_up_id)
    # only now: the same form sent twice at once waits at the row
    before = db.session.scalar(select(Contact).where(Contact.request_key == request_key))
    if before is not None:
        return _the_same(before, answer, row, follow_up_id)
    spoken = OUTCOMES.get(answer.outcome)
    card = followed.reasons_left(row, is_reply=spoken is not None and spoken.connected)
    effects = _decide(answer, row, card, moment)
    told = told or Told()
    contact = _ledger_entry(row, card, answer, told, effects, user_id, now, moment.today, request_key, words)
    recording = Recording(contact, row, card, effects, answer, told, moment, at, Trail(moment.today))
    _apply(recording, manager_id)
    marks.mark(recording)
    contact.effects = recording.trail.written
    _store(contact)
    return contact


def undo(contact_id: uuid.UUID, *, now: datetime) -> FollowUp | None:
    """Take a contact back within ten minutes: everything it changed is as it was, the ledger keeps the attempt.

    Raises DomainError when it is too late, or when the customer has been contacted again since.
    """
    contact = db.session.scalar(select(Contact).where(Contact.id == contact_id))
    if contact is None:
        raise DomainError(N_("This contact does not exist."))
    if contact.undone_at is not None:
        return _follow_up(contact.follow_up_id)
    if now - contact.contacted_at > timedelta(minutes=UNDO_MINUTES):
        raise DomainError(N_("A contact can be taken back for %(minutes)s minutes only."), minutes=UNDO_MINUTES)
    if not is_newest(contact):
        raise DomainError(N_("This customer has been contacted again since. Take that contact back first."))
    undoing.restore(contact, now)
    contact.undone_at = now
    db.session.flush()
    return _follow_up(contact.follow_up_id)


def is_newest(contact: Contact) -> bool:
    """By when it was written, not by when it happened: what a phone kept comes later, and changes what is there."""
    newer = exists().where(
        Contact.customer_id == contact.customer_id, Contact.undone_at.is_(None), Contact.id > contact.id
    )
    return not db.session.scalar(select(newer))


def _the_same(before: Contact, answer: Answer, row: FollowUp, follow_up_id: uuid.UUID) -> Contact:
    """The contact that a form made, when it says the same of the same customer once more."""
    on = answer.on.isoformat() if answer.on else None
    is_of_card = before.follow_up_id in (row.id, follow_up_id) or before.customer_id == row.customer_id
    said = (before.outcome, before.channel, before.answer.get("on"), before.answer.get("reason", ""), before.note)
    if not is_of_card or said != (answer.outcome, answer.channel, on, answer.reason, answer.note.strip() or None):
        raise StaleForm()
    return before


def _store(contact: Contact) -> None:
    """Raises StaleForm when another card took the key at this moment."""
    db.session.flush()
    db.session.add(contact)
    try:
        db.session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", "") != UNIQUE_VIOLATION:
            raise
        raise StaleForm() from error


def _decide(answer: Answer, row: FollowUp, card: list[Reason], moment: Moment) -> Effects:
    if card:
        return deciding.decide(answer, [open_reason(each) for each in card], moment=moment, tries=card[0].tries)
    effects = deciding.keep(answer, vehicle_id=row.vehicle_id, moment=moment)
    if effects is None:
        raise followed.nothing_left(row)
    return effects


def _ledger_entry(
    row: FollowUp,
    card: list[Reason],
    answer: Answer,
    told: Told,
    effects: Effects,
    user_id: uuid.UUID,
    now: datetime,
    today: date,
    request_key: uuid.UUID,
    words: str,
) -> Contact:
    said = {
        "on": answer.on.isoformat() if answer.on else None,
        "reason": answer.reason,
        "nps": answer.nps,
        "unreached": effects.closed_by == deciding.UNREACHED or None,
    }
    primary = card[0] if card else None
    code = primary.trigger if primary else row.trigger
    trigger = TRIGGERS[code].variant(primary.facts) if primary else TRIGGERS[code]
    # written when all that it changes is known: one statement instead of two
    return Contact(
        id=new_id(),
        customer_id=row.customer_id,
        follow_up_id=row.id,
        user_id=user_id,
        contacted_at=now,
        channel=answer.channel,
        outcome=answer.outcome,
        trigger=code,
        category=category_of(trigger, row.customer_id, today).value,
        reason_id=primary.id if primary else None,
        connected=effects.connected,
        note=answer.note.strip() or None,
        words=words.strip() or None,
        answer={name: value for name, value in said.items() if value not in (None, "")} | dict(told.written),
        request_key=request_key,
    )


def _apply(of: Recording, manager_id: uuid.UUID | None) -> None:
    effects, row, trail, today = of.effects, of.row, of.trail, of.moment.today
    if not of.card:
        return  # finished, and stays as it is
    for reason in of.card:
        trail.change(reason, tries=effects.tries)
        if reason.id in effects.closes:
            trail.change(reason, closed_on=today, closed_by=effects.closed_by)
    snoozing.rest(effects, of.card, trail)
    # whoever had the card open is done with it
    trail.change(row, tries=effects.tries, outcome=of.answer.outcome)
    row.claimed_by_id = row.claimed_until = None
    wakes_on = effects.wake.on if effects.wake else date.max
    card_on = _day_of(of)
    if all(reason.closed_on for reason in of.card) or (effects.is_done_today and wakes_on > card_on):
        trail.change(row, state="done")
    elif effects.wake and wakes_on == card_on:
        trail.change(row, wake_half=effects.wake.half.value)
        if effects.then_call:
            trail.change(row, channel=Channel.CALL.value)
    if effects.opens:
        _open(effects.opens, of, manager_id)
    for scope, until_on in effects.suppresses.items():
        silence = {"customer_id": row.customer_id, "contact_id": of.contact.id}
        db.session.add(Suppression(**silence, scope=scope, until_on=until_on))


def _open(fired: Fired, of: Recording, manager_id: uuid.UUID | None) -> None:
    same = db.session.scalar(
        select(Reason).where(
            Reason.customer_id == fired.customer_id,
            Reason.trigger == fired.trigger.code,
            Reason.vehicle_id.is_not_distinct_from(fired.vehicle_id),
            Reason.anchor_on == fired.anchor_on,
        )
    )
    is_second_call = fired.facts.get("wording") == AFTER_COMPLAINT
    facts = _about_the_first(fired.facts, of.card[0])
    if is_second_call:
        facts = {**facts, "settled_by": str(of.contact.user_id)}
    reason = same or new_reason(replace(fired, facts=facts))
    if same is None:
        db.session.add(reason)
        db.session.flush()
        of.trail.opened(reason)
    else:
        of.trail.change(reason, closed_on=None, closed_by=None, wake_on=None, wake_half=None, ends_on=None)
    if fired.trigger.promised and not fired.trigger.freezes and not is_second_call:
        of.trail.change(reason, owner_id=of.contact.user_id)  # who promised to call again does
    # on a list that is over nobody would see it: the next plan has it
    if of.row.state in SHOWN and deciding.is_due(fired, replace(of.moment, today=_day_of(of))):
        _show(fired, reason, of)
        if fired.trigger.freezes:
            of.trail.change(of.row, assigned_to_id=manager_id)


def _about_the_first(facts: Facts, primary: Reason) -> Facts:
    """A call-back put off again is about what the first one was about: its credit goes by that (domain.md 4.7)."""
    first = primary.facts.get("about")
    return {**facts, "about": first} if facts.get("about") == CALL_BACK and first else facts


def _day_of(of: Recording) -> date:
    """The day that the card is worked on: what happened yesterday may come in only now."""
    return max(of.moment.today, of.row.queue_on)


def _show(fired: Fired, reason: Reason, of: Recording) -> None:
    """What arises today and cannot wait takes over the card at once (domain.md 4.5)."""
    row, trigger = of.row, fired.trigger
    urgency = priority.urgency(fired.window, Fraction(trigger.urgency, 100), of.moment.today)
    of.trail.change(
        row,
        reason_ids=[str(reason.id), *(each for each in row.reason_ids if each != str(reason.id))],
        trigger=trigger.code,
        band=int(trigger.band),
        channel=trigger.channel.value,
        deadline_on=fired.window.deadline_on,
        urgency=float(urgency),
        score=float(priority.score(urgency, Fraction(row.value).limit_denominator(10**9))),
        state="open",
    )


def _follow_up(follow_up_id: uuid.UUID | None) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id))
