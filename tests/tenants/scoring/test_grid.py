import pytest

from tenants.scoring.grid import POLICIES, proposed
from tenants.scoring.segments import FStage, Lifecycle


def test_every_cell_of_the_grid_has_its_policy() -> None:
    assert set(POLICIES) == {(lifecycle, stage) for lifecycle in Lifecycle for stage in FStage}


def test_the_policies_are_those_of_the_specification() -> None:
    table = {lifecycle: [tuple(POLICIES[lifecycle, stage]) for stage in FStage] for lifecycle in Lifecycle}

    # domain.md 2.2: contacts in 90 days, percent of the ticket; FIRST, SECOND, REGULAR, FAN
    assert table == {
        Lifecycle.ACTIVE: [(4, 5), (3, 5), (3, 3), (3, 0)],
        Lifecycle.SILENT: [(3, 10), (3, 10), (3, 8), (4, 8)],
        Lifecycle.ASLEEP: [(2, 15), (2, 15), (3, 12), (4, 12)],
        Lifecycle.CHURNED: [(1, 15), (1, 15), (2, 15), (3, 15)],
    }


def test_the_longer_a_customer_is_away_the_more_may_be_offered() -> None:
    for stage in FStage:
        offers = [POLICIES[lifecycle, stage].offer_percent for lifecycle in Lifecycle]
        assert offers == sorted(offers)


def test_who_churned_is_disturbed_less_than_who_is_active() -> None:
    for stage in FStage:
        assert POLICIES[Lifecycle.CHURNED, stage].contacts <= POLICIES[Lifecycle.ACTIVE, stage].contacts


def test_a_fan_who_is_active_is_never_offered_a_discount() -> None:
    assert POLICIES[Lifecycle.ACTIVE, FStage.FAN] == (3, 0)


@pytest.mark.parametrize(
    ("r_cut_days", "days"),
    [(180, (180, 270, 365)), (90, (90, 135, 365)), (183, (183, 275, 366)), (365, (365, 548, 730))],
)
def test_the_wizard_proposes_a_lifecycle_that_fits_the_r_cut(r_cut_days: int, days: tuple[int, int, int]) -> None:
    assert proposed(r_cut_days) == days
