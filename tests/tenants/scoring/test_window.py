from datetime import date

import pytest

from tenants.scoring.window import month_ends, months_before


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 6, 30), 24, date(2024, 6, 30)),
        (date(2026, 6, 30), 12, date(2025, 6, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_a_month_window_starts_after_the_same_day_clamped_to_its_month(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("month", "ends"),
    [
        (date(2024, 2, 1), (date(2024, 1, 31), date(2024, 2, 29))),
        (date(9999, 12, 1), (date(9999, 11, 30), date(9999, 12, 31))),
        (date(1, 1, 1), (date(1, 1, 1), date(1, 1, 31))),
    ],
)
def test_a_month_lies_between_two_evenings_as_far_as_there_are_days(month: date, ends: tuple[date, date]) -> None:
    assert month_ends(month) == ends
