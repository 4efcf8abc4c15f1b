"""Maintenance, items, insurance and inspections as reasons to call."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tenants.follow_ups.shop_day import CarNeed, ShopDay
from tenants.follow_ups.triggers import TRIGGERS, Band, Channel, Fired, fired
from tenants.follow_ups.windows import Window
from tests.tenants.follow_ups.examples import C1, C2, CAR, OTHER_CAR, TODAY


def need(code: str, due_on: date, kind: str = "item", vehicle_id: UUID = CAR, **values: Any) -> CarNeed:
    return CarNeed(values.pop("customer_id", C1), vehicle_id, kind, code, due_on, due_on, **values)


def found_on(day: date, *needs: CarNeed) -> list[Fired]:
    return fired(ShopDay(day, 180, needs=needs))


def test_tv_q1_maintenance_is_spoken_of_from_two_weeks_before_its_anchor() -> None:
    (found,) = found_on(TODAY, need("OIL_FULL", date(2026, 7, 8)))

    assert found.trigger.code == "MAINT_DUE"
    assert found.window == Window(date(2026, 6, 24), date(2026, 7, 15), 30)
    assert found_on(date(2026, 6, 23), need("OIL_FULL", date(2026, 7, 8))) == []


def test_what_falls_due_together_is_one_reason() -> None:
    first, second = need("OIL_FULL", date(2026, 7, 8)), need("CABIN_FILTER", date(2026, 8, 20))

    (found,) = found_on(TODAY, second, first)

    assert found.anchor_on == date(2026, 7, 8)
    assert found.facts == {"items": "OIL_FULL,CABIN_FILTER", "due_on": "2026-07-08"}


def test_what_falls_due_much_later_is_a_reason_of_its_own() -> None:
    soon, late = need("OIL_FULL", date(2026, 7, 8)), need("CABIN_FILTER", date(2026, 8, 25))

    (found,) = found_on(date(2026, 8, 20), soon, late)

    assert found.facts["items"] == "CABIN_FILTER"


def test_every_car_has_a_reason_of_its_own() -> None:
    found = found_on(TODAY, need("OIL_FULL", TODAY), need("OIL_FULL", TODAY, vehicle_id=OTHER_CAR))

    assert {one.vehicle_id for one in found} == {CAR, OTHER_CAR}


@pytest.mark.parametrize(("item", "urgency"), [("WIPER", 40), ("TYRE", 60), ("BRAKE_PAD_F", 60)])
def test_an_item_apart_from_maintenance_is_more_urgent_when_it_concerns_safety(item: str, urgency: int) -> None:
    (found,) = found_on(TODAY, need(item, TODAY))

    assert (found.trigger.code, found.trigger.urgency) == ("ITEM_DUE", urgency)


def test_maintenance_that_takes_a_safety_item_along_is_as_urgent_as_that_item() -> None:
    (plain,) = found_on(TODAY, need("OIL_FULL", TODAY))
    (with_brakes,) = found_on(TODAY, need("OIL_FULL", TODAY), need("BRAKE_FLUID", TODAY + timedelta(20)))

    assert (plain.trigger.urgency, with_brakes.trigger.urgency) == (40, 60)
    assert with_brakes.trigger.code == "MAINT_DUE"


def test_the_next_visit_of_a_car_without_items_is_maintenance() -> None:
    (found,) = found_on(TODAY, need("MAINTENANCE", TODAY, confidence="low"))

    assert found.trigger.code == "MAINT_DUE"
    assert found.facts["wording"] == "low"


def test_maintenance_is_written_about_before_it_is_called_about() -> None:
    due = TRIGGERS["MAINT_DUE"]

    channels = {day: due.channel_on(TODAY, TODAY + timedelta(day)) for day in (-14, -8, -7, 6, 7, 30)}

    assert channels == dict.fromkeys((-14, -8), Channel.WECHAT) | dict.fromkeys((-7, 6, 7, 30), Channel.CALL)


def test_both_policies_of_a_car_are_one_reason() -> None:
    policies = [need(code, date(2026, 7, 6), "insurance") for code in ("COMPULSORY_INSURANCE", "COMMERCIAL_INSURANCE")]

    (found,) = found_on(TODAY, *policies)

    assert found.trigger.code == "INSURANCE"
    assert found.window == Window(date(2026, 5, 7), date(2026, 7, 6), 7)
    assert found.facts["items"] == "COMMERCIAL_INSURANCE,COMPULSORY_INSURANCE"


def test_tv_n8_a_policy_opens_two_months_before_its_end_and_is_urgent_in_its_last_week() -> None:
    policy, ends_on = TRIGGERS["INSURANCE"], date(2026, 9, 10)

    assert policy.window(ends_on) == Window(date(2026, 7, 12), ends_on, 7)
    assert policy.band_on(ends_on, date(2026, 9, 2)) is Band.PLANNED
    assert policy.band_on(ends_on, date(2026, 9, 3)) is Band.TIME_CRITICAL


@pytest.mark.parametrize("code", ["INSURANCE", "INSPECT"])
@pytest.mark.parametrize(("days_left", "band"), [(8, Band.PLANNED), (7, Band.TIME_CRITICAL), (-1, Band.TIME_CRITICAL)])
def test_what_expires_within_a_week_cannot_wait(code: str, days_left: int, band: Band) -> None:
    assert TRIGGERS[code].band_on(TODAY + timedelta(days_left), TODAY) is band


def test_an_inspection_is_spoken_of_for_three_months_and_called_about_in_the_last() -> None:
    valid_until = TODAY + timedelta(90)

    (found,) = found_on(TODAY, need("INSPECTION", valid_until, "inspection"))

    assert found.trigger.code == "INSPECT"
    assert found_on(TODAY - timedelta(1), need("INSPECTION", valid_until, "inspection")) == []
    assert found.trigger.channel_on(valid_until, valid_until - timedelta(31)) is Channel.WECHAT
    assert found.trigger.channel_on(valid_until, valid_until - timedelta(30)) is Channel.CALL


def test_an_inspection_nobody_recorded_is_asked_about_not_claimed() -> None:
    (found,) = found_on(TODAY, need("INSPECTION", TODAY - timedelta(3), "inspection", may_have_expired=True))

    assert found.facts["wording"] == "ask"


def test_a_car_with_everything_due_makes_one_reason_of_each_kind() -> None:
    needs = [need("OIL_FULL", TODAY), need("INSPECTION", TODAY, "inspection")]
    needs += [
        need("COMMERCIAL_INSURANCE", TODAY, "insurance"),
        need("OIL_FULL", TODAY, customer_id=C2, vehicle_id=OTHER_CAR),
    ]

    found = found_on(TODAY, *needs)

    assert sorted((one.trigger.code, one.customer_id) for one in found) == [
        ("INSPECT", C1),
        ("INSURANCE", C1),
        ("MAINT_DUE", C1),
        ("MAINT_DUE", C2),
    ]
