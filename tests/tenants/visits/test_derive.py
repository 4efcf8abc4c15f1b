"""Visits: one test for each row of the edge-case table of domain.md 0.5; whose a visit is stands in test_whose.py."""

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tenants import settings
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.visits.derive import derive_visits
from tenants.visits.models import Visit
from tests.factories import create_order, create_vehicle
from tests.tenants.visits.derived import JUNE_2, flags, the_visit, visits


def test_several_orders_of_one_day_are_one_visit(order: Any) -> None:
    order(yuan=800), order(yuan=100)

    visit = the_visit()

    assert (visit.order_count, visit.m_fen, flags(visit)) == (2, 900_00, {"revenue", "paid", "service", "presence"})


def test_a_supplement_the_next_day_inside_the_stay_is_the_same_visit(order: Any) -> None:
    order(date(2026, 6, 3), arrived_on=JUNE_2)
    order(date(2026, 6, 4), arrived_on=date(2026, 6, 3))

    visit = the_visit()

    assert (visit.arrived_on, visit.visit_on) == (JUNE_2, date(2026, 6, 4))


def test_a_stay_hidden_inside_a_longer_one_does_not_split_it(order: Any) -> None:
    order(date(2026, 6, 20), arrived_on=date(2026, 6, 1))
    order(date(2026, 6, 3), arrived_on=JUNE_2)
    order(date(2026, 6, 18), arrived_on=date(2026, 6, 15))

    assert the_visit().order_count == 3


def test_stays_that_do_not_touch_are_two_visits(order: Any) -> None:
    order(JUNE_2), order(date(2026, 6, 3))

    assert [visit.visit_on for visit in visits()] == [JUNE_2, date(2026, 6, 3)]


def test_a_fully_refunded_visit_is_not_paid_but_was_present(order: Any) -> None:
    order(yuan=2600, refund_fen=2600_00)

    visit = the_visit()

    assert "paid" not in flags(visit)
    assert "revenue" not in flags(visit)
    assert "presence" in flags(visit)


def test_a_partial_refund_lowers_the_original_visit(order: Any) -> None:
    order(yuan=1000, refund_fen=400_00)

    visit = the_visit()

    assert (visit.m_fen, visit.net_revenue_fen, visit.is_paid) == (600_00, 600_00, True)


def test_a_voided_order_does_not_count(order: Any) -> None:
    order(status="voided"), order(date(2026, 6, 9))

    assert the_visit().visit_on == date(2026, 6, 9)


def test_an_open_order_does_not_count_yet(order: Any) -> None:
    order(status="open")

    assert visits() == []


def test_a_free_check_is_presence_only(order: Any) -> None:
    order(yuan=0, order_type="inspection")

    assert flags(the_visit()) == {"presence"}


def test_warranty_work_at_nothing_is_service_but_not_paid(order: Any) -> None:
    order(yuan=0, order_type="warranty")

    assert flags(the_visit()) == {"service", "presence"}


def test_work_paid_by_the_maker_is_service_but_not_paid(order: Any) -> None:
    order(yuan=0, warranty_fen=500_00)

    assert flags(the_visit()) == {"service", "presence"}


def test_rework_is_presence_only(order: Any) -> None:
    order(yuan=0, order_type="rework", rework_fen=300_00)

    assert flags(the_visit()) == {"presence"}


def test_a_sale_without_a_car_is_one_paid_visit_per_customer_and_day(customer: Customer) -> None:
    create_order(customer, None, JUNE_2, 50, order_type="retail", arrived_on=date(2026, 5, 30))
    create_order(customer, None, JUNE_2, 30)
    create_order(customer, None, date(2026, 6, 3), 20, arrived_on=JUNE_2)

    first, second = visits()

    assert (first.m_fen, flags(first)) == (80_00, {"revenue", "paid"})
    assert second.visit_on == date(2026, 6, 3)


def test_accident_work_paid_by_the_insurer_is_paid_and_adds_nothing_to_m(order: Any) -> None:
    order(yuan=0, order_type="accident", insurer_fen=5200_00)

    visit = the_visit()

    assert (visit.net_revenue_fen, visit.m_fen) == (5200_00, 0)
    assert flags(visit) == {"revenue", "paid", "service", "presence"}


def test_a_shop_may_count_insurers_money_in_m(order: Any) -> None:
    order(yuan=100, insurer_fen=5200_00)
    settings.change(m_include_insurer=True)

    assert the_visit().m_fen == 5300_00


def test_selling_stored_value_is_no_visit(order: Any) -> None:
    order(yuan=5000, order_type="stored_value")

    assert visits() == []


def test_using_a_package_counts_for_m(order: Any) -> None:
    order(yuan=0, package_fen=120_00)

    assert (the_visit().m_fen, the_visit().is_paid) == (120_00, True)


@pytest.mark.parametrize(("yuan", "paid"), [(35, False), (99.99, False), (100, True)])
def test_a_cheap_wash_alone_is_not_paid(order: Any, yuan: float, paid: bool) -> None:
    order(yuan=yuan, order_type="beauty", wash_only=True)

    visit = the_visit()

    assert visit.is_revenue
    assert visit.is_presence
    assert (visit.is_paid, visit.is_service) == (paid, paid)


def test_a_wash_on_top_of_a_service_belongs_to_the_service(order: Any) -> None:
    order(yuan=50), order(yuan=35, wash_only=True)

    assert flags(the_visit()) == {"revenue", "paid", "service", "presence"}


def test_follow_up_days_count_from_delivery_and_the_visit_from_settlement(order: Any) -> None:
    order(JUNE_2, delivered_on=date(2026, 6, 3))

    visit = the_visit()

    assert (visit.visit_on, visit.delivered_on) == (JUNE_2, date(2026, 6, 3))


def test_a_changed_order_changes_its_visit_and_a_vanished_one_takes_it_along(order: Any) -> None:
    first = order(yuan=800)
    visits()

    first.customer_fen = 700_00
    assert the_visit().m_fen == 700_00

    first.status = "voided"
    assert visits() == []


def test_deriving_some_parties_leaves_the_others_alone(customer: Customer, car: Vehicle, order: Any) -> None:
    mine = order(yuan=800)
    other_car = create_vehicle(customer)
    other = create_order(customer, other_car, yuan=300)
    visits()
    mine.customer_fen, other.customer_fen = 1_00, 1_00
    db.session.flush()

    derive_visits([car.id])

    amounts: dict[uuid.UUID, int] = {
        v.party_id: v.m_fen for v in db.session.scalars(select(Visit).execution_options(populate_existing=True))
    }
    assert amounts == {car.id: 1_00, other_car.id: 300_00}
