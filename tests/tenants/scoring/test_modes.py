import pytest

from tenants.scoring import modes
from tenants.scoring.segments import Mode, Tier


@pytest.mark.parametrize(
    ("paid", "mode"), [(0, "none"), (49, "none"), (50, "simple3"), (199, "simple3"), (200, "rfm8")]
)
def test_the_wizard_proposes_more_groups_for_more_customers(paid: int, mode: str) -> None:
    assert modes.proposed(paid) == mode


@pytest.mark.parametrize("mode", list(Mode))
def test_every_tier_is_shown_once_in_every_mode(mode: Mode) -> None:
    counted = [tier for tiers in modes.tiers_shown(mode).values() for tier in tiers]

    assert sorted(counted) == sorted(Tier)


def test_the_number_in_a_modes_name_is_the_number_of_its_tiers() -> None:
    assert [len(modes.tiers_shown(mode)) for mode in (Mode.SIMPLE2, Mode.SIMPLE3, Mode.SIMPLE4)] == [2, 3, 4]
