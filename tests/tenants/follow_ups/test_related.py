"""TV-G3 (domain.md 2.4): after a small visit, the top item that goes with it; in the day and against the database."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.follow_ups.observed import purchases
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.shop_day import ServiceVisit, ShopDay, Standing
from tenants.follow_ups.triggers import TRIGGERS, Facts, fired
from tenants.needs.relations import Kind, Relation
from tenants.scoring.segments import RfmClass
from tenants.visits.derive import derive_visits
from tests.factories import consent, create_customer, create_line, create_order, create_vehicle
from tests.queries import recorded_queries
from tests.tenants.follow_ups.days import TODAY, report
from tests.tenants.follow_ups.examples import C1, CAR

MAY = date(2026, 5, 2)
AIR = Relation("OIL_UNKNOWN", "AIR_FILTER", Kind.COMPLEMENT, 1)
CABIN = Relation("OIL_UNKNOWN", "CABIN_FILTER", Kind.PEER, 2, "两个滤芯一起看")


def found(days: int = 30, **values: Any) -> list[Facts]:
    """What is said so many days after a visit of 299 yuan for oil, in a shop whose P50 is 300."""
    visit = ServiceVisit(C1, CAR, MAY, paid_fen=299_00, arrived_on=MAY - timedelta(1))
    known: dict[str, Any] = {"visits": [visit], "relations": [AIR, CABIN], "median_visit_fen": 300_00}
    known |= {"bought": {CAR: {"OIL_SEMI": MAY}}}
    return [one.facts for one in fired(ShopDay(MAY + timedelta(days), 180, **known | values), [TRIGGERS["RELATED"]])]


def test_tv_g3_a_small_visit_leads_to_the_top_item_that_goes_with_it() -> None:
    assert found() == [{"visit_on": "2026-05-02", "items": "AIR_FILTER", "from": "OIL_UNKNOWN", "kind": "COMPLEMENT"}]


def test_tv_g3_what_was_bought_in_a_year_or_refused_in_ninety_days_gives_way_to_the_next() -> None:
    air_bought = {"bought": {CAR: {"OIL_SEMI": MAY, "AIR_FILTER": MAY - timedelta(200)}}}
    over_the_counter = {"bought": {CAR: {"OIL_SEMI": MAY}, C1: {"AIR_FILTER": MAY}}}
    air_refused = {"refused": {C1: frozenset({"AIR_FILTER"})}}

    for values in (air_bought, over_the_counter, air_refused):
        (facts,) = found(**values)
        assert (facts["items"], facts["why"]) == ("CABIN_FILTER", CABIN.why)
    assert found(**air_bought, refused={C1: frozenset({"CABIN_FILTER"})}) == []


def test_tv_g3_who_paid_the_p50_or_nothing_hears_of_nothing() -> None:
    for paid_fen in (300_00, 0):
        assert found(visits=[ServiceVisit(C1, CAR, MAY, paid_fen=paid_fen)]) == []
    assert found(median_visit_fen=None) == []


def test_tv_g3_only_the_work_of_the_last_visit_counts() -> None:
    assert found(bought={CAR: {"OIL_SEMI": MAY - timedelta(2)}}) == []


@pytest.mark.parametrize(("lifetime_dates", "first", "last"), [(1, 21, 43), (2, 30, 52)])
def test_who_is_new_hears_of_it_after_three_weeks_others_after_thirty_days(
    lifetime_dates: int, first: int, last: int
) -> None:
    his = Standing(C1, RfmClass.NEW, MAY, MAY, MAY, lifetime_dates)

    assert [bool(found(days, standings=[his])) for days in (first - 1, first, last, last + 1)] == [
        False,
        True,
        True,
        False,
    ]


VISIT_ON = TODAY - timedelta(30)


@pytest.fixture
def small(in_shop: Shop, nobody_goes_without: None) -> Customer:
    """Oil for 200 yuan thirty days ago, and half a year before that, in a shop whose P50 is 700."""
    customer = create_customer("王", phone="13912340001")
    car = create_vehicle(customer, fuel="petrol")
    for on in (VISIT_ON - timedelta(180), VISIT_ON):
        order = create_order(customer, car, on, yuan=200)
        create_line(order, "更换机油机滤 半合成")
    for number in range(3):
        other = create_customer(f"陈{number}", phone=f"1391234100{number}")
        create_order(other, create_vehicle(other), TODAY - timedelta(100), yuan=700 + number)
    derive_visits()
    consent(customer)
    return customer


def related(customer: Customer) -> list[tuple[str, str | None]]:
    """(item, what closed it) of the reasons, the oldest first."""
    rows = db.session.scalars(
        select(Reason).where(Reason.customer_id == customer.id, Reason.trigger == "RELATED").order_by(Reason.anchor_on)
    )
    return [(row.facts["items"], row.closed_by) for row in rows]


def car_of(customer: Customer) -> Vehicle:
    return db.session.scalars(select(Vehicle).where(Vehicle.customer_id == customer.id)).one()


def test_a_plan_finds_what_goes_with_the_oil(small: Customer) -> None:
    plan_queue(TODAY)

    assert related(small) == [("AIR_FILTER", None)]


def test_a_filter_of_ten_months_ago_gives_way_to_the_other_one(small: Customer) -> None:
    order = create_order(small, car_of(small), TODAY - timedelta(300), yuan=100)
    create_line(order, "更换空气滤芯")
    derive_visits()

    plan_queue(TODAY)

    assert related(small) == [("CABIN_FILTER", None)]


def test_a_filter_of_thirteen_months_ago_is_forgotten(small: Customer) -> None:
    order = create_order(small, car_of(small), TODAY - timedelta(400), yuan=100)
    create_line(order, "更换空气滤芯")
    derive_visits()

    plan_queue(TODAY)

    assert related(small) == [("AIR_FILTER", None)]


def test_what_he_said_no_to_is_not_named_again_for_ninety_days(small: Customer) -> None:
    plan_queue(TODAY)
    report(small, "not_needed", reason="too_expensive")
    asked_on = TODAY + timedelta(61)  # the trigger rests for sixty days
    order = create_order(small, car_of(small), asked_on - timedelta(30), yuan=200)
    create_line(order, "更换机油机滤 半合成")
    derive_visits()

    plan_queue(asked_on)

    assert related(small) == [("AIR_FILTER", "not_needed"), ("CABIN_FILTER", None)]
    assert purchases.refused(TODAY + timedelta(90)) == {small.id: frozenset({"AIR_FILTER"})}
    assert purchases.refused(TODAY + timedelta(91)) == {}


def test_what_was_sold_over_the_counter_counts_for_its_buyer(small: Customer) -> None:
    create_line(create_order(small, None, TODAY - timedelta(20), yuan=50, order_type="retail"), "全车脚垫")

    found = purchases.bought(TODAY)

    assert found[small.id] == {"accessories": TODAY - timedelta(20)}
    assert found[car_of(small).id] == {"OIL_SEMI": VISIT_ON}


def test_the_p50_is_of_visits_somebody_paid_for(small: Customer) -> None:
    assert purchases.median_visit_fen(TODAY, 24) == 700_00
    assert purchases.median_visit_fen(TODAY - timedelta(100), 24) == 200_00
    assert purchases.median_visit_fen(TODAY - timedelta(400), 24) is None


def test_more_small_visits_ask_the_database_no_more_often(small: Customer) -> None:
    with recorded_queries() as before:
        purchases.bought(TODAY)
        purchases.refused(TODAY)
    for number in range(5):
        other = create_customer(f"李{number}", phone=f"1391234200{number}")
        create_line(create_order(other, create_vehicle(other), VISIT_ON, yuan=100), "更换机油机滤")
    derive_visits()
    with recorded_queries() as after:
        purchases.bought(TODAY)
        purchases.refused(TODAY)

    assert len(after) == len(before)
