from datetime import date, timedelta

import pytest

from tenants.needs.due import Bound, due
from tenants.needs.item_needs import ItemNeed
from tenants.needs.items import Interval
from tenants.needs.odometer import clean
from tenants.needs.rate import Confidence, Rate, Source, rate
from tenants.needs.reasons import Because, Facts, Wording, facts_of, reasons, wording

AS_OF = date(2026, 6, 30)


def need_of_tv_n1() -> tuple[ItemNeed, Rate]:
    days = (date(2025, 1, 10), date(2025, 7, 9), date(2026, 1, 5))
    cleaned = clean(zip(days, (20000, 26000, 32000), strict=True), AS_OF)
    pace = rate(cleaned, "private", date(2023, 1, 10))
    found = due(Interval(7500, 6), days[-1], cleaned, pace)
    assert found
    return ItemNeed("OIL_SEMI", found.due_on, found.bound, found.due_on, Confidence.HIGH, due=found), pace


def facts(
    bound: Bound = Bound.MONTHS, *, is_suggestion: bool = False, confidence: Confidence = Confidence.HIGH
) -> Facts:
    return Facts(date(2026, 6, 1), bound, confidence, is_suggestion, 33, "own", date(2025, 12, 1), None, 7500, 6)


def test_the_oil_of_tv_n1_says_when_how_fast_and_which_side() -> None:
    parts = reasons(facts_of(*need_of_tv_n1()))

    assert [(part.code, dict(part.values)) for part in parts] == [
        (Because.DONE, {"on": date(2026, 1, 5), "km": 32000}),
        (Because.PACE, {"km_per_day": 33, "source": "own"}),
        (Because.MONTHS_FIRST, {"months": 6, "km": 7500, "other_on": date(2026, 8, 24)}),
    ]


def test_where_nobody_read_the_meter_only_the_months_are_said() -> None:
    parts = reasons(facts(is_suggestion=False))

    assert [part.code for part in parts] == [Because.DONE_UNREAD, Because.MONTHS_ONLY]


@pytest.mark.parametrize(
    ("bound", "codes"),
    [
        (Bound.KM, [Because.NEVER_HERE, Because.PACE, Because.KM_RUN]),
        (Bound.MONTHS, [Because.NEVER_HERE, Because.AGE_REACHED]),
    ],
)
def test_a_suggestion_says_that_it_was_never_done_here(bound: Bound, codes: list[Because]) -> None:
    assert [part.code for part in reasons(facts(bound, is_suggestion=True))] == codes


@pytest.mark.parametrize(
    ("is_suggestion", "confidence", "said"),
    [
        (False, Confidence.HIGH, Wording.OVERDUE),
        (False, Confidence.MEDIUM, Wording.OVERDUE),
        (False, Confidence.LOW, Wording.SUGGEST_CHECK),
        (True, Confidence.LOW, Wording.SUGGEST_CHECK),
    ],
)
def test_who_is_unsure_never_says_overdue(is_suggestion: bool, confidence: Confidence, said: Wording) -> None:
    assert wording(facts(is_suggestion=is_suggestion, confidence=confidence), AS_OF) is said


def test_on_its_day_nothing_is_overdue() -> None:
    assert wording(facts(is_suggestion=False), date(2026, 6, 1)) is Wording.DUE
    assert wording(facts(is_suggestion=False), date(2026, 6, 1) + timedelta(1)) is Wording.OVERDUE


def test_km_that_come_first_name_the_day_of_the_months() -> None:
    bound_by_km = Facts(
        date(2026, 5, 1), Bound.KM, Confidence.HIGH, False, 60, Source.OWN.value, months_due_on=date(2026, 7, 1)
    )

    (pace, first) = reasons(bound_by_km)

    assert (pace.code, first.code) == (Because.PACE, Because.KM_FIRST)
    assert first.values["other_on"] == date(2026, 7, 1)
