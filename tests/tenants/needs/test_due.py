from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.needs.due import (
    Bound,
    add_months,
    anchor,
    due,
    habit_offset,
    in_bundle,
    lateness,
    suggested,
    whole_months,
)
from tenants.needs.items import Interval
from tenants.needs.odometer import Cleaned, clean
from tenants.needs.rate import Rate, Source, rate

START, AS_OF = date(2025, 1, 1), date(2027, 1, 1)
CLEANED = clean([(START + timedelta(day), 10_000 + 40 * day) for day in (0, 100, 200)], AS_OF)
FORTY = Rate(Fraction(40), Source.OWN, Fraction(40), Fraction(40), Source.CLASS, 200, 3)


def test_the_side_that_comes_first_binds_and_the_other_is_kept() -> None:
    found = due(Interval(10_000, 6), START, CLEANED, FORTY)

    assert found
    assert (found.due_on, found.bound) == (date(2025, 7, 1), Bound.MONTHS)
    assert found.km_due_on == START + timedelta(250)
    assert (found.done_km, found.due_km) == (10_000, 20_000)


def test_the_km_run_since_the_item_was_done_count() -> None:
    found = due(Interval(10_000, None), START + timedelta(100), CLEANED, FORTY)

    assert found
    assert (found.due_on, found.bound) == (START + timedelta(350), Bound.KM)


def test_work_between_two_readings_was_done_at_the_km_between_them() -> None:
    found = due(Interval(10_000, None), START + timedelta(150), CLEANED, FORTY)

    assert found
    assert (found.done_km, found.due_km) == (16_000, 26_000)


def test_work_that_took_days_was_done_at_the_km_of_its_arrival() -> None:
    done_on, read_on = START + timedelta(205), START + timedelta(200)

    found = due(Interval(10_000, 24), done_on, CLEANED, FORTY, read_on)

    assert found
    assert (found.done_on, found.done_km) == (done_on, 18_000)
    assert found.months_due_on == add_months(done_on, 24)


def test_without_km_only_the_months_are_left() -> None:
    unread = due(Interval(10_000, 6), START - timedelta(1), CLEANED, FORTY)

    assert unread
    assert (unread.bound, unread.km_due_on, unread.due_km) == (Bound.MONTHS, None, None)
    assert due(Interval(10_000, None), START - timedelta(1), CLEANED, FORTY) is None


@pytest.mark.parametrize("km", [220_000, 2_200, 0])
def test_a_typo_on_the_very_order_moves_no_date_and_no_km_are_told(km: int) -> None:
    done_on = START + timedelta(300)
    true, typed = (
        clean([*((reading.on, reading.km) for reading in CLEANED.readings), (done_on, read)], AS_OF)
        for read in (22_000, km)
    )

    read, misread = (due(Interval(10_000, 12), done_on, cleaned, FORTY) for cleaned in (true, typed))

    assert read
    assert misread
    assert (misread.due_on, misread.bound) == (read.due_on, read.bound) == (done_on + timedelta(250), Bound.KM)
    assert (misread.done_km, misread.due_km) == (None, None)


def test_before_all_that_is_known_nothing_is_projected() -> None:
    done_on = START - timedelta(100)
    cleaned = clean([(done_on, 0), *((reading.on, reading.km) for reading in CLEANED.readings)], AS_OF)

    found = due(Interval(10_000, 6), done_on, cleaned, FORTY)

    assert found
    assert found.km_due_on is None


def test_after_a_swap_the_due_km_are_those_the_new_meter_will_show() -> None:
    readings = [(START, 90_000), (START + timedelta(100), 94_000)]
    swapped = clean([*readings, (START + timedelta(200), 1_000), (START + timedelta(300), 5_000)], AS_OF)

    found = due(Interval(10_000, None), START + timedelta(100), swapped, FORTY)

    assert found
    assert (found.done_km, found.due_km) == (94_000, 7_000)
    assert found.due_on == START + timedelta(350)


@pytest.mark.parametrize(
    ("run_km", "age_months", "cause"),
    [(15_000, 0, Bound.KM), (14_999, 11, None), (None, 12, Bound.MONTHS), (None, None, None), (20_000, 99, Bound.KM)],
)
def test_what_was_never_done_is_suggested_by_km_or_age(
    run_km: int | None, age_months: int | None, cause: Bound | None
) -> None:
    assert suggested(Interval(15_000, 12), run_km, age_months) is cause


def test_lateness_is_told_against_the_side_that_came_first() -> None:
    days = [date(2025, 1, 1), date(2025, 7, 11), date(2026, 1, 1)]

    assert lateness(days, Interval(None, 6), FORTY) == [10, -10]
    assert lateness(days[::-1], Interval(4_000, 6), FORTY) == [91, 74]


@pytest.mark.parametrize(
    ("late_days", "offset"), [([], 0), ([40], 0), ([3, 8], 5), ([-30, -20], -15), ([20, 26], 15), ([-3, -8], -5)]
)
def test_a_habit_needs_two_cycles_and_moves_a_fortnight_at_most(late_days: list[int], offset: int) -> None:
    assert habit_offset(late_days) == offset


def test_who_comes_early_is_called_early_for_brakes_too() -> None:
    assert anchor(START, -7, is_safety=True) == START - timedelta(7)
    assert anchor(START, 7, is_safety=True) == START


def test_items_of_six_weeks_go_together() -> None:
    assert in_bundle(START + timedelta(45), START)
    assert not in_bundle(START + timedelta(46), START)


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert whole_months(date(2025, 8, 31), date(2026, 2, 28)) == 6
    assert whole_months(date(2025, 8, 31), date(2026, 2, 27)) == 5


def test_a_car_without_readings_is_due_by_months() -> None:
    found = due(Interval(10_000, 12), START, Cleaned(), rate(Cleaned()))

    assert found
    assert (found.due_on, found.bound) == (date(2026, 1, 1), Bound.MONTHS)


@given(st.integers(500, 100_000), st.integers(0, 50_000), st.integers(1, 60), st.integers(0, 60), st.integers(0, 200))
def test_a_longer_interval_is_never_due_earlier(km: int, more_km: int, months: int, more: int, done: int) -> None:
    done_on = START + timedelta(done)

    short = due(Interval(km, months), done_on, CLEANED, FORTY)
    long = due(Interval(km + more_km, months + more), done_on, CLEANED, FORTY)

    assert short
    assert long
    assert short.due_on <= long.due_on
