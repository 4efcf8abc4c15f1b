"""Needs as they are stored: what is read, what is written, and what is left alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.needs.models import Need, NeedRun, OdometerSuspect, VehicleNeeds, VehiclePrior
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tenants.visits.derive import derive_visits
from tests import factories
from tests.queries import recorded_writes

AS_OF = date(2026, 6, 30)


def visit(vehicle: Vehicle, day: date, km: int | None, *items: str, **values: Any) -> None:
    """A settled order of the car's owner, with a line for each item code."""
    customer = db.session.get_one(Customer, (vehicle.shop_id, vehicle.customer_id))
    order = factories.create_order(customer, vehicle, day, odometer_km=km, order_type="maintenance", **values)
    for number, code in enumerate(items, start=1):
        factories.create_line(order, code, number, item_code=code)


def car_of_tv_n1(**values: Any) -> Vehicle:
    """domain.md TV-N1: a typo of 92,300 before the last oil change."""
    car = factories.create_vehicle(
        factories.create_customer("张三", "13912345678"), registered_on=date(2023, 1, 10), use="private", **values
    )
    visit(car, date(2025, 1, 10), 20_000)
    visit(car, date(2025, 7, 9), 26_000)
    visit(car, date(2025, 10, 17), 92_300)
    visit(car, date(2026, 1, 5), 32_000, "OIL_UNKNOWN")
    derive_visits()
    return car


def need(vehicle: Vehicle, code: str) -> Need:
    return db.session.scalars(
        select(Need).where(Need.vehicle_id == vehicle.id, Need.code == code).execution_options(populate_existing=True)
    ).one()


def stored(vehicle: Vehicle) -> VehicleNeeds:
    return db.session.scalars(
        select(VehicleNeeds).where(VehicleNeeds.vehicle_id == vehicle.id).execution_options(populate_existing=True)
    ).one()


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("in_shop")
def test_tv_n1_goes_through_the_database() -> None:
    car = car_of_tv_n1()

    predict(AS_OF)

    oil, outlook = need(car, "OIL_UNKNOWN"), stored(car)
    assert (oil.due_on, oil.bound) == (date(2026, 7, 5), "months")
    assert (oil.last_done_on, oil.last_done_km, oil.due_km) == (date(2026, 1, 5), 32_000, 39_500)
    assert oil.facts == {"km_due_on": "2026-08-24", "months_due_on": "2026-07-05"}
    assert (outlook.readings, outlook.suspects, outlook.last_km) == (3, 1, 32_000)
    assert round(outlook.km_per_day, 3) == 32.533
    suspect = db.session.scalars(select(OdometerSuspect)).one()
    assert (suspect.km_read, suspect.proposed_km, suspect.reason) == (92_300, 29_300, "infeasible")


@pytest.mark.usefixtures("in_shop")
def test_predicting_the_same_day_again_writes_nothing() -> None:
    car_of_tv_n1()
    first = predict(AS_OF)

    with recorded_writes() as written:
        again = predict(AS_OF)

    assert (first.written, again.written) == (1, 0)
    tables = [statement.split()[2] for statement in written]
    assert tables == ["vehicle_needs", "need_runs"], "those of sold cars go, and the run is noted"


@pytest.mark.usefixtures("in_shop")
def test_the_next_day_writes_only_the_cars_that_come_out_otherwise() -> None:
    car = car_of_tv_n1()
    quiet = factories.create_vehicle(factories.create_customer("李四"), use="private")
    visit(quiet, date(2026, 3, 1), 45_000, "OIL_FULL")
    derive_visits()
    predict(AS_OF)
    visit(car, date(2026, 7, 1), 38_000, "OIL_UNKNOWN")
    derive_visits([car.id])

    counts = predict(date(2026, 7, 1))

    assert (counts.vehicles, counts.written) == (2, 1)
    assert need(car, "OIL_UNKNOWN").last_done_on == date(2026, 7, 1)


@pytest.mark.usefixtures("in_shop")
def test_what_happens_after_the_day_is_not_known_yet() -> None:
    car = car_of_tv_n1()

    predict(date(2025, 8, 1))

    assert stored(car).readings == 2
    assert stored(car).suggestions["OIL_UNKNOWN"] == "km", "its oil change is still to come"


@pytest.mark.usefixtures("in_shop")
def test_only_the_chosen_cars_are_predicted() -> None:
    car, other = car_of_tv_n1(), car_of_tv_n1()

    counts = predict(AS_OF, [car.id])

    assert counts.vehicles == 1
    assert db.session.scalars(select(VehicleNeeds.vehicle_id)).all() == [car.id]
    assert count(NeedRun) == 0
    assert other.id != car.id


@pytest.mark.usefixtures("in_shop")
def test_a_car_that_was_sold_or_is_the_shops_own_needs_nothing() -> None:
    sold = car_of_tv_n1()
    own = factories.create_vehicle(factories.create_customer("本店", customer_type="internal"), use="private")
    visit(own, date(2026, 1, 5), 5_000, "OIL_FULL")
    derive_visits()
    assert predict(AS_OF).vehicles == count(VehicleNeeds) == 1

    sold.closed_on = AS_OF
    db.session.flush()
    assert predict(AS_OF).vehicles == 0

    assert (count(VehicleNeeds), count(Need), count(OdometerSuspect)) == (0, 0, 0)


@pytest.mark.usefixtures("in_shop")
def test_the_car_of_a_merged_record_is_the_survivors() -> None:
    car = car_of_tv_n1()
    survivor = factories.create_customer("张三")
    merging.merge(car.customer_id, survivor.id)  # type: ignore[arg-type]

    predict(AS_OF)

    assert stored(car).customer_id == survivor.id


@pytest.mark.usefixtures("in_shop")
def test_insurance_and_inspection_are_needs_on_a_given_day() -> None:
    car = factories.create_vehicle(
        factories.create_customer("李四"),
        registered_on=date(2020, 7, 18),
        use="private",
        seats=5,
        commercial_expires_on=date(2026, 9, 10),
        compulsory_expires_on=date(2024, 1, 1),
    )

    predict(AS_OF)

    policy, inspection = need(car, "COMMERCIAL_INSURANCE"), need(car, "INSPECTION")
    assert (policy.due_on, policy.p10_on, policy.p90_on, policy.bound) == (date(2026, 9, 10),) * 3 + ("date",)
    assert policy.anchor_on == date(2026, 8, 11)
    assert (inspection.due_on, inspection.facts["is_on_site"]) == (date(2026, 7, 31), True)
    assert inspection.facts["caveat"] == "legal_review_pending"
    assert count(Need) == 2, "a policy that ended two years ago is nobody's need"
    assert stored(car).suggestions == {}, "nobody has ever seen this car"


@pytest.mark.usefixtures("in_shop")
def test_the_name_of_a_car_decides_whether_it_is_inspected_as_a_van() -> None:
    owner = factories.create_customer("李四")
    van = factories.create_vehicle(
        owner, registered_on=date(2019, 7, 18), use="private", seats=7, brand="五菱", series="之光", model="1.2L"
    )

    predict(AS_OF)

    # its seventh year, in which a sedan has none
    assert need(van, "INSPECTION").due_on == date(2026, 7, 31)
    assert need(van, "INSPECTION").facts["class"] == "van"


@pytest.mark.usefixtures("in_shop")
def test_a_shop_without_item_lines_is_told_when_the_next_visit_is_expected() -> None:
    car = factories.create_vehicle(factories.create_customer("李四"), use="private")
    for days in (400, 220, 40):
        visit(car, AS_OF - timedelta(days), None)
    derive_visits()

    predict(AS_OF)

    found = need(car, "MAINTENANCE")
    assert (found.due_on, found.bound, found.confidence) == (AS_OF - timedelta(40) + timedelta(180), "rhythm", "low")
    assert stored(car).next_code == "MAINTENANCE"


@pytest.mark.usefixtures("in_shop")
def test_what_comparable_cars_do_is_frozen_for_the_month() -> None:
    for _ in range(30):
        car = factories.create_vehicle(factories.create_customer("李四"), use="company", fuel="petrol")
        visit(car, AS_OF - timedelta(100), 10_000)
        visit(car, AS_OF, 18_000)
    young = factories.create_vehicle(factories.create_customer("张三"), use="company", fuel="petrol")
    visit(young, AS_OF, 500)
    derive_visits()

    predict(AS_OF)
    visit(young, AS_OF, 501)
    predict(AS_OF, [young.id])

    assert (stored(young).km_per_day, stored(young).rate_source) == (80.0, "peers")
    prior = db.session.scalars(select(VehiclePrior)).one()
    assert (prior.cars, prior.km_per_day, prior.gap_days, prior.month) == (31, 80.0, 100, date(2026, 6, 1))


def test_another_shops_cars_are_not_looked_at(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(other_shop.id):
        car_of_tv_n1()
        db.session.commit()

    with tenant_scope(shop.id):
        counts = predict(AS_OF)

    assert (counts.vehicles, counts.needs) == (0, 0)
