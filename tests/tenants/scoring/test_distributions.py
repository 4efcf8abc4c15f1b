import json
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import distributions
from tenants.scoring.distributions import Cycle, Habits, Pareto, Tickets

TV_DIST = Counter([28, 30, 31, 29, 30, 182, 178, 185, 190])
counts = st.dictionaries(st.integers(0, 900), st.integers(1, 40), max_size=40)


def test_tv_dist_the_mean_falls_where_nobody_is() -> None:
    cycle = distributions.cycle(TV_DIST)

    assert {(band.low, band.high): band.count for band in cycle.bands if band.count} == {
        (0, 30): 4,
        (31, 60): 1,
        (121, 180): 1,
        (181, 240): 3,
    }
    assert (cycle.mean, cycle.p50, cycle.p75, cycle.p90) == (98.11, 31.0, 182.0, 186.0)
    assert [(cycle.bands[place].low, cycle.bands[place].high) for place in cycle.peaks] == [(0, 30), (181, 240)]
    assert next(band for band in cycle.bands if band.low == 91).count == 0


def test_a_band_with_less_than_15_percent_is_no_peak() -> None:
    assert distributions.peaks([86, 0, 14]) == (0,)
    assert distributions.peaks([85, 0, 15]) == (0, 2)


def test_two_equal_neighbours_are_no_peak() -> None:
    assert distributions.peaks([5, 5, 1]) == ()


def test_of_fewer_than_seven_gaps_a_single_one_would_be_a_habit() -> None:
    assert distributions.peaks([5, 0, 1]) == ()
    assert distributions.peaks([6, 0, 1]) == (0,)
    assert distributions.peaks([5, 0, 2]) == (0, 2)


@pytest.mark.parametrize(("gaps", "tells"), [({30: 6}, False), ({30: 7}, True), (TV_DIST, True)])
def test_a_cycle_says_whether_it_has_gaps_enough_to_tell_habits(gaps: dict[int, int], tells: bool) -> None:
    cycle = distributions.cycle(gaps)

    assert cycle.tells_habits == tells
    assert bool(cycle.peaks) == tells


@pytest.mark.parametrize(("days", "low"), [(0, 0), (30, 0), (31, 31), (180, 121), (365, 241), (366, 366)])
def test_the_edge_of_a_cycle_band_belongs_to_the_band_before(days: int, low: int) -> None:
    assert [band.low for band in distributions.cycle({days: 1}).bands if band.count] == [low]


@pytest.mark.parametrize(("fen", "low"), [(0, 0), (99_99, 0), (100_00, 100_00), (4999_99, 2000_00), (5000_00, 5000_00)])
def test_a_ticket_band_is_left_closed(fen: int, low: int) -> None:
    assert [band.low for band in distributions.tickets({fen: 1}, []).bands if band.count] == [low]


def test_the_bands_are_those_of_the_specification() -> None:
    cycle, tickets = distributions.cycle({}), distributions.tickets({}, [])

    assert [(band.low, band.high) for band in cycle.bands] == [
        *((0, 30), (31, 60), (61, 90), (91, 120), (121, 180), (181, 240), (241, 365), (366, None))
    ]
    assert [band.low for band in tickets.bands] == [0, 100_00, 300_00, 500_00, 1000_00, 2000_00, 5000_00]
    assert tickets.bands[-1].high is None


def test_percentiles_are_those_of_their_names() -> None:
    found = distributions.cycle(dict.fromkeys(range(101), 1))

    assert (found.p10, found.p25, found.p50, found.p75, found.p90) == (10, 25, 50, 75, 90)


def test_a_ticket_is_stretched_to_the_next_edge() -> None:
    assert distributions.next_edge(260_00) == 40_00
    assert distributions.next_edge(300_00) == 200_00
    assert distributions.next_edge(5000_00) is None


def test_customers_are_counted_by_the_band_of_their_median_ticket() -> None:
    found = distributions.tickets({260_00: 3}, [120_00, 250_00, 290_00, 9000_00])

    assert found.customers == (0, 3, 0, 0, 0, 0, 1)
    assert found.stretch_fen == (None, 50_00, None, None, None, None, None)


def test_tv_p_two_of_eight_bring_half_of_the_money() -> None:
    found = distributions.pareto([7000_00, 7000_00, 6100_00, 5200_00, 1250_00, 930_00, 400_00, 260_00])

    assert (found.top, found.needed, found.monetary_fen) == (2, 4, 28140_00)
    assert found.top_share == pytest.approx(0.498, abs=0.0005)
    assert found.curve[3] == pytest.approx(0.899, abs=0.0005)
    assert found.curve[-1] == 1


def test_the_best_fifth_and_those_who_bring_four_fifths() -> None:
    found = distributions.pareto([1] * 100)

    assert (found.top, found.top_share, found.needed, found.needed_share) == (20, 0.2, 80, 0.8)


def test_a_shop_without_money_has_an_empty_curve() -> None:
    assert distributions.pareto([0, 0]) == Pareto(2, 0, 1, None, 0, 0.0, ())
    assert distributions.pareto([]).needed_share is None


def test_an_empty_cycle_has_no_mean_and_no_percentiles() -> None:
    cycle = distributions.cycle({})

    assert (cycle.count, cycle.mean, cycle.p50, cycle.peaks) == (0, None, None, ())
    assert [band.share for band in cycle.bands] == [None] * 8


@pytest.mark.parametrize(
    "drawn",
    [
        distributions.cycle(TV_DIST),
        distributions.tickets({260_00: 3}, [120_00]),
        distributions.pareto([7000_00, 260_00]),
        Habits((1, 0, 0, 2, 0, 0, 0), (1, 0, 0, 2), (0,) * 28),
    ],
)
def test_what_was_stored_is_read_back(drawn: Cycle | Tickets | Pareto | Habits) -> None:
    assert type(drawn).read(json.loads(json.dumps(drawn.payload()))) == drawn


@given(counts, st.integers(0, 100))
def test_a_percentile_is_numpys(values: dict[int, int], percent: int) -> None:
    (found,) = distributions.percentiles(values, [Fraction(percent, 100)])

    if values:
        repeated = np.repeat(list(values), list(values.values()))
        assert float(found or 0) == pytest.approx(np.percentile(repeated, percent))
    else:
        assert found is None


@given(counts)
def test_every_gap_is_in_one_band(gaps: dict[int, int]) -> None:
    cycle = distributions.cycle(gaps)

    assert sum(band.count for band in cycle.bands) == cycle.count == sum(gaps.values())


@given(st.lists(st.integers(0, 10_000_00), max_size=300))
def test_a_pareto_curve_rises_to_everything(money: list[int]) -> None:
    found = distributions.pareto(sorted(money, reverse=True))

    assert list(found.curve) == sorted(found.curve)
    assert (found.curve[-1] == 1) if sum(money) else not found.curve
    assert found.needed <= len(money)
