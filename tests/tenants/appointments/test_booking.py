"""What is done with appointments, and how it is taken back."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tenants import settings
from tenants.appointments import booking, history
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment, AppointmentChange
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.errors import DomainError
from tests import factories
from tests.tenants.appointments.conftest import TODAY

At = Callable[..., Hand]
THURSDAY = TODAY + timedelta(1)


def happened(appointment: Appointment) -> list[str]:
    return [change.what for _, change in history.story(appointment)]


def test_a_booking_says_who_when_for_what_and_who_expects_him(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, THURSDAY, hand(), due_time=time(10), note=" 小保养 ", origin="inbound")

    assert (row.due_on, row.due_time, row.note, row.origin) == (THURSDAY, time(10), "小保养", "inbound")
    assert (row.status, row.advisor_id, row.booked_by_id) == ("booked", hand().by, hand().by)
    assert happened(row) == ["booked"]


def test_the_same_booking_twice_is_one(customer: Customer, hand: At) -> None:
    rows = [booking.book(customer.id, THURSDAY, hand(), due_time=time(10)) for _ in range(2)]

    assert rows[0] is rows[1]
    assert len(db.session.scalars(select(AppointmentChange)).all()) == 1


def test_a_second_hour_on_the_same_day_is_a_move_and_not_a_booking(customer: Customer, hand: At) -> None:
    booking.book(customer.id, THURSDAY, hand(), due_time=time(10))

    with pytest.raises(DomainError, match="expected on 2026-07-02 already"):
        booking.book(customer.id, THURSDAY, hand(), due_time=time(15))


def test_what_was_booked_for_a_record_counts_when_it_is_merged(customer: Customer, hand: At) -> None:
    duplicate = factories.create_customer()
    booked = booking.book(duplicate.id, THURSDAY, hand(), due_time=time(10))
    merging.merge(duplicate.id, customer.id)

    assert booking.book(customer.id, THURSDAY, hand(), due_time=time(10)) is booked


def test_two_cars_may_come_on_one_day(customer: Customer, hand: At) -> None:
    cars = [factories.create_vehicle(customer).id for _ in range(2)]

    rows = [booking.book(customer.id, THURSDAY, hand(), vehicle_id=car) for car in cars]

    assert rows[0].id != rows[1].id


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (TODAY - timedelta(1), "is over"),
        (date(2062, 7, 1), "more than a year away"),
        (TODAY + timedelta(4), "closed on 2026-07-05"),
    ],
)
def test_a_day_that_cannot_be_is_refused(customer: Customer, hand: At, day: date, sentence: str) -> None:
    settings.change(user_id=uuid.uuid4(), now=hand().now, closed_weekdays=(6,))

    with pytest.raises(DomainError, match=sentence):
        booking.book(customer.id, day, hand())


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (TODAY, time(11, 59), "11:59 of today is over"),
        (THURSDAY, time(8, 59), "from 09:00 on and before 18:00"),
        (THURSDAY, time(18), "from 09:00 on and before 18:00"),
    ],
)
def test_an_hour_that_cannot_be_is_refused(customer: Customer, hand: At, day: date, at: time, sentence: str) -> None:
    elsewhen = booking.book(customer.id, THURSDAY + timedelta(5), hand())

    with pytest.raises(DomainError) as booked:
        booking.book(customer.id, day, hand(), due_time=at)
    with pytest.raises(DomainError) as moved:
        booking.reschedule(elsewhen.id, day, hand(), due_time=at)

    assert sentence in str(booked.value)
    assert sentence in str(moved.value)
    assert elsewhen.status == "booked"


@pytest.mark.parametrize(("day", "at"), [(TODAY, time(12)), (THURSDAY, time(9)), (THURSDAY, time(17, 59))])
def test_the_first_and_the_last_hours_that_can_be_are_booked(customer: Customer, hand: At, day: date, at: time) -> None:
    assert booking.book(customer.id, day, hand(), due_time=at).due_time == at


def test_a_moved_appointment_keeps_its_row_and_its_call(customer: Customer, hand: At) -> None:
    contact_id = new_id()
    old = booking.book(customer.id, THURSDAY, hand(), due_time=time(10), note="小保养", contact_id=contact_id)

    new = booking.reschedule(old.id, THURSDAY + timedelta(5), hand(1), due_time=time(9))

    assert (old.status, new.status, new.follows_id) == ("rescheduled", "booked", old.id)
    assert (new.note, new.contact_id, new.advisor_id) == ("小保养", contact_id, old.advisor_id)
    assert happened(new) == ["booked", "rescheduled", "booked"]
    assert booking.reschedule(new.id, new.due_on, hand(1), due_time=time(9)) is new


@pytest.mark.parametrize("verb", ["confirm", "arrive", "no_show", "cancel"])
def test_every_verb_is_harmless_the_second_time(customer: Customer, hand: At, verb: str) -> None:
    row = booking.book(customer.id, TODAY, hand())

    for _ in range(2):
        getattr(booking, verb)(row.id, hand(1))

    assert len(happened(row)) == 2


@pytest.mark.parametrize("verb", ["confirm", "arrive", "no_show"])
def test_what_was_cancelled_stays_so(customer: Customer, hand: At, verb: str) -> None:
    row = booking.book(customer.id, TODAY, hand())
    booking.cancel(row.id, hand(), "出差")

    with pytest.raises(DomainError, match="settled this appointment already"):
        getattr(booking, verb)(row.id, hand(1))


def test_nobody_has_missed_what_is_still_to_come(customer: Customer, hand: At) -> None:
    rows = [booking.book(customer.id, THURSDAY, hand()), booking.book(customer.id, TODAY, hand(), due_time=time(15))]

    for row in rows:
        with pytest.raises(DomainError, match="still to come"):
            booking.no_show(row.id, hand())


def test_who_is_not_there_at_his_hour_has_missed_it(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, TODAY, hand(), due_time=time(12))

    assert booking.no_show(row.id, hand()).status == "no_show"


def test_who_was_thought_not_to_come_may_still_arrive(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, TODAY, hand())
    booking.no_show(row.id, hand())

    booking.arrive(row.id, hand())

    assert (row.status, row.arrived_at) == ("arrived", hand().now)


@pytest.mark.parametrize("verb", ["confirm", "arrive", "no_show", "cancel"])
def test_the_last_change_can_be_taken_back(customer: Customer, hand: At, verb: str) -> None:
    row = booking.book(customer.id, TODAY, hand())
    getattr(booking, verb)(row.id, hand())

    booking.undo(row.id, hand())

    assert (row.status, row.confirmed_at, row.arrived_at) == ("booked", None, None)
    assert happened(row) == ["booked"]


def test_a_move_taken_back_leaves_the_old_day(customer: Customer, hand: At) -> None:
    old = booking.book(customer.id, THURSDAY, hand())
    booking.confirm(old.id, hand())
    new = booking.reschedule(old.id, THURSDAY + timedelta(5), hand())

    stands = booking.undo(new.id, hand())

    assert stands is old
    assert (old.status, old.confirmed_at) == ("booked", hand().now)
    assert db.session.scalars(select(Appointment)).all() == [old]
    assert happened(old) == ["confirmed", "booked"]


def test_a_booking_taken_back_is_gone(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, THURSDAY, hand())

    assert booking.undo(row.id, hand()) is None
    assert db.session.scalars(select(Appointment)).all() == []


@pytest.mark.parametrize("verb", ["cancel", "no_show", "arrive"])
def test_who_is_booked_anew_is_not_expected_twice_by_an_undo(customer: Customer, hand: At, verb: str) -> None:
    row = booking.book(customer.id, TODAY, hand(-1), due_time=time(10))
    getattr(booking, verb)(row.id, hand())
    left = row.status
    again = booking.book(customer.id, TODAY, hand(), due_time=time(14))

    with pytest.raises(DomainError, match="expected on 2026-07-01 already"):
        booking.undo(row.id, hand())

    assert (row.status, again.status) == (left, "booked")
    assert [change.undone_at for change in db.session.scalars(select(AppointmentChange))] == [None] * 3


def test_a_move_is_not_taken_back_to_a_day_that_was_booked_since(customer: Customer, hand: At) -> None:
    old = booking.book(customer.id, THURSDAY, hand())
    new = booking.reschedule(old.id, THURSDAY + timedelta(1), hand())
    again = booking.book(customer.id, THURSDAY, hand(), due_time=time(15))

    with pytest.raises(DomainError, match="expected on 2026-07-02 already"):
        booking.undo(new.id, hand())

    assert set(db.session.scalars(select(Appointment))) == {old, new, again}
    assert (old.status, new.status, again.status) == ("rescheduled", "booked", "booked")


def test_an_hour_moved_on_the_same_day_is_moved_back(customer: Customer, hand: At) -> None:
    old = booking.book(customer.id, THURSDAY, hand(), due_time=time(10))
    new = booking.reschedule(old.id, THURSDAY, hand(), due_time=time(14))

    assert booking.undo(new.id, hand()) is old
    assert old.status == "booked"


def test_a_cancellation_is_taken_back_when_another_car_is_booked_since(customer: Customer, hand: At) -> None:
    cars = [factories.create_vehicle(customer).id for _ in range(2)]
    row = booking.book(customer.id, THURSDAY, hand(), vehicle_id=cars[0])
    booking.cancel(row.id, hand())
    booking.book(customer.id, THURSDAY, hand(), vehicle_id=cars[1])

    assert booking.undo(row.id, hand()) is row
    assert row.status == "booked"


def test_a_call_whose_cancellation_was_booked_anew_is_not_taken_back(customer: Customer, hand: At) -> None:
    contact_id = new_id()
    row = booking.book(customer.id, THURSDAY, hand())
    booking.cancel(row.id, replace(hand(), contact_id=contact_id))
    booking.book(customer.id, THURSDAY, hand(), due_time=time(14))

    with pytest.raises(DomainError, match="expected on 2026-07-02 already"):
        booking.take_back(contact_id, hand().now)

    assert row.status == "cancelled"


@pytest.mark.parametrize("moved", ["duplicate", "another", "survivor"])
def test_nobody_is_moved_to_a_day_on_which_another_record_of_him_is_expected(
    customer: Customer, hand: At, moved: str
) -> None:
    records = {"survivor": customer, "duplicate": factories.create_customer(), "another": factories.create_customer()}
    row = booking.book(records[moved].id, THURSDAY, hand())
    expected = records["duplicate" if moved != "duplicate" else "survivor"]
    booking.book(expected.id, THURSDAY + timedelta(1), hand())
    for duplicate in ("duplicate", "another"):
        merging.merge(records[duplicate].id, customer.id)

    with pytest.raises(DomainError, match="expected on 2026-07-03 already"):
        booking.reschedule(row.id, THURSDAY + timedelta(1), hand())

    assert row.status == "booked"


def test_after_a_day_it_stays_as_it_is(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, THURSDAY, hand())

    with pytest.raises(DomainError, match="24 hours only"):
        booking.undo(row.id, hand(2))
