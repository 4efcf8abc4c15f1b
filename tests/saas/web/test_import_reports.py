"""What a file would change and what is wrong with it, before it is loaded."""

from tests.saas.web.journey import ENGLISH, FLAWED, ROWS, Journey
from workers.imports import load_import


def test_the_report_says_what_a_load_would_change_and_writes_nothing(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    report = journey.get().text

    assert "Before loading" in report
    assert "2026-02-30" in report
    assert "Is not a date." in report
    assert journey.orders() == []


def test_the_problems_can_be_taken_along_in_both_languages(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    answer = journey.get("/problems.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "Row 4, 结算日期: 2026-02-30 is not a date." in answer.text
    assert "第 4 行「结算日期」" in answer.text


def test_the_problems_are_paged_in_their_own_panel(journey: Journey) -> None:
    journey.checked(*ROWS, *(FLAWED.replace("WO3", f"X{number}") for number in range(30)))

    second = journey.get("?page=2", htmx=True).text

    assert second.lstrip().startswith('<section id="import-problems"')
    assert second.count("<tr>") == 1 + 5


def test_too_many_bad_rows_are_only_left_out_when_somebody_says_so(journey: Journey) -> None:
    journey.checked(*ROWS, FLAWED)

    asked = journey.post("/load")
    agreed = journey.post("/load", {"anyway": "yes"})
    journey.work(load_import)

    assert asked.status_code == 422
    assert "Tick the box" in asked.text
    assert agreed.status_code == 303
    assert journey.orders() == ["WO1", "WO2"]


def test_counts_of_a_file_that_is_not_loaded_stand_in_brackets(journey: Journey) -> None:
    journey.checked(*ROWS)
    before = journey.browser.get(journey.home, headers=ENGLISH).text

    journey.post("/load")
    journey.work(load_import)

    assert "(2)" in before
    assert "(2)" not in journey.browser.get(journey.home, headers=ENGLISH).text


def test_a_repeated_row_is_said_to_be_left_out(journey: Journey) -> None:
    journey.checked(ROWS[0], ROWS[0])

    assert "Repeated, left out" in journey.get().text
