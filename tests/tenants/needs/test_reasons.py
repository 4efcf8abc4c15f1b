from datetime import date, timedelta

import pytest

from tenants.needs.due import Bound
from tenants.needs.rate import Confidence, Source
from tenants.needs.reasons import Because, Facts, Wording, reasons, wording

AS_OF = date(2026, 6, 30)


def facts(confidence: Confidence = Confidence.HIGH) -> Facts:
    return Facts(date(2026, 6, 1), Bound.MONTHS, confidence, 33, "own", date(2025, 12, 1), None, 7500, 6)


def test_where_nobody_read_the_meter_only_the_months_are_said() -> None:
    parts = reasons(facts())

    assert [part.code for part in parts] == [Because.DONE_UNREAD, Because.MONTHS_ONLY]


@pytest.mark.parametrize(
    ("confidence", "said"),
    [
        (Confidence.HIGH, Wording.OVERDUE),
        (Confidence.MEDIUM, Wording.OVERDUE),
        (Confidence.LOW, Wording.SUGGEST_CHECK),
    ],
)
def test_who_is_unsure_never_says_overdue(confidence: Confidence, said: Wording) -> None:
    assert wording(facts(confidence), AS_OF) is said


def test_on_its_day_nothing_is_overdue() -> None:
    assert wording(facts(), date(2026, 6, 1)) is Wording.DUE
    assert wording(facts(), date(2026, 6, 1) + timedelta(1)) is Wording.OVERDUE


def test_km_that_come_first_name_the_day_of_the_months() -> None:
    bound_by_km = Facts(
        date(2026, 5, 1), Bound.KM, Confidence.HIGH, 60, Source.OWN.value, months_due_on=date(2026, 7, 1)
    )

    (pace, first) = reasons(bound_by_km)

    assert (pace.code, first.code) == (Because.PACE, Because.KM_FIRST)
    assert first.values["other_on"] == date(2026, 7, 1)
