from datetime import date

from flask import g

from saas.accounts.models import Shop
from saas.web import odometer_drawings
from tenants.db import new_id
from tenants.needs.quality import Point, State

CAR = new_id()
GOOD = [Point(date(2025, 1, 10), 20_000, 20_000, State.CLEAN), Point(date(2026, 1, 5), 32_000, 32_000, State.CLEAN)]


def test_a_rejected_reading_far_above_is_drawn_in_sight_and_says_what_it_was(app_context: None, shop: Shop) -> None:
    g.shop = shop
    wild = Point(date(2025, 6, 1), 9_999_999, 9_999_999, State.SUSPECT, "out_of_range")

    line, crosses = odometer_drawings.odometer(CAR, [GOOD[0], wild, GOOD[1]]).series

    assert [point.value for point in line.points] == [20_000, 32_000]
    assert crosses.shape == "crosses"
    assert crosses.points[0].value < 40_000
    assert "9,999,999 km" in crosses.points[0].tip
    assert crosses.points[0].text == "9,999,999 km ↑"
    assert not any(point.text for point in line.points)


def test_what_was_put_right_stands_on_the_line(app_context: None) -> None:
    fixed = Point(date(2025, 6, 1), 92_300, 29_300, State.FIXED)

    line, dots = odometer_drawings.odometer(CAR, [GOOD[0], fixed, GOOD[1]]).series

    assert [point.value for point in line.points] == [20_000, 29_300, 32_000]
    assert [point.value for point in dots.points] == [29_300]


def test_a_car_with_bad_readings_only_is_drawn_too(app_context: None) -> None:
    (crosses,) = odometer_drawings.odometer(CAR, [Point(date(2025, 6, 1), -5, None, State.IGNORED)]).series

    assert crosses.points[0].value == 0
