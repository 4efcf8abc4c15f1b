from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenants.needs.bands import (
    DEFAULTS,
    ENOUGH_LESSONS,
    LEAST_RESIDUALS,
    LOST_DAYS,
    REMEMBERED_DAYS,
    Lesson,
    Quantiles,
    Range,
    Residuals,
    from_stored,
    range_around,
    to_stored,
)
from tenants.needs.due import Bound

CUT, SINCE, SAID = date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 11)  # a cycle of 100 days
YEARS_LATER = date(2027, 12, 1)
QUARTERS = (90, 90)  # days, which every range may reach to either side


def lessons(late_days: Iterable[int | None], cut_on: date = CUT) -> list[Lesson]:
    """Cycles of 100 days that ended so many days late, None for those that have not ended."""
    shift = cut_on - CUT
    said_on = SAID + shift
    return [
        Lesson(cut_on, Bound.KM, SINCE + shift, said_on, None if late is None else said_on + timedelta(late))
        for late in late_days
    ]


def test_a_shop_without_a_past_has_no_band_of_its_own() -> None:
    residuals = Residuals(lessons([50] * (LEAST_RESIDUALS - 1)))

    assert residuals.quantiles(Bound.KM, YEARS_LATER) is None
    assert residuals.bands(YEARS_LATER) == DEFAULTS


def test_the_band_leaves_a_tenth_on_either_side() -> None:
    residuals = Residuals(lessons(range(-50, 50)))

    assert residuals.quantiles(Bound.KM, YEARS_LATER) == Quantiles(-0.41, -0.01, 0.39, *QUARTERS)
    assert residuals.quantiles(Bound.MONTHS, YEARS_LATER) is None


def test_a_day_knows_only_the_cuts_before_it_and_who_came_by_then() -> None:
    residuals = Residuals(lessons(range(-50, 50)))

    assert residuals.quantiles(Bound.KM, CUT) is None
    assert residuals.quantiles(Bound.KM, SAID - timedelta(30)) is None  # 21 have come
    on_the_day = residuals.quantiles(Bound.KM, SAID)
    assert on_the_day
    assert on_the_day.p10 == -0.41  # not only of those who came early


def test_who_is_not_back_yet_is_late_and_who_is_long_late_is_lost() -> None:
    punctual: list[int | None] = [0] * 80
    waiting = Residuals(lessons([*punctual, *range(20, 40), *[None] * 20]))

    soon, later = (waiting.quantiles(Bound.KM, SAID + timedelta(days)) for days in (LOST_DAYS, LOST_DAYS + 1))

    assert soon
    assert later
    # the twenty who are missing stand behind all others, so the last one known is all there is to say
    assert soon.p90 == 0.39
    assert later.p90 == 0.29


def test_what_is_long_past_is_forgotten_once_there_is_enough_that_is_younger() -> None:
    old, young = lessons([90] * ENOUGH_LESSONS), lessons([0] * ENOUGH_LESSONS, CUT + timedelta(REMEMBERED_DAYS))

    as_of = CUT + timedelta(REMEMBERED_DAYS + 300)

    assert Residuals([*old, *young]).quantiles(Bound.KM, as_of) == Quantiles(0.0, 0.0, 0.0, *QUARTERS)
    kept = Residuals([*old, *young[1:]]).quantiles(Bound.KM, as_of)
    assert kept == Quantiles(0.0, 0.0, 0.0, *QUARTERS)
    assert Residuals([*old, *young[90:]]).quantiles(Bound.KM, as_of) == Quantiles(0.0, 0.9, 0.9, *QUARTERS)


def test_a_band_that_held_too_many_is_drawn_in_once_that_is_settled() -> None:
    later = CUT + timedelta(170)
    residuals = Residuals([*lessons(range(-50, 50)), *lessons([0] * 61, later)])
    settled_on = later + timedelta(100 + LOST_DAYS)

    before, after = (residuals.quantiles(Bound.KM, day) for day in (settled_on - timedelta(1), settled_on))

    assert before == Quantiles(-0.34, 0.0, 0.33, *QUARTERS)
    # a third is left on either side, and a third has always come on the day
    assert after == Quantiles(0.0, 0.0, 0.0, *QUARTERS)


def test_what_comes_after_a_day_changes_nothing_in_what_was_known_on_it() -> None:
    cut_on, day = CUT + timedelta(170), CUT + timedelta(400)
    known = [*lessons(range(-50, 50)), *lessons(range(-30, 60), cut_on)]
    alone, followed = Residuals(known), Residuals([*known, *lessons([90] * 200, day)])

    assert followed.quantiles(Bound.KM, day) == alone.quantiles(Bound.KM, day)
    assert followed.quantiles(Bound.KM, YEARS_LATER) != alone.quantiles(Bound.KM, YEARS_LATER)


def test_a_band_is_as_wide_as_the_cycle_is_long() -> None:
    shares = Quantiles(-0.1, 0.0, 0.2)

    assert range_around(shares, SINCE, SAID) == Range(date(2026, 4, 1), SAID, date(2026, 5, 1))
    assert range_around(shares, SAID - timedelta(10), SAID).p90_on == SAID + timedelta(18)  # of 90 days at least


def test_a_range_reaches_no_further_than_any_car_was_ever_off() -> None:
    known = Residuals([*lessons(range(-95, 5)), *lessons([232] * 20)]).quantiles(Bound.KM, YEARS_LATER)
    assert known
    assert known[2:] == (2.32, 95, 232)

    short = range_around(known, SINCE, SAID)
    of_a_year = range_around(known, SINCE, SINCE + timedelta(365))
    of_two_years = range_around(known, SINCE, SINCE + timedelta(730))

    assert short.p90_on == SAID + timedelta(232)
    assert of_a_year.p90_on == SINCE + timedelta(365 + 232)
    assert of_a_year.p10_on == SINCE + timedelta(365 - 95)
    assert of_two_years.p90_on == SINCE + timedelta(730 + 2 * 232)


def test_who_is_long_late_tells_not_how_far_a_range_reaches() -> None:
    waiting = Residuals(lessons([*[0] * 60, 300, None]))

    on_the_day, later = (waiting.quantiles(Bound.KM, SAID + timedelta(days)) for days in (LOST_DAYS, 300))

    assert on_the_day
    assert later
    assert (on_the_day.most_late, later.most_late) == (90, 300)


def test_bands_of_an_older_release_reach_as_far_as_their_shares() -> None:
    kept = from_stored({"km": [-0.6, 0.0, 2.32]})[Bound.KM]

    assert range_around(kept, SINCE, SINCE + timedelta(365)).p90_on == SINCE + timedelta(365 + 847)


def test_a_given_day_has_no_range() -> None:
    band = range_around(DEFAULTS[Bound.DATE], SINCE, SAID)

    assert band == Range(SAID, SAID, SAID)


def test_bands_are_kept_as_plain_values() -> None:
    bands = Residuals(lessons(range(-50, 50))).bands(YEARS_LATER)

    assert from_stored(to_stored(bands)) == bands


@given(st.lists(st.integers(-60, 400), min_size=LEAST_RESIDUALS, max_size=80))
def test_a_band_holds_at_least_what_it_promises_of_its_own_past(late_days: list[int]) -> None:
    shares = Residuals(lessons(late_days)).quantiles(Bound.KM, YEARS_LATER)
    assert shares
    band = range_around(shares, SINCE, SAID)

    held = sum(band.holds(SAID + timedelta(late)) for late in late_days)

    assert band.p10_on <= band.p50_on <= band.p90_on
    assert held >= 0.8 * len(late_days) - 1
