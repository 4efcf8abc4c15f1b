"""Visits: one test for each row of the edge-case table of domain.md 0.5."""

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import settings
from tenants.customers import merging
from tenants.customers.models import Customer, Ownership, Vehicle
from tenants.db import db
from tenants.visits.derive import derive_visits
from tenants.visits.models import Visit, WorkOrder, WorkOrderLine
from tenants.visits.rework import propose_rework
from tests.factories import create_customer, create_order, create_vehicle

JUNE_2 = date(2026, 6, 2)


def visits() -> list[Visit]:
    db.session.flush()
    derive_visits()
    rows = select(Visit).order_by(Visit.visit_on, Visit.party_id).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))


def the_visit() -> Visit:
    (visit,) = visits()
    return visit


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    return create_customer()


@pytest.fixture
def car(customer: Customer) -> Vehicle:
    return create_vehicle(customer)


@pytest.fixture
def order(customer: Customer, car: Vehicle) -> Any:
    """Orders of the one customer and his one car."""

    def create(settled_on: date = JUNE_2, yuan: float = 800, **values: Any) -> WorkOrder:
        return create_order(customer, car, settled_on, yuan, **values)

    return create


def flags(visit: Visit) -> set[str]:
    names = ("is_revenue", "is_paid", "is_service", "is_presence")
    return {name.removeprefix("is_") for name in names if getattr(visit, name)}


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


def test_two_cars_on_one_day_are_two_visits_of_the_customer(customer: Customer, order: Any) -> None:
    order(yuan=800)
    create_order(customer, create_vehicle(customer), JUNE_2, 300)

    both = visits()

    assert [visit.customer_id for visit in both] == [customer.id, customer.id]
    assert sum(visit.m_fen for visit in both) == 1100_00


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


@pytest.mark.parametrize(
    ("arrived_on", "km", "proposed"),
    [(date(2026, 6, 12), 60_000, True), (date(2026, 6, 13), 51_900, True), (date(2026, 6, 13), 52_001, False)],
)
def test_the_same_item_within_ten_days_or_2000_km_is_proposed_as_rework(
    order: Any, arrived_on: date, km: int, proposed: bool
) -> None:
    first, again = order(odometer_km=50_000), order(date(2026, 6, 14), arrived_on=arrived_on, odometer_km=km)
    for each in (first, again):
        db.session.add(WorkOrderLine(order_id=each.id, line_no=1, item_name="更换刹车片", net_fen=1))
    db.session.flush()

    found = [(each.order_no, each.earlier_no) for each in propose_rework(since=JUNE_2)]

    assert found == ([(again.order_no, first.order_no)] if proposed else [])


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


@pytest.mark.parametrize(
    "values",
    [{"order_type": "internal"}, {"yuan": 0, "internal_fen": 222_00}],
    ids=["type", "payer"],
)
def test_internal_work_is_no_visit(order: Any, values: dict[str, Any]) -> None:
    order(**values)

    assert visits() == []


def test_the_shops_own_cars_make_no_visits(in_shop: Shop) -> None:
    owner = create_customer("本店", customer_type="internal")
    create_order(owner, create_vehicle(owner))

    assert visits() == []


def test_an_order_that_names_nobody_belongs_to_the_owner_of_its_day_be_it_the_shop(in_shop: Shop) -> None:
    owner = create_customer("本店", customer_type="internal")
    car = create_vehicle(owner)
    db.session.add(Ownership(vehicle_id=car.id, customer_id=owner.id, from_on=date(2026, 1, 1)))
    create_order(None, car)

    assert visits() == []


def test_the_record_someone_was_merged_into_says_whether_he_is_the_shop(customer: Customer, order: Any) -> None:
    order()
    customer.merged_into_id = create_customer("本店", customer_type="internal").id

    assert visits() == []


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


def test_an_anonymous_walk_in_has_revenue_and_no_customer(in_shop: Shop) -> None:
    create_order(None, None, JUNE_2, 90), create_order(None, None, JUNE_2, 60)

    first, second = visits()

    assert first.customer_id is None
    assert second.customer_id is None
    assert flags(first) == {"revenue", "paid", "presence"}


def test_visits_stay_with_the_owner_of_their_day(in_shop: Shop) -> None:
    old, new = create_customer("旧主"), create_customer("新主")
    car = create_vehicle(new)
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2025, 1, 1), customer_id=old.id))
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2026, 1, 1), customer_id=new.id))
    create_order(None, car, date(2025, 6, 1)), create_order(None, car, JUNE_2)

    assert [visit.customer_id for visit in visits()] == [old.id, new.id]


def test_the_customer_an_order_names_wins_over_the_owner(customer: Customer, car: Vehicle) -> None:
    driver = create_customer("司机")
    db.session.add(Ownership(vehicle_id=car.id, from_on=date(2025, 1, 1), customer_id=customer.id))
    create_order(driver, car)

    assert the_visit().customer_id == driver.id


def test_a_merged_duplicate_counts_for_the_survivor_until_unmerged(customer: Customer, order: Any) -> None:
    order()
    survivor = create_customer("李四")

    merging.merge(customer.id, survivor.id)
    merged = the_visit().customer_id
    merging.unmerge(customer.id)

    assert merged == survivor.id
    assert the_visit().customer_id == customer.id


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
