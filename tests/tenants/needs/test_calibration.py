import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.needs.calibration import LEAST_SETTLED, TENTH, tail
from tenants.needs.lateness import lateness

EVEN = [share / 1000 for share in range(500)]  # as deep as cars lie when a band holds what it promises


def test_a_tenth_is_left_on_either_side_until_enough_cases_are_settled() -> None:
    assert tail([]) == TENTH
    assert tail([0.5] * (LEAST_SETTLED - 1)) == TENTH
    assert tail([0.5] * LEAST_SETTLED) == pytest.approx(0.3)  # drawn to a tenth by as many cases again


def test_bands_that_held_what_they_promised_stay_as_they_are() -> None:
    assert tail(EVEN) == pytest.approx(TENTH, abs=0.002)


def test_bands_that_held_too_many_are_drawn_in_and_those_that_held_too_few_let_out() -> None:
    assert tail([0.1 + 0.8 * depth for depth in EVEN]) > 0.16
    assert tail([0.8 * depth for depth in EVEN]) < 0.09
    assert tail([0.0] * 500) < 0.01


def test_a_case_lies_as_deep_as_a_band_may_be_drawn_in_and_hold_it() -> None:
    known = lateness([(late, False) for late in range(10)])

    assert [round(known.depth(late), 1) for late in (-1, 0, 3, 8, 9, 10)] == [0.0, 0.1, 0.4, 0.2, 0.1, 0.0]
    assert lateness([(0, False)] * 10).depth(0) == 0.5


def test_who_is_not_back_yet_comes_later_than_all_that_is_known_of_him() -> None:
    known = lateness([(1, False), (2, True), (3, False), (4, False)])

    assert known.late == [1, 3, 4]
    assert known.come == pytest.approx([0.25, 0.625, 1.0])
    assert lateness([(1, False), (2, True)]).by(0.9) == 1  # so many never came: the last one known


@given(st.lists(st.floats(0, 0.5), max_size=300), st.randoms(use_true_random=False))
def test_the_order_of_the_cases_says_nothing_and_a_band_never_crosses_its_middle(depths: list[float], rng) -> None:  # type: ignore[no-untyped-def]
    shuffled = rng.sample(depths, len(depths))

    assert 0 <= tail(depths) <= 0.5
    assert tail(shuffled) == tail(depths)


@given(st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=1), st.integers(-10, 10), st.floats(0.01, 0.5))
def test_a_band_drawn_in_no_further_than_a_case_lies_deep_holds_it(
    outcomes: list[tuple[int, bool]], late: int, out: float
) -> None:
    known = lateness([(0, False), *outcomes])

    is_held = known.by(out) <= late <= known.by(1 - out)

    assert is_held or known.depth(late) <= out + 1e-9
