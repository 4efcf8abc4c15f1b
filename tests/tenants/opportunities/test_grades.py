"""TV-L of domain.md 2.7, and the days between the grades."""

from datetime import date, timedelta

import pytest

from tenants.opportunities.grades import Grade, grade, next_talk_on

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("of", "on"),
    [("H", "2026-07-03"), ("A", "2026-07-08"), ("B", "2026-07-15"), ("C", "2026-07-31"), ("O", "2026-07-08")],
)
def test_tv_l_the_next_talk_is_due_by_grade(of: str, on: str) -> None:
    assert next_talk_on(Grade(of), TODAY) == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("days", "of"), [(0, "H"), (7, "H"), (8, "A"), (30, "A"), (31, "B"), (90, "B"), (91, "C"), (-1, "N")]
)
def test_the_nearer_the_decision_the_hotter_the_lead(days: int, of: str) -> None:
    assert grade(TODAY + timedelta(days), TODAY) is Grade(of)


def test_a_lead_without_a_day_is_to_be_graded() -> None:
    assert grade(None, TODAY) is Grade.NEW


def test_a_persons_grade_stands_for_two_weeks() -> None:
    far_away = TODAY + timedelta(100)

    assert grade(far_away, TODAY + timedelta(13), Grade.HOT, TODAY) is Grade.HOT
    assert grade(far_away, TODAY + timedelta(14), Grade.HOT, TODAY) is Grade.LATER


def test_an_order_stays_an_order() -> None:
    assert grade(None, TODAY + timedelta(100), Grade.ORDERED, TODAY) is Grade.ORDERED
