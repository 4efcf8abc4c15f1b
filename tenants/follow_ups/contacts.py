"""Record what came of a contact, take it back, put a card off (domain.md 4.6)."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tenants.appointments import booking
from tenants.appointments.booking import Hand
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.follow_ups import effects as deciding
from tenants.follow_ups import priority, undoing
from tenants.follow_ups.effects import Answer, Effects, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.follow_ups.outcomes import Mark
from tenants.follow_ups.stored import new_reason, open_days, open_reason
from tenants.follow_ups.triggers import Fired
from tenants.follow_ups.windows import HALF_STARTS, Half, Wake

UNDO_MINUTES = 10
ABOUT_AN_APPOINTMENT = ("APPT_CONFIRM", "NO_SHOW")  # anchored on its day: who books in such a call moves it


def moment_of(now: datetime, timezone: str) -> Moment:
    """`now` as the clock and the calendar of the shop in scope show it."""
    today, half = half_of(now, timezone)
    return Moment(today, half, open_days())


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
    further: Mapping[str, Any] | None = None,
    manager_id: uuid.UUID | None = None,
) -> Contact:
    """Write one attempt into the ledger and do what its outcome asks for. `at` is the hour of an appointment;
    `manager_id` gets what must not stay with the advisor: a complaint about him (domain.md 4.6).

    The same `request_key` again answers with the contact it made before. Raises DomainError when the follow-up is no
    longer open, or something the outcome asks for is missing.
    """
    before = db.session.scalar(select(Contact).where(Contact.request_key == request_key))
    if before is not None:
        return before
    row, card = _open_card(follow_up_id)
    effects = deciding.decide(answer, [open_reason(each) for each in card], moment=moment, tries=card[0].tries)
    contact = _ledger_entry(row, answer, effects, user_id, now, request_key, words, further)
    contact.effects = undoing.remember(row, card)
    _apply(effects, answer, contact, row, card, moment, at, manager_id)
    row.outcome = answer.outcome
    db.session.flush()
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
    if _newest_contact(contact.customer_id) != contact.id:
        raise DomainError(N_("This customer has been contacted again since. Take that contact back first."))
    undoing.restore(contact, now)
    contact.undone_at = now
    db.session.flush()
    return _follow_up(contact.follow_up_id)


def snooze(follow_up_id: uuid.UUID, until_on: date, *, moment: Moment) -> FollowUp:
    """Put a card off to the morning of a later day, without a contact."""
    row, card = _open_card(follow_up_id)
    effects = deciding.snooze([open_reason(each) for each in card], Wake(until_on), moment=moment)
    _put_off(effects, card)
    row.state = "snoozed"
    db.session.flush()
    return row


def _open_card(follow_up_id: uuid.UUID) -> tuple[FollowUp, list[Reason]]:
    # two advisors may press at the same moment: the second waits, and finds the card closed
    row = db.session.scalar(
        select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update().execution_options(populate_existing=True)
    )
    if row is None or row.state != "open":
        raise DomainError(N_("Somebody has finished this follow-up already. Take the next one."))
    ids = [uuid.UUID(each) for each in row.reason_ids]
    found = {each.id: each for each in db.session.scalars(select(Reason).where(Reason.id.in_(ids)))}
    card = [found[each] for each in ids if each in found and found[each].closed_on is None]
    if not card:
        raise DomainError(N_("The reason for this follow-up is gone. Take the next one."))
    return row, card


def _ledger_entry(
    row: FollowUp,
    answer: Answer,
    effects: Effects,
    user_id: uuid.UUID,
    now: datetime,
    request_key: uuid.UUID,
    words: str,
    further: Mapping[str, Any] | None,
) -> Contact:
    told = {"on": answer.on.isoformat() if answer.on else None, "reason": answer.reason, **(further or {})}
    contact = Contact(
        customer_id=row.customer_id,
        follow_up_id=row.id,
        user_id=user_id,
        contacted_at=now,
        channel=answer.channel,
        outcome=answer.outcome,
        connected=effects.connected,
        note=answer.note.strip() or None,
        words=words.strip() or None,
        answer={name: value for name, value in told.items() if value},
        request_key=request_key,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def _apply(
    effects: Effects,
    answer: Answer,
    contact: Contact,
    row: FollowUp,
    card: list[Reason],
    moment: Moment,
    at: time | None,
    manager_id: uuid.UUID | None,
) -> None:
    for reason in card:
        reason.tries = effects.tries
        if reason.id in effects.closes:
            reason.closed_on, reason.closed_by = moment.today, effects.closed_by
    _put_off(effects, card)
    row.tries = effects.tries
    if effects.is_done_today or all(reason.closed_on for reason in card):
        row.state = "done"
    elif effects.wake and effects.wake.on == moment.today:
        row.wake_half = effects.wake.half.value
    if effects.opens:
        _open(effects.opens, contact, row, moment, manager_id)
    for scope, until_on in effects.suppresses.items():
        db.session.add(Suppression(customer_id=row.customer_id, scope=scope, contact_id=contact.id, until_on=until_on))
    if effects.mark:
        _MARKS[effects.mark](_Marked(contact, row, card, effects, answer, moment, at))


def _open(fired: Fired, contact: Contact, row: FollowUp, moment: Moment, manager_id: uuid.UUID | None) -> None:
    same = db.session.scalar(
        select(Reason).where(
            Reason.customer_id == fired.customer_id,
            Reason.trigger == fired.trigger.code,
            Reason.vehicle_id.is_not_distinct_from(fired.vehicle_id),
            Reason.anchor_on == fired.anchor_on,
        )
    )
    reason = same or new_reason(fired)
    if same is None:
        db.session.add(reason)
        db.session.flush()
        contact.effects = contact.effects | {"opened": str(reason.id)}
    else:
        contact.effects = undoing.remember_also(contact.effects, same)
        reason.closed_on = reason.closed_by = reason.wake_on = reason.wake_half = reason.ends_on = None
    if fired.trigger.promised and not fired.trigger.freezes:
        reason.owner_id = contact.user_id  # who promised to call again does
    if deciding.is_due(fired, moment):
        _show(fired, reason, row, moment)
        if fired.trigger.freezes:
            row.assigned_to_id = manager_id


def _show(fired: Fired, reason: Reason, row: FollowUp, moment: Moment) -> None:
    """What arises today and cannot wait takes over the card at once (domain.md 4.5)."""
    urgency = priority.urgency(fired.window, Fraction(fired.trigger.urgency, 100), moment.today)
    row.reason_ids = [str(reason.id), *(each for each in row.reason_ids if each != str(reason.id))]
    row.trigger, row.band, row.channel = fired.trigger.code, int(fired.trigger.band), fired.trigger.channel.value
    row.deadline_on, row.urgency = fired.window.deadline_on, float(urgency)
    row.score = float(priority.score(urgency, Fraction(row.value).limit_denominator(10**9)))
    row.state = "open"


def _put_off(effects: Effects, card: list[Reason]) -> None:
    for reason in card:
        if reason.id in effects.puts_off:
            reason.wake_on = effects.wake.on if effects.wake else None
            reason.wake_half = effects.wake.half.value if effects.wake else None
            reason.ends_on = effects.ends_on


@dataclass(frozen=True, slots=True)
class _Marked:
    """What a mark is made from. `at`: the hour of an appointment."""

    contact: Contact
    row: FollowUp
    card: list[Reason]
    effects: Effects
    answer: Answer
    moment: Moment
    at: time | None


def _book(told: _Marked) -> None:
    assert told.answer.on is not None, "an outcome that books asks for the day"
    contact = told.contact
    booking.book_in_call(
        contact.customer_id,
        told.answer.on,
        Hand(contact.user_id, contact.contacted_at, told.moment.today),
        contact_id=contact.id,
        instead_of_on=next((each.anchor_on for each in told.card if each.trigger in ABOUT_AN_APPOINTMENT), None),
        vehicle_id=told.effects.vehicle_id,
        due_time=told.at,
        note=told.answer.note,
    )


def _refuse_contact(told: _Marked) -> None:
    customer = db.session.scalars(select(Customer).where(Customer.id == told.row.customer_id)).one()
    customer.do_not_call = customer.do_not_market = True


def _invalidate_phone(told: _Marked) -> None:
    # the number dialled is the first that still counts as valid
    phone = db.session.scalar(
        select(CustomerPhone)
        .where(CustomerPhone.customer_id == told.row.customer_id, CustomerPhone.invalid_at.is_(None))
        .order_by(CustomerPhone.position)
        .limit(1)
    )
    if phone is not None:
        phone.invalid_at = told.contact.contacted_at


def _close_vehicle(told: _Marked) -> None:
    vehicle = _vehicle(told)
    if vehicle is not None and told.effects.mark:
        vehicle.closed_on, vehicle.exit_reason = told.answer.on or told.moment.today, told.effects.mark.value


def _renew(told: _Marked) -> None:
    vehicle = _vehicle(told)
    if vehicle is not None:
        vehicle.commercial_expires_on = told.answer.on


def _only_in_the_ledger(told: _Marked) -> None:
    """The contact itself says it; nothing else changes."""


def _vehicle(told: _Marked) -> Vehicle | None:
    return db.session.scalar(select(Vehicle).where(Vehicle.id == told.effects.vehicle_id))


_MARKS: Mapping[Mark, Callable[[_Marked], None]] = {
    Mark.BOOKED: _book,
    Mark.DO_NOT_CONTACT: _refuse_contact,
    Mark.PHONE_INVALID: _invalidate_phone,
    Mark.LOST_ELSEWHERE: _only_in_the_ledger,
    Mark.WECHAT_ADDED: _only_in_the_ledger,
    Mark.INFO_UPDATED: _only_in_the_ledger,
    Mark.RENEWED: _renew,
    Mark.CAR_SOLD: _close_vehicle,
    Mark.CAR_MOVED: _close_vehicle,
    Mark.CAR_SCRAPPED: _close_vehicle,
}


def _follow_up(follow_up_id: uuid.UUID | None) -> FollowUp | None:
    return db.session.scalar(select(FollowUp).where(FollowUp.id == follow_up_id))


def _newest_contact(customer_id: uuid.UUID) -> uuid.UUID | None:
    return db.session.scalar(
        select(Contact.id)
        .where(Contact.customer_id == customer_id, Contact.undone_at.is_(None))
        .order_by(Contact.contacted_at.desc(), Contact.id.desc())
        .limit(1)
    )
