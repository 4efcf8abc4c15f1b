from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenants.needs.chains import Reading, is_feasible, longest_chain
from tenants.needs.odometer import Cause, Change, Cleaned, clean, offset_on, virtual_km_on
from tenants.needs.proposals import Proposal
from tenants.needs.swaps import swapped

START, AS_OF = date(2024, 1, 1), date(2027, 1, 1)
TRUE = [(START + timedelta(100 * at), 20_000 + 4_000 * at) for at in range(5)]  # 40 km a day


def on(days: int) -> date:
    return START + timedelta(days)


def clean_km(cleaned: Cleaned) -> list[int]:
    return [reading.km for reading in cleaned.readings]


@pytest.mark.parametrize(("km", "cause"), [(0, "out_of_range"), (-5, "out_of_range"), (9_999_999, "out_of_range")])
def test_a_number_no_car_has_is_kept_out_and_shown(km: int, cause: str) -> None:
    found = clean([*TRUE, (on(150), km)], AS_OF)

    assert clean_km(found) == [km for _, km in TRUE]
    assert [(suspect.km, suspect.cause) for suspect in found.suspects] == [(km, cause)]


def test_a_zero_is_no_reading_even_where_it_would_fit() -> None:
    found = clean([(START - timedelta(500), 0), *TRUE], AS_OF)

    assert clean_km(found) == [km for _, km in TRUE]
    assert [suspect.cause for suspect in found.suspects] == [Cause.OUT_OF_RANGE]


def test_a_million_and_a_half_is_the_most_a_car_runs() -> None:
    assert clean_km(clean([(START, 1_500_000)], AS_OF)) == [1_500_000]
    assert [suspect.cause for suspect in clean([(START, 1_500_001)], AS_OF).suspects] == [Cause.OUT_OF_RANGE]


@pytest.mark.parametrize(
    ("use", "km_per_day"),
    [(None, 400), ("private", 400), ("company", 400), ("ride", 1000), ("taxi", 1000), ("truck", 1000)],
)
@pytest.mark.parametrize("others", [[], [(on(5), 700_000)]], ids=["alone", "beside a typo"])
def test_how_far_a_car_can_run_in_ten_days(use: str | None, km_per_day: int, others: list[tuple[date, int]]) -> None:
    most = 20_000 + 10 * km_per_day + 300

    possible, beyond = (clean([(START, 20_000), *others, (on(10), km)], AS_OF, use) for km in (most, most + 1))

    assert clean_km(possible) == [20_000, most]
    assert clean_km(beyond) == [most + 1]


def test_a_reading_of_the_day_itself_is_known() -> None:
    assert clean_km(clean(TRUE, as_of=on(400))) == [km for _, km in TRUE]


def test_a_reading_of_tomorrow_is_not_known_today() -> None:
    found = clean(TRUE, as_of=on(350))

    assert clean_km(found) == [20_000, 24_000, 28_000, 32_000]
    assert [(suspect.km, suspect.cause) for suspect in found.suspects] == [(36_000, Cause.FUTURE)]


@pytest.mark.parametrize(
    ("km", "proposed_km", "proposal"),
    [
        (26_000 * 10, 26_000, Proposal.DIGIT_TOO_MANY),
        (2_600, 26_000, Proposal.DIGIT_TOO_FEW),
        (62_000, 26_000, Proposal.DIGITS_SWAPPED),
        (77_777, None, None),
    ],
)
def test_a_typo_is_proposed_as_the_number_that_would_fit(
    km: int, proposed_km: int | None, proposal: Proposal | None
) -> None:
    (suspect,) = clean([*TRUE, (on(150), km)], AS_OF).suspects

    assert (suspect.km, suspect.cause) == (km, Cause.INFEASIBLE)
    assert (suspect.proposed_km, suspect.proposal) == (proposed_km, proposal)


def test_of_one_day_the_reading_that_fits_is_kept() -> None:
    found = clean([*TRUE, (on(200), 99_000)], AS_OF)

    assert clean_km(found) == [km for _, km in TRUE]
    assert [suspect.km for suspect in found.suspects] == [99_000]


def test_of_one_day_the_larger_is_kept_when_both_fit() -> None:
    found = clean([*TRUE, (on(200), 28_010)], AS_OF)

    assert clean_km(found) == [20_000, 24_000, 28_010, 32_000, 36_000]
    assert not found.suspects


def test_of_one_day_and_nothing_else_the_larger_is_kept() -> None:
    assert clean_km(clean([(START, 50_000), (START, 10_000)], AS_OF)) == [50_000]


def test_of_two_that_contradict_each_other_the_newer_is_kept() -> None:
    assert clean_km(clean([(on(0), 50_000), (on(100), 10_000)], AS_OF)) == [10_000]


def test_of_two_that_fit_as_well_the_one_of_a_steady_pace_is_kept() -> None:
    found = clean([(START, 20_000), (on(100), 2_400), (on(200), 28_000), (on(300), 32_000)], AS_OF)

    assert clean_km(found) == [20_000, 28_000, 32_000]
    assert [(suspect.km, suspect.proposed_km) for suspect in found.suspects] == [(2_400, 24_000)]


def test_a_taxi_may_run_what_a_private_car_may_not() -> None:
    readings = [(on(0), 10_000), (on(10), 19_000)]

    assert len(clean(readings, AS_OF, "taxi").readings) == 2
    assert len(clean(readings, AS_OF, "private").readings) == 1


def test_a_meter_that_was_set_right_leaves_its_past_out() -> None:
    wrong, right = [(on(0), 2_000), (on(100), 6_000)], [(on(200), 100_000), (on(300), 104_000)]

    found = clean([*wrong, *right], AS_OF)

    assert (found.change, found.changed_on) == (Change.CORRECTION, on(200))
    assert clean_km(found) == [100_000, 104_000]
    assert [suspect.cause for suspect in found.suspects] == [Cause.CORRECTED, Cause.CORRECTED]


def test_km_between_two_readings_are_interpolated_and_none_are_invented_outside() -> None:
    found = clean(TRUE, AS_OF)

    assert virtual_km_on(found, on(100)) == 24_000
    assert virtual_km_on(found, on(150)) == 26_000
    assert virtual_km_on(found, on(-1)) is None
    assert virtual_km_on(found, on(401)) is None


def test_after_a_swap_the_meter_shows_less_than_the_car_has_run() -> None:
    found = clean([(on(0), 90_000), (on(100), 94_000), (on(200), 1_000), (on(300), 5_000)], AS_OF)

    assert found.offset_km == 97_000
    assert virtual_km_on(found, on(300)) == 102_000
    assert (offset_on(found, on(100)), offset_on(found, on(200))) == (0, 97_000)


def test_two_cars_written_down_for_each_other_are_proposed_as_such() -> None:
    mine = clean([*TRUE, (on(150), 126_000)], AS_OF)
    his = clean([(day, km + 100_000) for day, km in TRUE] + [(on(150), 26_000)], AS_OF)

    one, other = swapped(mine, his)

    assert [(suspect.proposed_km, suspect.proposal) for suspect in one.suspects] == [(26_000, Proposal.OTHER_CAR)]
    assert [(suspect.proposed_km, suspect.proposal) for suspect in other.suspects] == [(126_000, Proposal.OTHER_CAR)]


@pytest.mark.parametrize(("mine_km", "his_km"), [(777_777, 26_000), (126_000, 77_777)])
def test_a_number_that_does_not_fit_the_other_car_was_not_swapped(mine_km: int, his_km: int) -> None:
    mine = clean([*TRUE, (on(150), mine_km)], AS_OF)
    his = clean([(day, km + 100_000) for day, km in TRUE] + [(on(150), his_km)], AS_OF)

    assert swapped(mine, his) == (mine, his)


readings_of_a_car = st.lists(
    st.tuples(st.integers(0, 1200).map(on), st.one_of(st.integers(-10, 2_000_000), st.integers(1, 60_000))), max_size=14
)


@st.composite
def true_chains(draw: st.DrawFn) -> list[tuple[date, int]]:
    steps = draw(st.lists(st.tuples(st.integers(10, 200), st.integers(3, 150)), min_size=3, max_size=12))
    day, km, chain = 0, draw(st.integers(1, 200_000)), []
    for days, pace in steps:
        day, km = day + days, km + days * pace
        chain.append((on(day), km))
    return chain


@given(readings_of_a_car.flatmap(lambda readings: st.tuples(st.just(readings), st.permutations(readings))))
def test_the_order_of_readings_does_not_matter(orders: tuple[list[tuple[date, int]], list[tuple[date, int]]]) -> None:
    readings, shuffled = orders

    assert clean(shuffled, AS_OF) == clean(readings, AS_OF) == clean(readings[::-1], AS_OF)


@given(readings_of_a_car)
def test_cleaning_what_is_clean_changes_nothing(readings: list[tuple[date, int]]) -> None:
    once = clean(readings, AS_OF)

    twice = clean([(reading.on, reading.km) for reading in once.readings], AS_OF)

    assert twice.readings == once.readings
    assert not twice.suspects


@given(readings_of_a_car)
def test_a_car_never_runs_backwards_and_no_reading_is_lost(readings: list[tuple[date, int]]) -> None:
    found = clean(readings, AS_OF)

    for earlier, later in pairwise(found.readings):
        assert earlier.on < later.on
        assert earlier.segment < later.segment or is_feasible(
            Reading(earlier.on, earlier.km), Reading(later.on, later.km), found.top_km_per_day
        )
    used = {(reading.on, reading.km) for reading in found.readings}
    shown = {(suspect.on, suspect.km) for suspect in found.suspects}
    assert not used & shown
    assert {day for day, _ in readings} == {day for day, _ in used | shown}


@given(true_chains())
def test_what_is_true_is_all_used(chain: list[tuple[date, int]]) -> None:
    assert clean_km(clean(chain, date.max)) == [km for _, km in chain]


@given(true_chains(), st.integers(0, 2500), st.integers(1, 1_500_000))
def test_a_typo_changes_nothing(chain: list[tuple[date, int]], day: int, km: int) -> None:
    typo = Reading(on(day), km)
    fitting = [true for true in chain if is_feasible(min(typo, Reading(*true)), max(typo, Reading(*true)), 400)]
    assume(not fitting)

    assert clean([*chain, typo], date.max).readings == clean(chain, date.max).readings


@given(readings_of_a_car)
def test_no_longer_chain_is_feasible(readings: list[tuple[date, int]]) -> None:
    ordered = sorted({Reading(*reading) for reading in readings})[:9]
    assume(ordered)

    assert len(longest_chain(ordered, 400)) == _longest_by_trying(ordered)


def _longest_by_trying(ordered: list[Reading]) -> int:
    best = 0
    for chosen in range(1, 2 ** len(ordered)):
        tried = [reading for at, reading in enumerate(ordered) if chosen >> at & 1]
        if all(earlier.on < later.on and is_feasible(earlier, later, 400) for earlier, later in pairwise(tried)):
            best = max(best, len(tried))
    return best
