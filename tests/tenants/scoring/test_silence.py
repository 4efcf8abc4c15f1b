import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.scoring import silence
from tenants.scoring.silence import PERCENTS, SilenceState

TENS = tuple(2 * percent for percent in PERCENTS)  # 5 % of his gaps are shorter than 10 days, 95 % than 190
thresholds = st.lists(st.integers(1, 800), min_size=len(PERCENTS), max_size=len(PERCENTS)).map(sorted)


@pytest.mark.parametrize(("days", "percent"), [(0, 0), (5, 2.5), (10, 5), (101, 50.5), (190, 95), (380, 97.5)])
def test_silence_is_measured_between_the_thresholds(days: int, percent: float) -> None:
    assert silence.percentile(TENS, days) == pytest.approx(percent)


@pytest.mark.parametrize(
    ("percent", "state"), [(0, "USUAL"), (49.9, "USUAL"), (50, "LONG"), (80, "UNUSUAL"), (95, "GONE"), (99.9, "GONE")]
)
def test_the_state_turns_at_50_80_and_95(percent: float, state: str) -> None:
    assert silence.state(percent) == state


def test_a_silence_says_what_it_was_measured_against() -> None:
    found = silence.silence(170, TENS, 3, "REPEAT_PRIVATE")

    assert (found.p50_days, found.p80_days) == (100, 160)
    assert (found.percent, found.state, found.gap_count) == (85, SilenceState.UNUSUAL, 3)


@given(thresholds, st.integers(0, 3000), st.integers(1, 500))
def test_a_longer_silence_is_never_more_usual(silence_days: list[int], days: int, more: int) -> None:
    shorter, longer = silence.percentile(silence_days, days), silence.percentile(silence_days, days + more)

    assert 0 <= shorter <= longer <= 100


@given(thresholds)
def test_nobody_is_silent_for_ever_without_being_called_gone(silence_days: list[int]) -> None:
    assert silence.state(silence.percentile(silence_days, silence_days[-1])) == SilenceState.GONE
