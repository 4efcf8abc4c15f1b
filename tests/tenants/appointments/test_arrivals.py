"""An import brings the visits: who kept his appointment, and who did not."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete

from tenants.appointments import booking, history
from tenants.appointments.arrivals import settle
from tenants.appointments.booking import Hand
from tenants.appointments.models import SAME_DAY, Appointment
from tenants.customers.models import Customer
from tenants.db import db
from tenants.visits.derive import derive_visits
from tenants.visits.models import WorkOrder
from tests import factories
from tests.tenants.appointments.conftest import TODAY

At = Callable[..., Hand]
ZONE = "Asia/Shanghai"


@pytest.fixture
def booked(customer: Customer, hand: At) -> Appointment:
    """For today, of a customer with one car."""
    factories.create_vehicle(customer)
    return booking.book(customer.id, TODAY, hand())


def bring(customer: Customer, on: date, **values: object) -> None:
    """An import with a visit of his."""
    car = values.pop("car", None) or factories.create_vehicle(customer)
    factories.create_order(customer, car, on, **values)  # type: ignore[arg-type]
    derive_visits()


def bring_others(on: date, count: int = 3) -> None:
    for number in range(count):
        stranger = factories.create_customer(f"路人{number}")
        factories.create_order(stranger, factories.create_vehicle(stranger), on)
    derive_visits()


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_visit_of_that_day_or_one_beside_it_keeps_the_appointment(
    customer: Customer, booked: Appointment, hand: At, days: int
) -> None:
    bring(customer, TODAY + timedelta(days))

    assert settle(TODAY + timedelta(1), hand(1).now, ZONE) == 1

    assert (booked.status, booked.visit_on) == ("arrived", TODAY + timedelta(days))
    assert [(change.what, change.by_id) for _, change in history.story(booked)][0] == ("arrived", None)
    assert settle(TODAY + timedelta(1), hand(1).now, ZONE) == 0


def test_a_visit_two_days_off_is_another_one(customer: Customer, booked: Appointment, hand: At) -> None:
    bring(customer, TODAY + timedelta(2))

    assert settle(TODAY + timedelta(3), hand(3).now, ZONE) == 0
    assert booked.visit_on is None


def test_an_arrival_that_was_seen_finds_its_bill_days_later(customer: Customer, booked: Appointment, hand: At) -> None:
    booking.arrive(booked.id, hand())
    bring(customer, TODAY + timedelta(6))

    settle(TODAY + timedelta(7), hand(7).now, ZONE)

    assert (booked.status, booked.visit_on) == ("arrived", TODAY + timedelta(6))


def test_one_visit_keeps_one_appointment_the_nearer(customer: Customer, booked: Appointment, hand: At) -> None:
    next_day = booking.book(customer.id, TODAY + timedelta(1), hand())
    bring(customer, TODAY)

    settle(TODAY + timedelta(1), hand(1).now, ZONE)

    assert (booked.status, next_day.status) == ("arrived", "booked")


def test_another_car_is_not_the_one_expected(customer: Customer, hand: At) -> None:
    expected, other = factories.create_vehicle(customer), factories.create_vehicle(customer)
    row = booking.book(customer.id, TODAY, hand(), vehicle_id=expected.id)
    bring(customer, TODAY, car=other)

    settle(TODAY, hand().now, ZONE)

    assert row.status == "booked"


def test_who_is_not_among_the_visits_of_his_day_did_not_come(booked: Appointment, hand: At) -> None:
    bring_others(TODAY + timedelta(2))

    settle(TODAY + timedelta(2), hand(2).now, ZONE)

    assert booked.status == "no_show"


@pytest.mark.parametrize(("days", "count"), [(1, 3), (2, 2)], ids=["no later day", "too few to be sure"])
def test_nobody_is_blamed_before_his_day_was_imported(booked: Appointment, hand: At, days: int, count: int) -> None:
    bring_others(TODAY + timedelta(days), count)

    settle(TODAY + timedelta(2), hand(2).now, ZONE)

    assert booked.status == "booked"


def test_a_late_import_clears_who_was_blamed(customer: Customer, booked: Appointment, hand: At) -> None:
    booking.no_show(booked.id, hand())
    bring(customer, TODAY)

    settle(TODAY + timedelta(1), hand(1).now, ZONE)

    assert booked.status == "arrived"


def test_an_import_taken_back_takes_its_arrivals_along(customer: Customer, booked: Appointment, hand: At) -> None:
    bring(customer, TODAY)
    settle(TODAY, hand().now, ZONE)
    db.session.execute(delete(WorkOrder))
    derive_visits()

    settle(TODAY, hand().now, ZONE)

    assert (booked.status, booked.visit_on, booked.visit_party_id) == ("booked", None, None)


def test_a_visit_of_the_record_that_he_was_merged_into_is_his(
    customer: Customer, booked: Appointment, hand: At
) -> None:
    survivor = factories.create_customer("李四丰")
    customer.merged_into_id = survivor.id
    db.session.flush()
    bring(survivor, TODAY)

    settle(TODAY, hand().now, ZONE)

    assert booked.status == "arrived"


def test_an_import_taken_back_reopens_nothing_beside_a_booking_of_that_day(
    customer: Customer, booked: Appointment, hand: At
) -> None:
    bring(customer, TODAY)
    settle(TODAY, hand().now, ZONE)
    again = booking.book(customer.id, TODAY, hand(), due_time=time(15))
    db.session.execute(delete(WorkOrder))
    derive_visits()

    settle(TODAY, hand().now, ZONE)
    settle(TODAY, hand().now, ZONE)

    assert (booked.status, booked.visit_on, again.status) == ("cancelled", None, "booked")
    assert [(change.what, change.reason) for _, change in history.story(booked)][0] == ("cancelled", SAME_DAY)


def test_an_import_that_comes_again_keeps_the_appointment_that_stands(
    customer: Customer, booked: Appointment, hand: At
) -> None:
    bring(customer, TODAY)
    settle(TODAY, hand().now, ZONE)
    again = booking.book(customer.id, TODAY, hand(), due_time=time(15))
    db.session.execute(delete(WorkOrder))
    derive_visits()
    settle(TODAY, hand().now, ZONE)

    bring(customer, TODAY)
    settle(TODAY, hand().now, ZONE)

    assert (booked.status, again.status) == ("cancelled", "arrived")
