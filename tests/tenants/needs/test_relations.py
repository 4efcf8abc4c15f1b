"""Items that go together: which of them to speak of."""

import pytest

from tenants.needs.relations import DEFAULTS, GOODS, GROUPS, Kind, Relation, covers, in_order, top
from tenants.scoring.overlays import ITEM_GROUPS

AIR = Relation("OIL_UNKNOWN", "AIR_FILTER", Kind.COMPLEMENT, 1)
CABIN = Relation("OIL_UNKNOWN", "CABIN_FILTER", Kind.PEER, 2)
BETTER = Relation("OIL_SEMI", "OIL_FULL", Kind.UP, 3)
ALL = (AIR, CABIN, BETTER)


def test_tv_g3_the_top_relation_not_bought_and_not_refused_is_spoken_of() -> None:
    assert top(ALL, ["OIL_SEMI"], ["OIL_SEMI"]) is AIR
    assert top(ALL, ["OIL_SEMI"], ["OIL_SEMI", "AIR_FILTER"]) is CABIN
    assert top(ALL, ["OIL_SEMI"], ["OIL_SEMI"], refused=["AIR_FILTER", "CABIN_FILTER"]) is BETTER
    assert top(ALL, ["OIL_SEMI"], ["OIL_SEMI", "OIL_FULL", "CABIN_FILTER"], refused=["AIR_FILTER"]) is None
    assert top(ALL, ["TYRE"], ["TYRE"]) is None


@pytest.mark.parametrize(
    ("named", "bought", "is_covered"),
    [
        ("OIL_UNKNOWN", "OIL_FULL", True),
        ("SPARK", "SPARK_IRIDIUM", True),
        ("OIL_FULL", "OIL_SEMI", False),
        ("OIL_SEMI", "OIL_UNKNOWN", False),
        ("film", "film", True),
        ("film", "WIPER", False),
    ],
)
def test_an_item_covers_its_grades_and_a_grade_only_itself(named: str, bought: str, is_covered: bool) -> None:
    assert covers(named, bought) == is_covered


def test_a_car_hears_of_nothing_it_cannot_have() -> None:
    tyres = (Relation("TYRE", "OIL_FULL", Kind.CROSS, 1), Relation("TYRE", "film", Kind.CROSS, 2))

    assert top(tyres, ["TYRE"], ["TYRE"], fuel="bev") is tyres[1]
    assert top(tyres, ["TYRE"], ["TYRE"], fuel="petrol") is tyres[0]


def test_the_turn_decides_and_then_the_kind() -> None:
    late = Relation("OIL_UNKNOWN", "WIPER", Kind.COMPLEMENT, 2)

    assert in_order([BETTER, CABIN, late, AIR]) == [AIR, late, CABIN, BETTER]


def test_ours_are_of_every_kind_and_of_known_goods() -> None:
    assert {each.kind for each in DEFAULTS} == set(Kind)
    assert all({*each.pair} <= {*GOODS} and each.from_item != each.to_item for each in DEFAULTS)
    assert len({each.pair for each in DEFAULTS}) == len(DEFAULTS)
    assert {*GROUPS} <= ITEM_GROUPS.keys()
