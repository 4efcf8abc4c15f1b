from tenants.scoring.grid import POLICIES
from tenants.scoring.segments import FStage, Lifecycle


def test_every_cell_of_the_grid_has_its_policy() -> None:
    assert set(POLICIES) == {(lifecycle, stage) for lifecycle in Lifecycle for stage in FStage}


def test_the_longer_a_customer_is_away_the_more_may_be_offered() -> None:
    for stage in FStage:
        offers = [POLICIES[lifecycle, stage].offer_percent for lifecycle in Lifecycle]
        assert offers == sorted(offers)


def test_who_churned_is_disturbed_less_than_who_is_active() -> None:
    for stage in FStage:
        assert POLICIES[Lifecycle.CHURNED, stage].contacts <= POLICIES[Lifecycle.ACTIVE, stage].contacts


def test_a_fan_who_is_active_is_never_offered_a_discount() -> None:
    assert POLICIES[Lifecycle.ACTIVE, FStage.FAN] == (3, 0)
