"""What is done with appointments: each verb checks the state first, and doing it twice is harmless."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select

from tenants.appointments import history
from tenants.appointments.history import UNDO_HOURS
from tenants.appointments.models import Appointment, AppointmentChange
from tenants.appointments.opening import Opening
from tenants.appointments.queries import opening
from tenants.appointments.same_day import already_expected, expected, refuse_twice
from tenants.db import db
from tenants.errors import N_, DomainError

MOST_DAYS_AHEAD = 366
EXPECTED = ("booked",)
MISSED_TOO = ("booked", "no_show")  # who did not come may come late, or on another day


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does something, when, and in which call: `today` and `at` are what the shop's clock shows at `now`.

    Who does not tell `at` has the whole day before him.
    """

    by: uuid.UUID | None
    now: datetime
    today: date
    contact_id: uuid.UUID | None = None
    at: time = time.min


def book(customer_id: uuid.UUID, due_on: date, hand: Hand, *, due_time: time | None = None, **told: Any) -> Appointment:
    """Promise a visit. `told` may hold vehicle_id, note, origin ('outbound', 'inbound'), advisor_id, which is `hand.by`
    when not told, and contact_id, the call it goes back to.

    The same booking again answers with the first one. Raises DomainError for a day that is over, closed or too far
    away, for an hour that is over or outside the opening hours, and for a customer who is expected with that car on
    that day already.
    """
    _check(due_on, due_time, hand)
    same = expected(customer_id, told.get("vehicle_id"), due_on)
    if same is not None:
        return _same_again(same, due_time)
    appointment = Appointment(
        customer_id=customer_id,
        due_on=due_on,
        due_time=due_time,
        booked_by_id=hand.by,
        status="booked",
        created_at=hand.now,
        **{
            "advisor_id": hand.by,
            "contact_id": hand.contact_id,
            **told,
            "note": (told.get("note") or "").strip() or None,
        },
    )
    db.session.add(appointment)
    db.session.flush()
    _remember(appointment, "booked", hand)
    return appointment


def reschedule(
    appointment_id: uuid.UUID,
    due_on: date,
    hand: Hand,
    *,
    due_time: time | None = None,
    note: str | None = None,
) -> Appointment:
    """Move an appointment: its row stays, `rescheduled`, and a new one follows it. Answers with the new one.

    It belongs to the call it was moved in, else to the one it was made in. Raises DomainError.
    """
    old = _locked(appointment_id)
    if old.status not in MISSED_TOO:
        raise DomainError(N_("This appointment cannot be moved any more. Book a new one."))
    if (old.status, old.due_on, old.due_time) == ("booked", due_on, due_time):
        return old
    _check(due_on, due_time, hand)
    refuse_twice(old, due_on)
    _remember(old, "rescheduled", hand)
    old.status = "rescheduled"
    db.session.flush()
    new = book(
        old.customer_id,
        due_on,
        hand,
        due_time=due_time,
        vehicle_id=old.vehicle_id,
        note=old.note if note is None else note,
        origin=old.origin,
        contact_id=hand.contact_id or old.contact_id,
        advisor_id=old.advisor_id,
    )
    new.follows_id = old.id
    return new


def confirm(appointment_id: uuid.UUID, hand: Hand) -> Appointment:
    """The customer says that he will come."""
    row = _locked(appointment_id)
    if row.confirmed_at is None:
        _need(row, EXPECTED)
        _remember(row, "confirmed", hand)
        row.confirmed_at = hand.now
    return row


def arrive(appointment_id: uuid.UUID, hand: Hand) -> Appointment:
    """He is here; the next import brings his visit (see arrivals.py). Also for one who was thought not to come."""
    row = _locked(appointment_id)
    if row.status != "arrived":
        _need(row, MISSED_TOO)
        _remember(row, "arrived", hand)
        row.status, row.arrived_at = "arrived", hand.now
    return row


def no_show(appointment_id: uuid.UUID, hand: Hand) -> Appointment:
    """He did not come. Raises DomainError before the day itself, and before his hour of today."""
    row = _locked(appointment_id)
    if row.status != "no_show":
        _need(row, EXPECTED)
        if (hand.today, hand.at) < (row.due_on, row.due_time or time.min):
            raise DomainError(N_("This appointment is still to come. Cancel or move it instead."))
        _remember(row, "no_show", hand)
        row.status = "no_show"
    return row


def cancel(appointment_id: uuid.UUID, hand: Hand, reason: str = "") -> Appointment:
    """Nobody expects him any more."""
    row = _locked(appointment_id)
    if row.status != "cancelled":
        _need(row, EXPECTED)
        _remember(row, "cancelled", hand, reason)
        row.status = "cancelled"
    return row


def undo(appointment_id: uuid.UUID, hand: Hand) -> Appointment | None:
    """Take the last change back, within a day. A booking vanishes; one that was moved stands where it stood before.

    Answers with the appointment that stands now, None when there is none. Raises DomainError when it is too late, and
    when the customer would be expected twice on one day.
    """
    row = _locked(appointment_id)
    change = history.newest(row.id)
    if change is None or hand.now - change.changed_at > timedelta(hours=UNDO_HOURS):
        raise DomainError(N_("This can be taken back for %(hours)s hours only."), hours=UNDO_HOURS)
    if change.what == "rescheduled":
        raise DomainError(N_("Take back the appointment of the new day instead."))
    if change.by_id is None:
        raise DomainError(N_("An import has told of this, and the next one would again."))
    if change.what == "booked":
        return _unbook(row, hand.now)
    _put_back(row, change, hand.now)
    return row


def take_back(contact_id: uuid.UUID, now: datetime) -> None:
    """Undo what was booked, moved, confirmed or cancelled in a call: part of undoing the contact.

    Raises DomainError when the customer would be expected twice on one day.
    """
    # the newest first: one may have been moved since on a page
    made = select(Appointment).where(Appointment.contact_id == contact_id).order_by(Appointment.id.desc())
    for row in db.session.scalars(made.with_for_update()).all():
        _unbook(row, now)
    for change in history.said_in(contact_id):
        _put_back(_locked(change.appointment_id), change, now)


def _remember(row: Appointment, what: str, hand: Hand, reason: str = "") -> None:
    history.remember(row, what, by=hand.by, now=hand.now, contact_id=hand.contact_id, reason=reason)


def _unbook(row: Appointment, now: datetime) -> Appointment | None:
    old = db.session.scalar(select(Appointment).where(Appointment.id == row.follows_id)) if row.follows_id else None
    change = history.newest(old.id) if old else None
    if old is not None and change is not None and change.what == "rescheduled":
        _put_back(old, change, now, instead_of=row)
    db.session.execute(delete(AppointmentChange).where(AppointmentChange.appointment_id == row.id))
    db.session.delete(row)
    db.session.flush()
    return old


def _put_back(
    row: Appointment, change: AppointmentChange, now: datetime, instead_of: Appointment | None = None
) -> None:
    if change.before["status"] == "booked":
        refuse_twice(row, row.due_on, instead_of)
    history.put_back(row, change)
    change.undone_at = now


def _check(due_on: date, due_time: time | None, hand: Hand) -> None:
    if due_on < hand.today:
        raise DomainError(N_("%(day)s is over. Choose today or a later day."), day=due_on)
    if due_on > hand.today + timedelta(MOST_DAYS_AHEAD):
        raise DomainError(N_("%(day)s is more than a year away. Choose an earlier day."), day=due_on)
    open_when = opening()
    if not open_when.has(due_on):
        raise DomainError(N_("The shop is closed on %(day)s. Choose another day."), day=due_on)
    if due_time is not None:
        _check_hour(due_on, due_time, hand, open_when)


def _check_hour(due_on: date, due_time: time, hand: Hand, open_when: Opening) -> None:
    if not open_when.opens <= due_time.hour < open_when.closes:
        raise DomainError(
            N_("The shop takes appointments from %(opens)s on and before %(closes)s. Choose such an hour."),
            opens=f"{open_when.opens:02}:00",
            closes=f"{open_when.closes:02}:00",
        )
    # a minute that has begun is not over
    if due_on == hand.today and due_time < hand.at.replace(second=0, microsecond=0):
        raise DomainError(N_("%(time)s of today is over. Choose a later hour."), time=f"{due_time:%H:%M}")


def _same_again(same: Appointment, due_time: time | None) -> Appointment:
    if same.due_time != due_time:
        raise already_expected(same)
    return same


def _locked(appointment_id: uuid.UUID) -> Appointment:
    row = db.session.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise DomainError(N_("This appointment does not exist any more. Load the page again."))
    return row


def _need(row: Appointment, statuses: tuple[str, ...]) -> None:
    if row.status not in statuses:
        raise DomainError(N_("Somebody has settled this appointment already. Load the page again."))
