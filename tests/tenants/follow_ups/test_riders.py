"""What is only asked along with something else."""

from datetime import date, timedelta

import pytest

from tenants.follow_ups.backlog import admit
from tenants.follow_ups.shop_day import AgingCar, ServiceVisit, ShopDay
from tenants.follow_ups.triggers import TRIGGERS, fired
from tests.tenants.follow_ups.examples import C1, C2, CAR, TODAY, found

AGING = [AgingCar(C1, CAR, age_years=7, km=0), AgingCar(C2, None, age_years=0, km=130_000)]


def test_nobody_is_called_for_a_rider_alone() -> None:
    assert fired(ShopDay(TODAY, 180, aging=AGING, missing={C1: ["phone"]})) == []


def test_a_rider_goes_along_with_another_reason() -> None:
    visits = [ServiceVisit(C1, CAR, TODAY - timedelta(3))]

    found = fired(ShopDay(TODAY, 180, visits=visits, aging=AGING, missing={C1: ["phone", "wechat"]}))

    assert {one.trigger.code: one.facts for one in found} == {
        "D3": {"visit_on": "2026-06-28"},
        "REPLACE_ASK": {"age_years": 7},
        "DATA_FILL": {"missing": "phone,wechat"},
    }


@pytest.mark.parametrize("today", [date(2026, 7, 1), date(2026, 9, 30)])
def test_a_rider_keeps_its_day_for_a_quarter(today: date) -> None:
    visits = [ServiceVisit(C1, CAR, today - timedelta(3))]

    anchors = {one.anchor_on for one in fired(ShopDay(today, 180, visits=visits, aging=AGING)) if one.trigger.is_rider}

    assert anchors == {date(2026, 7, 1)}


def test_a_rider_waits_until_its_customer_has_his_turn() -> None:
    rider = found("REPLACE_ASK")

    assert admit([rider], {}, TODAY) == []
    assert admit([rider], {}, TODAY, in_hand={C1}) == [rider]
    assert admit([found("D3"), rider], {}, TODAY)[-1] == rider


def test_a_new_car_is_asked_about_once_a_year() -> None:
    assert TRIGGERS["REPLACE_ASK"].again_after == 365
