"""The queue against the database: from work orders to follow-ups, day by day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer, CustomerPhone
from tenants.db import db
from tenants.follow_ups.crew import usual_crew
from tenants.follow_ups.models import Reason
from tenants.follow_ups.plan import is_past, plan_queue
from tenants.visits.derive import derive_visits
from tests.factories import consent, create_customer, create_order, create_vehicle
from tests.tenants.follow_ups.days import ADVISOR, MANAGER, TODAY, queue, report, row_of, serve

pytestmark = pytest.mark.usefixtures("nobody_goes_without")


def test_a_delivery_three_days_ago_is_called_today(served: Customer) -> None:
    assert plan_queue(TODAY) == 1

    assert queue() == [("李四", "D3")]
    assert row_of(served).deadline_on == TODAY + timedelta(2)


def test_a_household_with_one_number_is_called_once_a_day(in_shop: Shop) -> None:
    husband, wife = serve("王", TODAY - timedelta(3), yuan=9000), serve("陈", TODAY - timedelta(3))
    for phone in db.session.scalars(select(CustomerPhone)):
        phone.number = "13912345678"
    db.session.flush()

    plan_queue(TODAY)
    assert queue() == [("王", "D3")]
    report(husband, "satisfied", note="很好")
    plan_queue(TODAY)
    assert queue() == []
    plan_queue(TODAY + timedelta(1))

    assert queue(TODAY + timedelta(1)) == [("陈", "D3")]
    assert row_of(wife, TODAY + timedelta(1)).carry == 0


def test_who_asked_for_no_calls_answers_for_the_household(in_shop: Shop) -> None:
    lapsed = create_customer("王", phone="13912345678")
    create_order(lapsed, create_vehicle(lapsed), TODAY - timedelta(280))
    derive_visits()
    consent(lapsed)
    create_customer("陈", phone="13912345678", do_not_call=True, do_not_market=True)

    plan_queue(TODAY)

    assert queue() == []
    assert {one.hold for one in db.session.scalars(select(Reason))} == {"do_not_market"}


def test_a_complaint_leaves_the_household_in_peace(in_shop: Shop) -> None:
    lapsed, wife = serve("王", TODAY - timedelta(280)), create_customer("陈", phone="13912345678")
    db.session.scalars(select(CustomerPhone).where(CustomerPhone.customer_id == lapsed.id)).one().number = "13912345678"
    days = {name: TODAY - timedelta(3) for name in ("anchor_on", "open_on", "deadline_on", "closed_on")}
    db.session.add(Reason(customer_id=wife.id, trigger="COMPLAINT", grace_days=7, closed_by="satisfied", **days))
    db.session.flush()

    plan_queue(TODAY)
    assert queue() == []
    plan_queue(TODAY + timedelta(4))

    assert queue(TODAY + timedelta(4)) == [("王", "LAPSE")]


def test_planning_twice_changes_nothing(served: Customer) -> None:
    plan_queue(TODAY)
    before = row_of(served).id

    plan_queue(TODAY)

    assert row_of(served).id == before
    assert len(db.session.scalars(select(Reason)).all()) == 1


def test_each_first_trigger_finds_its_customer(in_shop: Shop) -> None:
    serve("三天", TODAY - timedelta(4))
    serve("三周", TODAY - timedelta(22))
    serve("三月", TODAY - timedelta(95))
    serve("二次", TODAY - timedelta(160))
    serve("超期", TODAY - timedelta(280))

    plan_queue(TODAY)

    assert dict(queue()) == {"三天": "D3", "三周": "W3", "三月": "M3", "二次": "SECOND_VISIT", "超期": "LAPSE"}


def test_an_important_customer_who_fell_silent_is_to_be_won_back(in_shop: Shop) -> None:
    serve("流失", TODAY - timedelta(190), yuan=9000)
    for number in range(20):
        serve(f"常客{number}", TODAY - timedelta(50), yuan=100)

    plan_queue(TODAY)

    reason = db.session.scalars(select(Reason).where(Reason.trigger == "WINBACK_IMP")).one()
    # R is low from day 181 on
    assert reason.anchor_on == TODAY - timedelta(9)


def test_a_car_that_keeps_its_own_rhythm_lapses_by_it(in_shop: Shop) -> None:
    """Gaps of 60 days: (3 x 60 + 2 x 180) / 5 = 108 days, silent after 168."""
    regular = create_customer("规律")
    car = create_vehicle(regular)
    last = TODAY - timedelta(170)
    for back in (0, 60, 120, 180):
        create_order(regular, car, last - timedelta(back))
    derive_visits()

    plan_queue(TODAY)

    reason = db.session.scalars(select(Reason).where(Reason.trigger == "DORMANT_REPEAT")).one()
    assert reason.anchor_on == last + timedelta(169)


def test_a_visit_closes_what_should_bring_the_customer_back(in_shop: Shop) -> None:
    lapsed = serve("超期", TODAY - timedelta(280))
    plan_queue(TODAY)
    create_order(lapsed, create_vehicle(lapsed), TODAY)
    derive_visits()

    plan_queue(TODAY + timedelta(1))

    assert queue(TODAY + timedelta(1)) == []
    assert row_of(lapsed).state == "resolved"


def test_an_unfinished_follow_up_is_carried_over(served: Customer) -> None:
    plan_queue(TODAY)

    plan_queue(TODAY + timedelta(1))
    plan_queue(TODAY + timedelta(1))

    tomorrow = row_of(served, TODAY + timedelta(1))
    assert (row_of(served).state, tomorrow.state, tomorrow.carry) == ("carried", "open", 1)
    assert tomorrow.deadline_on == row_of(served).deadline_on


def test_a_reason_expires_after_its_grace(served: Customer) -> None:
    plan_queue(TODAY + timedelta(4))

    plan_queue(TODAY + timedelta(5))

    assert queue(TODAY + timedelta(5)) == []
    assert row_of(served, TODAY + timedelta(4)).state == "expired"


def test_the_last_advisor_gets_his_customer_and_a_leaver_leaves_him_to_who_has_least_to_do(in_shop: Shop) -> None:
    his, orphan = (
        serve("他的", TODAY - timedelta(3), advisor="李婷", yuan=900),
        serve("别人", TODAY - timedelta(3), advisor="走了"),
    )

    plan_queue(TODAY, usual_crew({"李婷": ADVISOR, "赵强": MANAGER}))

    assert row_of(his).assigned_to_id == ADVISOR
    assert row_of(orphan).assigned_to_id == MANAGER


def test_once_worked_a_queue_takes_in_urgent_reasons_only(served: Customer) -> None:
    plan_queue(TODAY)
    report(served, "satisfied", note="好")
    serve("急", TODAY - timedelta(3))
    serve("不急", TODAY - timedelta(22))

    plan_queue(TODAY)

    assert queue() == [("急", "D3")]


def test_before_anybody_works_a_new_import_is_planned_whole(served: Customer) -> None:
    plan_queue(TODAY)
    serve("不急", TODAY - timedelta(22))

    plan_queue(TODAY)

    assert queue() == [("李四", "D3"), ("不急", "W3")]


def test_a_day_before_the_newest_queue_is_known_as_past(served: Customer) -> None:
    plan_queue(TODAY)

    assert is_past(TODAY - timedelta(1))
    assert not is_past(TODAY)
