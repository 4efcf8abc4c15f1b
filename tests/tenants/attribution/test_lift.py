"""The measured lift: honest about chance, and about what is too little to tell."""

from collections import Counter
from datetime import date
from random import Random
from uuid import UUID

import pytest

from tenants.attribution.lift import Arm, is_enough, lift, more_needed
from tenants.follow_ups.hold_out import is_held_out

TREATED, CONTROL = Arm(900, 162, 900 * 100_00), Arm(100, 11, 100 * 60_00)


def test_tv_h() -> None:
    found = lift(TREATED, CONTROL)

    assert (TREATED.share, CONTROL.share) == (0.18, 0.11)
    assert found.difference == pytest.approx(0.07)
    assert found.visits == pytest.approx(63)
    assert found.z == pytest.approx(1.756, abs=0.001)
    assert found.p == pytest.approx(0.079, abs=0.001)
    assert not found.is_proven
    assert found.fen == pytest.approx(900 * 40_00)


@pytest.mark.parametrize(
    ("control", "enough"), [(Arm(50, 5), True), (Arm(49, 5), False), (Arm(50, 4), False), (Arm(0, 0), False)]
)
def test_too_small_a_control_is_not_shown(control: Arm, enough: bool) -> None:
    assert is_enough(Arm(450, 90), control) is enough
    assert more_needed(Arm(450, 90), control) > 0


def test_what_is_missing_shrinks_as_customers_come() -> None:
    few, more, many = (more_needed(Arm(900 * n, 144 * n), Arm(100 * n, 11 * n)) for n in (1, 2, 10))

    assert few > more > many == 0


def test_no_customers_at_all_are_told_how_many_are_needed() -> None:
    assert more_needed(Arm(0, 0), Arm(0, 0)) == 500


CUSTOMERS, ROUNDS = 1_500, 300
BASE = 0.2


def drawn_arms(shop_id: int, effect: float, chance: Random) -> tuple[Arm, Arm]:
    """A shop's customers, parted by the same draw as the queue's, who come by chance and because they were called."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for _ in range(CUSTOMERS):
        is_control = is_held_out("simulation", shop_id, UUID(int=chance.getrandbits(128)), date(2026, 7, 1))
        counts[is_control, chance.random() < BASE + (0 if is_control else effect)] += 1
    treated, control = (
        Arm(counts[is_control, True] + counts[is_control, False], counts[is_control, True])
        for is_control in (False, True)
    )
    return treated, control


@pytest.mark.parametrize("effect", [0.0, 0.05, 0.15])
def test_the_interval_covers_a_known_lift_and_false_alarms_stay_rare(effect: float) -> None:
    chance = Random(20261122)
    covered = proven = harmful = 0

    for shop_id in range(ROUNDS):
        found = lift(*drawn_arms(shop_id, effect, chance))
        covered += found.low <= effect <= found.high
        proven += found.is_proven
        harmful += found.is_harmful

    assert covered / ROUNDS >= 0.93
    assert harmful / ROUNDS < 0.05
    if effect == 0:
        assert proven / ROUNDS < 0.05
    if effect == 0.15:
        assert proven / ROUNDS > 0.9


def test_credit_by_window_is_biased_where_the_measured_lift_is_not() -> None:
    """Calls that bring nothing: everybody who would have come anyway is credited to his call."""
    chance = Random(7)
    arms = [drawn_arms(shop_id, 0.0, chance) for shop_id in range(40)]

    credited = sum(treated.came for treated, _ in arms) / sum(treated.customers for treated, _ in arms)
    measured = sum(lift(*each).difference for each in arms) / len(arms)

    assert credited == pytest.approx(BASE, abs=0.01)
    assert measured == pytest.approx(0, abs=0.015)
