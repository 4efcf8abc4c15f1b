from tenants.scoring.segments import CLASSES, RfmClass, grid
from tests.tenants.scoring import tv_rfm


def test_every_class_but_none_has_one_combination_of_high_and_low() -> None:
    assert sorted(CLASSES.values()) == sorted(set(RfmClass) - {RfmClass.NONE})
    assert len(CLASSES) == 8


def test_tv_grid_counts_each_customer_in_one_cell() -> None:
    scored = tv_rfm.scored(tv_rfm.VISITS)

    cells = grid((lifecycle, stage, 1) for lifecycle, stage in zip(scored["lifecycle"], scored["f_stage"], strict=True))

    assert {cell: people for cell, people in cells.cells.items() if people} == {
        ("ACTIVE", "FIRST"): 2,
        ("ACTIVE", "REGULAR"): 2,
        ("SILENT", "REGULAR"): 1,
        ("ASLEEP", "REGULAR"): 1,
        ("CHURNED", "FIRST"): 3,
    }
    assert len(cells.cells) == 16
    assert cells.total == 9  # C10 never paid
