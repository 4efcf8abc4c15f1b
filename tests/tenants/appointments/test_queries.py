"""How full days are, who is expected, and what triggers are told."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from saas.accounts.models import Shop
from tenants import settings
from tenants.appointments import booking, queries
from tenants.appointments.booking import Hand
from tenants.customers.models import Customer
from tenants.db import db
from tests import factories
from tests.tenants.appointments.conftest import TODAY

At = Callable[..., Hand]
TOMORROW = TODAY + timedelta(1)


def test_the_load_counts_who_is_expected_by_hour_and_by_day(customer: Customer, hand: At) -> None:
    others = [factories.create_customer(f"客户{number}") for number in range(4)]
    booking.book(customer.id, TOMORROW, hand(), due_time=time(10, 30))
    booking.book(others[0].id, TOMORROW, hand(), due_time=time(10))
    booking.book(others[1].id, TOMORROW, hand(), due_time=time(10))
    booking.book(others[2].id, TOMORROW, hand())
    booking.cancel(booking.book(others[3].id, TOMORROW, hand(), due_time=time(10)).id, hand())

    loads = queries.load_of_days(TODAY, TOMORROW)

    assert list(loads) == [TODAY, TOMORROW]
    assert (loads[TODAY].booked, loads[TODAY].capacity) == (0, 18)
    assert (loads[TOMORROW].booked, loads[TOMORROW].by_time) == (4, {time(10): 3})
    assert (loads[TOMORROW].left(time(10)), loads[TOMORROW].left(time(9))) == (-1, 2)


def test_the_days_to_offer_are_open_ones(in_shop: Shop, hand: At) -> None:
    settings.change(user_id=uuid.uuid4(), now=hand().now, closed_weekdays=(3,))

    days = queries.coming_days(TODAY, 2, queries.opening())

    assert [load.on for load in days] == [TODAY + timedelta(2), TODAY + timedelta(3)]


def test_a_day_lists_its_people_by_hour_and_what_is_off_last(customer: Customer, hand: At) -> None:
    car = factories.create_vehicle(customer, "甘A12345", brand="大众", series="帕萨特")
    early, late = factories.create_customer("陈早", "13812340001"), factories.create_customer("林晚")
    booking.book(late.id, TOMORROW, hand(), due_time=time(16))
    booking.cancel(booking.book(early.id, TOMORROW, hand(), due_time=time(9)).id, hand())
    booking.book(customer.id, TOMORROW, hand(), due_time=time(10), vehicle_id=car.id)

    lines = queries.of_days(TOMORROW, TOMORROW)

    assert [line.name for line in lines] == ["李四", "林晚", "陈早"]
    assert (lines[0].plate, lines[0].vehicle, lines[0].phone) == ("甘A12345", "大众 帕萨特", None)
    assert lines[2].phone == "13812340001"


def test_whom_to_confirm_and_of_whom_nobody_knows(customer: Customer, hand: At) -> None:
    other = factories.create_customer("陈晓敏")
    booking.book(customer.id, TODAY, hand())
    booking.confirm(booking.book(other.id, TODAY + timedelta(2), hand()).id, hand())
    booking.book(customer.id, TODAY + timedelta(2), hand())

    booking.book(factories.create_customer("刚约").id, TODAY + timedelta(2), hand(1))
    midnight = datetime.combine(TOMORROW, time(), ZoneInfo("Asia/Shanghai"))

    assert [line.name for line in queries.to_confirm(midnight, queries.opening())] == ["李四"]
    assert [line.appointment.due_on for line in queries.unanswered(TOMORROW)] == [TODAY]


def test_triggers_are_told_of_the_expected_and_the_missed(customer: Customer, hand: At) -> None:
    survivor = factories.create_customer("李四丰")
    customer.merged_into_id = survivor.id
    missed = booking.book(customer.id, TODAY, hand())
    booking.no_show(missed.id, hand())

    assert [(one.customer_id, one.due_on) for one in queries.missed(TODAY)] == [(survivor.id, TODAY)]
    booking.book(customer.id, TOMORROW, hand())
    db.session.flush()
    assert queries.missed(TODAY) == []
    assert [(one.customer_id, one.is_confirmed) for one in queries.expected(TODAY, TOMORROW)] == [(survivor.id, False)]


def test_a_customer_is_told_his_appointments_without_those_that_were_moved(customer: Customer, hand: At) -> None:
    old = booking.book(customer.id, TOMORROW, hand())
    new = booking.reschedule(old.id, TOMORROW + timedelta(1), hand())

    assert queries.of_customer(customer.id) == [new]
