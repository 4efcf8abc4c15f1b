from datetime import date
from itertools import islice

import pytest

from tenants.needs.expiries import inspection, insurance
from tenants.needs.inspections import InspectionClass, Origin, class_of, milestones, rule_of
from tenants.needs.rate import Confidence

AS_OF, REGISTERED = date(2026, 6, 30), date(2020, 7, 18)


def ages(kind: InspectionClass, count: int, on: date = AS_OF) -> list[int]:
    return [stone.age_months for stone in islice(milestones(REGISTERED, rule_of(kind, on)), count)]


@pytest.mark.parametrize(
    ("kind", "first_ages"),
    [
        (InspectionClass.SMALL, [24, 48, 72, 96, 120, 132, 144]),
        (InspectionClass.SMALL_STRICT, [24, 48, 72, 84, 96, 108, 120]),
        (InspectionClass.VAN, [24, 48, 72, 84, 96, 108, 120]),
        (InspectionClass.OPERATING, [12, 24, 36, 48, 60, 66, 72]),
        (InspectionClass.MOTORCYCLE, [72, 120, 132, 144, 156, 168, 180]),
    ],
)
def test_how_often_a_class_is_inspected(kind: InspectionClass, first_ages: list[int]) -> None:
    assert ages(kind, 7) == first_ages


def test_trucks_go_twice_a_year_from_the_tenth_on() -> None:
    assert ages(InspectionClass.HEAVY, 12)[-3:] == [120, 126, 132]


def test_a_van_goes_twice_a_year_from_the_fifteenth_on() -> None:
    assert ages(InspectionClass.VAN, 14)[-3:] == [180, 186, 192]


def test_the_rule_is_the_one_in_force_on_the_day() -> None:
    assert rule_of(InspectionClass.SMALL, date(2022, 9, 30)).origin is Origin.LAW
    assert rule_of(InspectionClass.SMALL, date(2022, 10, 1)).origin is Origin.KNOWN
    assert rule_of(InspectionClass.SMALL, date(2022, 10, 1)).caveat == "legal_review_pending"
    assert rule_of(InspectionClass.OPERATING, AS_OF).caveat is None


@pytest.mark.parametrize(
    ("use", "seats", "is_van", "kind", "is_known"),
    [
        ("private", 5, False, InspectionClass.SMALL, True),
        ("private", 7, True, InspectionClass.VAN, True),
        ("private", 17, False, InspectionClass.HEAVY, True),
        ("taxi", None, False, InspectionClass.OPERATING, True),
        ("truck", 3, False, InspectionClass.HEAVY, True),
        ("private", None, False, InspectionClass.SMALL, False),
        (None, 5, False, InspectionClass.SMALL, False),
    ],
)
def test_what_is_unknown_counts_as_private(
    use: str | None, seats: int | None, is_van: bool, kind: InspectionClass, is_known: bool
) -> None:
    assert class_of(use, seats, is_van=is_van) == (kind, is_known)


def test_a_guessed_class_gives_a_date_of_low_confidence() -> None:
    known, guessed = (inspection(AS_OF, REGISTERED, use="private", seats=seats) for seats in (5, None))

    assert known
    assert guessed
    assert known.valid_until == guessed.valid_until
    assert (known.confidence, guessed.confidence) == (Confidence.MEDIUM, Confidence.LOW)


def test_the_imported_day_wins() -> None:
    found = inspection(AS_OF, REGISTERED, date(2026, 7, 20), use="private", seats=5)

    assert found
    assert (found.valid_until, found.is_imported, found.confidence) == (date(2026, 7, 20), True, Confidence.HIGH)
    assert (found.is_on_site, found.differs_days) == (True, None)  # near enough to the 31st of July


def test_an_imported_day_far_from_the_computed_one_is_a_warning() -> None:
    found = inspection(AS_OF, REGISTERED, date(2026, 9, 30), use="private", seats=5)

    assert found
    assert found.valid_until == date(2026, 9, 30)
    assert (found.is_on_site, found.differs_days) == (None, 61)


def test_an_imported_day_long_past_is_of_an_old_file() -> None:
    found = inspection(AS_OF, REGISTERED, date(2024, 7, 31), use="private", seats=5)

    assert found
    assert (found.valid_until, found.is_imported) == (date(2026, 7, 31), False)
    assert found.differs_days is None  # it was right in its time


def test_an_imported_day_is_all_there_may_be() -> None:
    found = inspection(AS_OF, None, date(2026, 9, 30))

    assert found
    assert (found.valid_until, found.is_on_site, found.caveat) == (date(2026, 9, 30), None, None)
    assert inspection(AS_OF, None) is None


def test_a_day_that_passed_is_asked_about_for_three_months() -> None:
    registered_on = date(2024, 5, 10)  # two years end on 2026-05-31

    still_asked, no_more = (
        inspection(day, registered_on, use="private", seats=5) for day in (date(2026, 8, 31), date(2026, 9, 1))
    )

    assert still_asked
    assert no_more
    assert (still_asked.may_have_expired, still_asked.valid_until) == (True, date(2026, 5, 31))
    assert (no_more.may_have_expired, no_more.valid_until) == (False, date(2028, 5, 31))


def test_how_early_a_policy_may_be_renewed_is_the_regions_affair() -> None:
    assert insurance(date(2026, 9, 10), opens_days=30).opens_on == date(2026, 8, 11)
