from datetime import date, timedelta

import pytest

from tenants.needs.backtest import LEAST_CASES, Case, Score, backtest, cases, choose, last_cut, score
from tenants.needs.due import Bound
from tenants.needs.forecast import History
from tenants.needs.item_needs import Work
from tenants.needs.visit_methods import USE_BINS, Method, NextVisit, next_visits
from tests.tenants.needs.generator import World, cars

FIRST_ON, AS_OF = date(2019, 1, 1), date(2026, 6, 30)
STEADY = tuple(date(2024, 1, 10) + timedelta(180 * visit) for visit in range(5))  # until 2025-12-30


def steady_car(km_per_day: int = 40) -> History:
    readings = [(on, 10_000 + km_per_day * (on - STEADY[0]).days) for on in STEADY]
    return History(readings, [Work(on, "OIL_SEMI") for on in STEADY], STEADY, "private", "petrol")


def case(cut: str, said: str, actual: str, since: str = "2025-01-10") -> Case:
    cut_on, said_on, actual_on, since_on = (date.fromisoformat(day) for day in (cut, said, actual, since))
    return Case(cut_on, {Method.HUITOU: NextVisit(said_on, Bound.KM, since_on)}, actual_on)


def scored(method: Method, median_error_days: float, cases: int = LEAST_CASES) -> Score:
    return Score(method, cases, 0, median_error_days, 0.8, 0.1, {})


WORLDS = {
    "usual": World(FIRST_ON, AS_OF),
    "hardly punctual": World(FIRST_ON, AS_OF, punctuality_days=30),
    "many are lost": World(FIRST_ON, AS_OF, lost_share=0.15),
}


@pytest.mark.parametrize(
    ("world", "seed"), [("usual", 1), ("usual", 102), ("hardly punctual", 101), ("many are lost", 102)]
)
def test_eighty_of_a_hundred_cars_come_within_the_band(world: str, seed: int) -> None:
    found = backtest(cars(150, WORLDS[world], seed), AS_OF, FIRST_ON)

    ours = next(score for score in found.scores if score.method is Method.HUITOU)
    assert ours.cases > 400
    assert ours.in_band_share is not None
    assert 0.75 <= ours.in_band_share <= 0.85
    assert found.chosen is Method.HUITOU
    assert all(score.median_error_days >= ours.median_error_days for score in found.scores)  # type: ignore[operator]


def test_where_everybody_comes_by_the_calendar_the_calendar_is_chosen() -> None:
    world = World(FIRST_ON, AS_OF, calendar_days=180)

    found = backtest(cars(60, world, seed=4), AS_OF, FIRST_ON)

    assert found.chosen is Method.FIXED_180


def test_one_case_for_each_cycle_seen_from_the_first_of_the_month_after() -> None:
    found = list(cases(steady_car(), AS_OF, until=AS_OF))

    # the first two cuts have fewer than three readings behind them
    assert [(case.cut_on, case.actual_on) for case in found] == [
        (date(2025, 2, 1), STEADY[3]),
        (date(2025, 8, 1), STEADY[4]),
        (date(2026, 1, 1), None),
    ]


def test_who_has_not_come_back_is_counted_apart() -> None:
    found = backtest([steady_car()], AS_OF, first_on=date(2020, 1, 1))

    ours = found.scores[0]
    assert (ours.cases, ours.censored) == (1, 0)  # the last cut is a year ago

    found = backtest([steady_car()], date(2027, 6, 30), first_on=date(2020, 1, 1))

    assert (found.scores[0].cases, found.scores[0].censored) == (2, 1)


def test_a_cut_knows_nothing_of_what_came_after() -> None:
    car = steady_car()
    later = [(date(2025, 3, 1), 900_000), (date(2025, 4, 1), 910_000), (date(2025, 5, 1), 920_000)]
    changed = History([*car.readings, *later], car.work, car.maintenance_on, car.use, car.fuel)

    (before, *_), (after, *_) = (list(cases(each, AS_OF, until=AS_OF)) for each in (car, changed))

    assert before.cut_on == after.cut_on == date(2025, 2, 1)
    assert before.said == after.said


def test_no_case_is_witness_for_its_own_band() -> None:
    late = [case("2025-02-01", said="2025-08-01", actual="2025-11-01")] * 40

    alone = score(Method.HUITOU, late, date(2026, 6, 30))
    followed = score(Method.HUITOU, [*late, case("2026-01-01", said="2026-08-01", actual="2026-08-01")], AS_OF)

    assert alone.in_band_share is None  # nothing was promised yet
    assert alone.bands[Bound.KM].p10 > 0.4  # though in the end the band knows better
    assert (followed.cases, followed.in_band_share) == (41, 0)  # the one who was promised that he would be late


def test_cuts_end_a_year_ago_or_halfway_through_a_short_history() -> None:
    assert last_cut(date(2019, 1, 1), AS_OF) == date(2025, 6, 30)
    assert last_cut(date(2026, 1, 1), AS_OF) == date(2026, 4, 1)


def test_a_baseline_wins_only_by_a_lower_error_over_enough_cases() -> None:
    ours = scored(Method.HUITOU, 20.0)

    assert choose([ours, scored(Method.LAST_TWO, 19.5)]) is Method.LAST_TWO
    assert choose([ours, scored(Method.LAST_TWO, 20.0)]) is Method.HUITOU
    assert choose([ours, scored(Method.LAST_TWO, 5.0, cases=LEAST_CASES - 1)]) is Method.HUITOU
    assert choose([]) is Method.HUITOU


def test_a_class_of_use_is_not_the_pace_of_the_car() -> None:
    own, in_class = 27.17 * 1.609, float(USE_BINS[1])

    assert min(USE_BINS, key=lambda pace: abs(pace - own)) == USE_BINS[1]
    assert in_class / 1.609 == pytest.approx(33, abs=0.2)
    assert 5000 * 1.609 / in_class == pytest.approx(152, abs=0.3)  # days to the next 5,000 miles, not 184


def test_the_classes_of_use_are_miles_a_year() -> None:
    assert [round(float(pace) * 365 / 1.609) for pace in USE_BINS] == [6_000, 12_000, 18_000, 24_000, 36_000]


def test_each_method_says_its_own_day() -> None:
    said = next_visits(Method, steady_car(), date(2026, 1, 1))

    # 188 days to 7,500 km at 40 km a day
    assert said[Method.FIXED_180].on == STEADY[-1] + timedelta(180)
    assert said[Method.LAST_TWO].on == STEADY[-1] + timedelta(188)
    assert said[Method.USE_BINS].on == STEADY[-1] + timedelta(142)  # counted as one of 53 km a day
    assert said[Method.HUITOU].on == STEADY[-1] + timedelta(180)  # it leans to the prior, and knows the habit


def test_the_last_two_readings_are_taken_as_they_are() -> None:
    car = steady_car()
    typo = History([*car.readings[:-1], (STEADY[-1], 390_000)], car.work, STEADY, car.use, car.fuel)

    said = next_visits(Method, typo, date(2026, 1, 1))

    assert said[Method.LAST_TWO].on < STEADY[-1] + timedelta(10)
    assert said[Method.HUITOU].on > STEADY[-1] + timedelta(150)


def test_a_car_without_maintenance_gives_no_case() -> None:
    car = History([(on, 10_000) for on in STEADY], use="private")

    assert list(cases(car, AS_OF, until=AS_OF)) == []
    assert next_visits(Method, car, AS_OF) == {}
