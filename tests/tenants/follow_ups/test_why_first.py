"""The sum on the card is the sum that was made."""

from datetime import date, timedelta

import pytest

from tenants.follow_ups.priority import CLASS_WEIGHTS, TIER_WEIGHTS, progress, weigh
from tenants.follow_ups.triggers import TRIGGERS
from tenants.follow_ups.why_first import parts
from tenants.scoring.segments import RfmClass, Tier
from tests.tenants.follow_ups.examples import TODAY


@pytest.mark.parametrize("tier", [None, Tier.NORMAL, Tier.KEY])
@pytest.mark.parametrize("by_tier", [True, False])
@pytest.mark.parametrize("rank", [0.0, 0.4375, 1.0])
def test_the_parts_make_the_value_again(tier: Tier | None, by_tier: bool, rank: float) -> None:
    trigger, window = TRIGGERS["LAPSE"], TRIGGERS["LAPSE"].window(TODAY - timedelta(10))
    made = weigh(trigger, window, m_rank=rank, rfm_class=RfmClass.DEEPEN, today=TODAY, tier=tier, by_tier=by_tier)

    told = parts(
        float(made.urgency), float(made.value), window, TODAY, rfm_class=RfmClass.DEEPEN, tier=tier, by_tier=by_tier
    )

    assert told.at_opening == pytest.approx(trigger.urgency / 100)
    assert told.progress == pytest.approx(float(progress(window, TODAY)))
    assert told.days_late == 0
    assert told.weight == (TIER_WEIGHTS[tier or Tier.NORMAL] if by_tier else CLASS_WEIGHTS[RfmClass.DEEPEN]) / 100
    if told.rank is None:
        assert (tier, float(made.value)) == (Tier.KEY, 0.9)
    else:
        assert told.rank == pytest.approx(rank)


def test_who_is_late_has_no_urgency_at_opening() -> None:
    window = TRIGGERS["LAPSE"].window(date(2026, 5, 1))

    told = parts(0.5, 0.5, window, window.deadline_on + timedelta(15), rfm_class=RfmClass.NEW)

    assert (told.at_opening, told.days_late) == (None, 15)


def test_a_window_of_one_day_is_over_at_once() -> None:
    window = TRIGGERS["CALLBACK"].window(TODAY)

    assert parts(1.0, 0.5, window, TODAY, rfm_class=RfmClass.NEW).at_opening is None
