from datetime import date
from itertools import islice

import pytest

from tenants.needs.expiries import inspection
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


def test_a_private_car_only_asks_for_its_mark_in_the_years_two_four_and_eight() -> None:
    stones = list(islice(milestones(REGISTERED, rule_of(InspectionClass.SMALL, AS_OF)), 7))

    assert [stone.age_months for stone in stones if not stone.is_on_site] == [24, 48, 96]
    assert [stone.valid_until for stone in stones[:2]] == [date(2022, 7, 31), date(2024, 7, 31)]


def test_a_motorcycle_went_by_the_statute_before_the_opinion() -> None:
    assert ages(InspectionClass.MOTORCYCLE, 4, on=date(2022, 9, 30)) == [24, 48, 60, 72]


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
    ("use", "seats", "kind", "is_known"),
    [
        ("private", 5, InspectionClass.SMALL, True),
        ("private", 9, InspectionClass.SMALL, True),
        ("private", 10, InspectionClass.HEAVY, True),
        ("company", 17, InspectionClass.HEAVY, True),
        (None, 17, InspectionClass.HEAVY, False),
        ("taxi", None, InspectionClass.OPERATING, True),
        ("ride", 5, InspectionClass.OPERATING, True),
        ("truck", 3, InspectionClass.HEAVY, True),
        ("company", 5, InspectionClass.SMALL, False),
        ("private", None, InspectionClass.SMALL, False),
        (None, 5, InspectionClass.SMALL, False),
    ],
)
def test_what_is_unknown_counts_as_private(
    use: str | None, seats: int | None, kind: InspectionClass, is_known: bool
) -> None:
    assert class_of(use, seats) == (kind, is_known)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("五菱 五菱之光 1.2L 标准型", InspectionClass.VAN),
        ("五菱 荣光 1.5L", InspectionClass.VAN),
        ("东风 小康K07S", InspectionClass.VAN),
        ("金杯 海狮", InspectionClass.VAN),
        ("小型面包车", InspectionClass.VAN),
        ("五菱 宏光S 1.5L", InspectionClass.SMALL),
        ("五菱 荣光V 1.5L", InspectionClass.SMALL),
        ("大众 朗逸", InspectionClass.SMALL),
        ("本田 摩托车", InspectionClass.MOTORCYCLE),
    ],
)
def test_a_van_is_told_by_its_name_and_never_for_sure(name: str, kind: InspectionClass) -> None:
    assert class_of("private", 7, name) == (kind, kind is InspectionClass.SMALL)


def test_a_taxi_or_a_bus_is_none_of_the_private_vans() -> None:
    assert class_of("taxi", 7, "五菱之光") == (InspectionClass.OPERATING, True)
    assert class_of("company", 14, "金杯 海狮") == (InspectionClass.HEAVY, True)


def test_a_van_is_tested_where_a_sedan_asks_for_its_mark() -> None:
    registered_on = date(2018, 7, 18)  # its eighth year

    van, sedan = (inspection(AS_OF, registered_on, use="private", seats=7, name=name) for name in ("五菱之光", "朗逸"))

    assert van
    assert sedan
    assert (van.is_on_site, van.confidence, van.caveat) == (True, Confidence.LOW, None)
    assert (sedan.is_on_site, sedan.confidence, sedan.caveat) == (False, Confidence.MEDIUM, "legal_review_pending")


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


@pytest.mark.parametrize(("imported_on", "differs_days"), [(date(2026, 8, 31), None), (date(2026, 9, 1), 32)])
def test_a_month_of_difference_is_none(imported_on: date, differs_days: int | None) -> None:
    found = inspection(AS_OF, REGISTERED, imported_on, use="private", seats=5)

    assert found
    assert found.differs_days == differs_days


@pytest.mark.parametrize(("day", "is_over"), [(date(2026, 7, 31), False), (date(2026, 8, 1), True)])
def test_on_its_last_day_a_mark_is_valid(day: date, is_over: bool) -> None:
    found = inspection(day, REGISTERED, use="private", seats=5)

    assert found
    assert (found.valid_until, found.may_have_expired) == (date(2026, 7, 31), is_over)
    assert (found.confidence is Confidence.LOW) is is_over


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
