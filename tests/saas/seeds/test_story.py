from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from saas.seeds.cast import SHOPS
from saas.seeds.kinds import HOUSE, KINDS
from saas.seeds.season import Season
from saas.seeds.story import Customer, Story
from tenants.imports import identity

TODAY = date(2026, 7, 1)
SHOP = replace(SHOPS[0], customers=400)


@pytest.fixture(scope="module")
def customers() -> list[Customer]:
    return Story(SHOP, TODAY).customers()


def test_a_shop_and_a_day_always_tell_the_same_story(customers: list[Customer]) -> None:
    again = Story(SHOP, TODAY).customers()

    assert again == customers


def test_the_next_day_tells_of_the_same_people_and_their_visits_a_little_later(customers: list[Customer]) -> None:
    later = Story(SHOP, TODAY + timedelta(1)).customers()

    shifts = Counter(
        (new.arrived_on - old.arrived_on).days
        for customer, same in zip(customers, later, strict=True)
        for old, new in zip(customer.orders, same.orders, strict=True)
    )
    assert [each.person for each in later] == [each.person for each in customers]
    # more only where a visit gives way to a festival
    assert shifts[0] + shifts[1] + shifts[2] > 0.98 * sum(shifts.values())
    assert min(shifts) == 0


def test_every_kind_of_customer_is_there(customers: list[Customer]) -> None:
    kinds = {customer.kind.name for customer in customers}

    assert kinds == {kind.name for kind in (*KINDS, HOUSE)}


def test_plates_vins_and_phones_pass_the_checks_of_an_import(customers: list[Customer]) -> None:
    cars = [car for customer in customers for car in customer.cars]
    phones = [customer.person.mobile for customer in customers if customer.person.mobile]

    assert all(identity.plate(car.plate) == car.plate for car in cars)
    assert all(identity.vin(car.vin) == car.vin for car in cars)
    assert all(identity.phone(number) == identity.Phone(number, "mobile") for number in phones)
    assert len({car.plate for car in cars}) == len({car.vin for car in cars}) == len(cars)


def test_odometers_grow_with_each_cars_own_pace_but_for_a_few_that_are_mistyped(customers: list[Customer]) -> None:
    orders = [order for customer in customers for order in customer.orders if order.car and order.odometer_km]

    wrong = [
        order
        for order in orders
        if order.car
        and abs(order.odometer_km - order.car.km_per_day * (order.arrived_on - order.car.registered_on).days) > 700
    ]

    assert 0 < len(wrong) < 0.03 * len(orders)


def test_nothing_happens_after_yesterday(customers: list[Customer]) -> None:
    days = [
        day
        for customer in customers
        for order in customer.orders
        for day in (order.arrived_on, order.settled_on, order.delivered_on)
        if day
    ]

    assert max(days) == TODAY - timedelta(1)
    assert min(days) >= TODAY - timedelta(730)


def test_order_numbers_are_given_once(customers: list[Customer]) -> None:
    numbers = [order.number for customer in customers for order in customer.orders]

    assert len(set(numbers)) == len(numbers)


def test_spring_festival_is_quiet_and_saturday_busy() -> None:
    season = Season(TODAY)

    days = Counter(season.day(ago + 0.5) for ago in range(730))

    festival = sum(days[date(2026, 2, 17) + timedelta(n)] for n in range(7))
    weekdays = Counter(day.weekday() for day in days.elements())
    assert festival <= 3
    assert weekdays[5] > 1.3 * weekdays[0]
