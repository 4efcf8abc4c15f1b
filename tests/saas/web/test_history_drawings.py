from datetime import date

from saas.web import history_drawings
from tenants.visits.queries import Quarter

TODAY = date(2026, 6, 30)


def test_quarters_without_a_visit_stand_between_the_others_up_to_today(app_context: None) -> None:
    found = history_drawings.history(
        [Quarter(date(2025, 7, 1), 2, 120_000), Quarter(date(2026, 1, 1), 1, 30_000)], TODAY
    )

    assert [(band.name, band.value, band.text) for band in found.bands] == [
        ("25–Q3", 1200, "2"),
        ("25–Q4", 0, ""),
        ("26–Q1", 300, "1"),
        ("26–Q2", 0, ""),
    ]


def test_only_the_last_twelve_quarters_are_drawn(app_context: None) -> None:
    found = history_drawings.history([Quarter(date(2015, 1, 1), 1, 100)], TODAY)

    assert len(found.bands) == 12
    assert found.bands[-1].name == "26–Q2"


def test_the_table_says_the_same(app_context: None) -> None:
    table = history_drawings.history_table([Quarter(date(2026, 4, 1), 1, 30_000)], TODAY)

    assert [[cell.text for cell in row] for row in table.rows] == [["26–Q2", "1", "¥300"]]
