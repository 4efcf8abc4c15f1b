from datetime import date, timedelta

import pytest

from tenants.follow_ups.asking import Known, is_grave, worth_asking

TODAY = date(2026, 7, 1)
ALL = Known(True, TODAY - timedelta(30), "lisi", "1988-06-02", TODAY + timedelta(100))


@pytest.mark.parametrize(
    ("known", "asked", "fact"),
    [
        (ALL, (), None),
        (Known(has_car=True), (), "odometer_km"),
        (Known(has_car=True), ("odometer_km",), "wechat"),
        (Known(has_car=False), (), "wechat"),
        (Known(True, TODAY - timedelta(91), "lisi", "06-02", TODAY), (), "odometer_km"),
        (Known(True, TODAY - timedelta(90), "lisi", "06-02", TODAY), (), None),
        (Known(True, TODAY, "lisi", "06-02", TODAY - timedelta(401)), (), "insured_until"),
        (Known(True, TODAY, "lisi", None, TODAY), (), "birthday"),
        (Known(True, TODAY, "lisi", None, TODAY), ("birthday",), None),
    ],
)
def test_the_most_useful_missing_fact_is_asked_for(known: Known, asked: tuple[str, ...], fact: str | None) -> None:
    assert worth_asking(known, TODAY, asked) == fact


def test_complaints_and_safety_are_no_moment_to_ask_for_something() -> None:
    assert is_grave("COMPLAINT", {})
    assert is_grave("DEFERRED", {"variant": "safety"})
    assert is_grave("ITEM_DUE", {"variant": "safety"})
    assert not is_grave("DEFERRED", {})
    assert not is_grave("D3", {})
