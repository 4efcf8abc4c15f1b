"""Nobody is expected twice on one day: two records that become one, and come apart again."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from saas.accounts.models import Shop
from tenants.appointments import booking, history, same_day
from tenants.appointments.booking import Hand
from tenants.appointments.models import SAME_DAY, Appointment
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import new_id
from tests import factories
from tests.tenants.appointments.conftest import COLLEAGUE, TODAY

At = Callable[..., Hand]
THURSDAY = TODAY + timedelta(1)


@pytest.fixture
def other(in_shop: Shop) -> Customer:
    return factories.create_customer("李四丰")


def merge(duplicate: Customer, survivor: Customer, hand: Hand) -> None:
    merging.merge(duplicate.id, survivor.id)
    same_day.cancel_doubles(survivor.id, by=hand.by, now=hand.now)


def part(duplicate: Customer, hand: Hand) -> None:
    records = merging.records_of(duplicate.id)
    merging.unmerge(duplicate.id)
    same_day.reopen_doubles(records, hand.now)


def statuses(*rows: Appointment) -> list[str]:
    return [row.status for row in rows]


def test_of_two_records_one_appointment_of_a_day_stands_until_they_are_parted(
    customer: Customer, other: Customer, hand: At
) -> None:
    first = booking.book(other.id, THURSDAY, hand())
    second = booking.book(customer.id, THURSDAY, hand(0))

    merge(other, customer, hand(0))
    merged = statuses(first, second)
    told = history.newest(second.id)
    part(other, hand(1))

    assert merged == ["booked", "cancelled"]
    assert told
    assert (told.what, told.by_id, told.reason) == ("cancelled", COLLEAGUE, SAME_DAY)
    assert statuses(first, second) == ["booked", "booked"]


def test_the_one_with_an_hour_stands(customer: Customer, other: Customer, hand: At) -> None:
    any_hour = booking.book(customer.id, THURSDAY, hand())
    at_ten = booking.book(other.id, THURSDAY, hand(), due_time=time(10))

    merge(other, customer, hand())

    assert statuses(any_hour, at_ten) == ["cancelled", "booked"]


def test_what_is_of_other_days_or_of_other_cars_stays(customer: Customer, other: Customer, hand: At) -> None:
    cars = [factories.create_vehicle(each).id for each in (customer, other)]
    rows = [
        booking.book(each.id, THURSDAY, hand(), vehicle_id=car)
        for each, car in zip((customer, other), cars, strict=True)
    ]
    rows += [booking.book(each.id, THURSDAY + timedelta(days), hand()) for days, each in ((1, customer), (2, other))]

    merge(other, customer, hand())

    assert set(statuses(*rows)) == {"booked"}


def test_a_third_record_keeps_its_own_when_one_of_three_is_parted(
    customer: Customer, other: Customer, hand: At
) -> None:
    third = factories.create_customer("李四风")
    rows = [booking.book(each.id, THURSDAY, hand()) for each in (customer, other, third)]
    for duplicate in (other, third):
        merge(duplicate, customer, hand())
    merged = statuses(*rows)

    part(other, hand())

    assert merged == ["booked", "cancelled", "cancelled"]
    assert statuses(*rows) == ["booked", "booked", "cancelled"]


def test_what_somebody_cancelled_himself_stays_cancelled(customer: Customer, other: Customer, hand: At) -> None:
    kept, double = (booking.book(each.id, THURSDAY, hand()) for each in (customer, other))
    merge(other, customer, hand())
    booking.cancel(kept.id, hand(), "出差")

    part(other, hand())

    assert statuses(kept, double) == ["cancelled", "booked"]


def test_parting_twice_reopens_once(customer: Customer, other: Customer, hand: At) -> None:
    rows = [booking.book(each.id, THURSDAY, hand()) for each in (customer, other)]
    merge(other, customer, hand())
    part(other, hand())
    booking.cancel(rows[1].id, hand(), "出差")

    same_day.reopen_doubles([customer.id, other.id], hand().now)

    assert statuses(*rows) == ["booked", "cancelled"]


def test_nothing_is_cancelled_where_nobody_is_booked_twice(customer: Customer, hand: At) -> None:
    row = booking.book(customer.id, THURSDAY, hand())

    cancelled = same_day.cancel_doubles(customer.id, by=new_id(), now=hand().now)

    assert (cancelled, row.status) == (0, "booked")


@pytest.mark.parametrize(("day", "is_expected"), [(THURSDAY, True), (THURSDAY + timedelta(1), False)])
def test_he_is_expected_on_the_day_he_is_booked_for(customer: Customer, hand: At, day: date, is_expected: bool) -> None:
    row = booking.book(customer.id, THURSDAY, hand())

    assert same_day.expected(customer.id, None, day) is (row if is_expected else None)
    assert same_day.expected(customer.id, None, day, but=[row.id]) is None
