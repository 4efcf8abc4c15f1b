"""What an outcome changes about the customer, his phones, his cars and his appointments (domain.md 4.6)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import or_, select

from tenants.appointments import in_calls
from tenants.appointments.booking import Hand
from tenants.customers import wishes
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import is_record_of
from tenants.customers.wishes import Status
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.follow_ups.effects import Answer, Effects, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.outcomes import Mark
from tenants.follow_ups.told import Told
from tenants.follow_ups.triggers import Channel
from tenants.follow_ups.undoing import Trail
from tenants.needs import telling
from tenants.needs.predict import predict
from tenants.needs.telling import Report

ABOUT_AN_APPOINTMENT = ("APPT_CONFIRM", "NO_SHOW")  # anchored on its day: who books in such a call moves it
REFUSED_BY_DNC = ("do_not_call", "do_not_market")
INSPECTION = "inspection"  # the reason of a renewal that is not one of insurance
_ABROAD = re.compile(r"^(?:00)?86(?=1\d{10}$)")
ONE_POLICY_DAYS = 60  # two that end so near each other are renewed together


@dataclass(frozen=True, slots=True)
class Recording:
    """A contact while it is written down. `at`: the hour of an appointment."""

    contact: Contact
    row: FollowUp
    card: list[Reason]
    effects: Effects
    answer: Answer
    told: Told
    moment: Moment
    at: time | None
    trail: Trail


def mark(recording: Recording) -> None:
    """Change what the outcome says about the customer. Raises DomainError for a car that is not his, a day on which
    nothing can be booked, and what no customer can have told."""
    if recording.effects.mark:
        _MARKS[recording.effects.mark](recording)
    _write_about_the_customer(recording)
    _write_about_the_car(recording)


def _book(of: Recording) -> None:
    assert of.answer.on is not None, "an outcome that books asks for the day"
    in_calls.book(
        of.row.customer_id,
        of.answer.on,
        _hand(of),
        about_on=_about_on(of),
        vehicle_id=of.effects.vehicle_id,
        due_time=of.at,
        note=of.answer.note,
    )


def _confirm(of: Recording) -> None:
    in_calls.confirm(of.row.customer_id, _about_on(of), _hand(of))


def _cancel(of: Recording) -> None:
    in_calls.cancel(of.row.customer_id, _about_on(of), _hand(of), of.answer.note)


def _about_on(of: Recording) -> date | None:
    """The day of the appointment that the call is about."""
    return next((each.anchor_on for each in of.card if each.trigger in ABOUT_AN_APPOINTMENT), None)


def _hand(of: Recording) -> Hand:
    return Hand(of.contact.user_id, of.contact.contacted_at, of.moment.today, of.contact.id, of.moment.at)


def _refuse_contact(of: Recording) -> None:
    # he says it for all that we know him by, also after the records are taken apart again
    for record in db.session.scalars(select(Customer).where(is_record_of(Customer.id, of.row.customer_id))):
        of.trail.change(record, **dict.fromkeys(REFUSED_BY_DNC, True))
    source = "call" if of.answer.channel == Channel.CALL else "message"
    for flag in REFUSED_BY_DNC:
        at, by_id = of.contact.contacted_at, of.contact.user_id
        proof = wishes.record_consent([of.row.customer_id], flag, Status.REFUSED, source=source, at=at, by_id=by_id)
        of.trail.said(proof)


def _invalidate_phone(of: Recording) -> None:
    """The number dialled is the one that is named, else the first that counted as valid then; it may stand in a merged
    record too. One that a colleague has found wrong since is that number still, not the next. Raises DomainError."""
    was_valid = or_(CustomerPhone.invalid_at.is_(None), CustomerPhone.invalid_at > of.contact.contacted_at)
    his = (is_record_of(CustomerPhone.customer_id, of.row.customer_id), was_valid)
    valid = db.session.scalars(select(CustomerPhone).where(*his).order_by(CustomerPhone.position, CustomerPhone.number))
    phones = list(valid)
    named = _ABROAD.sub("", re.sub(r"\D", "", of.told.number))
    if named and named not in {phone.number for phone in phones}:
        raise DomainError(N_("This customer has no such number. Copy it from the card, or leave the field empty."))
    for phone in phones:
        if phone.number == (named or phones[0].number) and phone.invalid_at is None:
            of.trail.change(phone, invalid_at=of.contact.contacted_at)


def _close_vehicle(of: Recording) -> None:
    vehicle = _vehicle(of)
    if vehicle is not None and of.effects.mark:
        closed_on = of.answer.on or of.moment.today
        of.trail.change(vehicle, closed_on=closed_on, exit_reason=of.effects.mark.value)
        _predict(of, vehicle)


def _renew(of: Recording) -> None:
    vehicle, until_on = _vehicle(of), of.answer.on
    if vehicle is None or until_on is None:
        return
    if of.answer.reason == INSPECTION or (not of.answer.reason and of.contact.trigger == "INSPECT"):
        of.trail.change(vehicle, inspection_expires_on=until_on)
    else:
        _insure(of, vehicle, until_on)
    _predict(of, vehicle)


def _insure(of: Recording, vehicle: Vehicle, until_on: date) -> None:
    compulsory = vehicle.compulsory_expires_on
    of.trail.change(vehicle, commercial_expires_on=until_on)
    if compulsory and compulsory < until_on - timedelta(ONE_POLICY_DAYS):
        of.trail.change(vehicle, compulsory_expires_on=until_on)


def _only_in_the_ledger(of: Recording) -> None:
    """The contact itself says it; nothing else changes."""


_MARKS: Mapping[Mark, Callable[[Recording], None]] = {
    Mark.BOOKED: _book,
    Mark.CONFIRMED: _confirm,
    Mark.CANCELLED: _cancel,
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


def _write_about_the_customer(of: Recording) -> None:
    told = {"wechat": of.told.wechat, "birthday": of.told.birthday.isoformat() if of.told.birthday else ""}
    facts = {name: value for name, value in told.items() if value}
    if facts:
        of.trail.change(_customer(of), **facts)


def _write_about_the_car(of: Recording) -> None:
    told = of.told
    report = (told.odometer_km, told.item_codes, of.effects.not_before_on)
    if not (any(report) or told.insured_until):
        return
    vehicle = _vehicle(of)
    if vehicle is None:
        return
    if told.insured_until:
        _insure(of, vehicle, told.insured_until)
        _predict(of, vehicle)
    telling.tell(
        Report(
            vehicle.id,
            odometer_km=told.odometer_km,
            done_on=(told.done_on or of.moment.today) if told.item_codes else None,
            item_codes=told.item_codes,
            not_before_on=of.effects.not_before_on,
        ),
        contact_id=of.contact.id,
        today=of.moment.today,
    )


def _customer(of: Recording) -> Customer:
    return db.session.scalars(select(Customer).where(Customer.id == of.row.customer_id)).one()


def _vehicle(of: Recording) -> Vehicle | None:
    """The car that was named, else that of the reason, else his only one. Raises DomainError for somebody else's."""
    named = of.answer.vehicle_id or of.told.vehicle_id or of.effects.vehicle_id
    his = is_record_of(Vehicle.customer_id, of.row.customer_id)
    if named is None:
        cars = db.session.scalars(select(Vehicle).where(his, Vehicle.closed_on.is_(None)).limit(2)).all()
        return cars[0] if len(cars) == 1 else None
    found = db.session.scalar(select(Vehicle).where(Vehicle.id == named, his))
    if found is None:
        raise DomainError(N_("This car is not this customer’s any more. Load the page again."))
    return found


def _predict(of: Recording, vehicle: Vehicle) -> None:
    db.session.flush()
    predict(of.moment.today, [vehicle.id])
