"""Appointments inside a call, and what an undo of the call makes of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select

from tenants.appointments import booking, history, in_calls
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.errors import DomainError
from tests.factories import create_customer
from tests.tenants.appointments.conftest import TODAY

At = Callable[..., Hand]
THURSDAY = TODAY + timedelta(1)


def test_a_call_about_an_appointment_moves_it_and_its_undo_moves_it_back(customer: Customer, hand: At) -> None:
    old, calling = booking.book(customer.id, THURSDAY, hand()), replace(hand(), contact_id=new_id())

    new = in_calls.book(customer.id, THURSDAY + timedelta(3), calling, about_on=THURSDAY, due_time=time(11))
    assert (old.status, new.due_time, new.follows_id) == ("rescheduled", time(11), old.id)
    booking.take_back(calling.contact_id or new_id(), hand().now)

    assert db.session.scalars(select(Appointment)).all() == [old]
    assert old.status == "booked"


def test_what_was_said_in_a_call_goes_with_the_call(customer: Customer, hand: At) -> None:
    row, calling = booking.book(customer.id, THURSDAY, hand()), replace(hand(), contact_id=new_id())
    in_calls.confirm(customer.id, THURSDAY, calling)
    in_calls.cancel(customer.id, THURSDAY, calling, "出差")
    assert (row.status, row.confirmed_at) == ("cancelled", hand().now)

    booking.take_back(calling.contact_id or new_id(), hand().now)

    assert (row.status, row.confirmed_at) == ("booked", None)
    assert [change.what for _, change in history.story(row)] == ["booked"]


def test_a_call_to_the_survivor_confirms_what_a_merged_record_booked(customer: Customer, hand: At) -> None:
    duplicate = create_customer()
    row = booking.book(duplicate.id, THURSDAY, hand())
    merging.merge(duplicate.id, customer.id)

    in_calls.confirm(customer.id, THURSDAY, hand())

    assert row.confirmed_at == hand().now


def test_nobody_confirms_what_is_not_there(customer: Customer, hand: At) -> None:
    with pytest.raises(DomainError, match="no appointment to talk about"):
        in_calls.confirm(customer.id, THURSDAY, hand())


def test_a_call_about_something_else_books_a_further_one(customer: Customer, hand: At) -> None:
    booking.book(customer.id, THURSDAY, hand())

    in_calls.book(customer.id, THURSDAY + timedelta(3), hand(), about_on=None)

    assert db.session.scalars(select(Appointment.status)).all() == ["booked", "booked"]
