"""Needs as pages read them, and what they rest on."""

from datetime import date

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Vehicle
from tenants.db import db
from tenants.needs import quality, queries
from tenants.needs.predict import predict
from tenants.needs.reasons import Because, reasons
from tenants.scope import tenant_scope
from tests import factories
from tests.tenants.needs.conftest import Visits

AS_OF = date(2026, 6, 30)


def test_a_customers_cars_come_with_their_needs_the_most_urgent_first(create_car: Visits) -> None:
    owner = factories.create_customer("张三")
    later = create_car((date(2026, 6, 1), 32_000, "更换机油机滤"), owner=owner)
    sooner = create_car((date(2026, 1, 5), 32_000, "更换机油机滤", "四轮定位"), owner=owner)
    create_car((date(2026, 1, 5), 32_000, "更换机油机滤"))
    predict(AS_OF)

    cars = queries.needs_of_customer(owner.id)

    assert [car.vehicle.id for car in cars] == [sooner.id, later.id]
    assert [need.code for need in cars[0].needs] == ["OIL_UNKNOWN", "ALIGN"]


def test_the_cars_of_a_merged_record_are_the_survivors_at_once(create_car: Visits) -> None:
    car = create_car((date(2026, 1, 5), 32_000, "更换机油机滤"))
    predict(AS_OF)
    survivor = factories.create_customer("张三")

    merging.merge(car.customer_id, survivor.id)  # type: ignore[arg-type]

    assert [one.vehicle.id for one in queries.needs_of_customer(survivor.id)] == [car.id]


def test_the_sentence_of_a_stored_need_says_what_was_done_how_fast_the_car_runs_and_what_comes_first(
    mistyped: Vehicle,
) -> None:
    predict(AS_OF)
    (car,) = queries.needs_of_customer(mistyped.customer_id)  # type: ignore[arg-type]

    said = reasons(queries.facts_of(car.needs[0], car.outlook))

    assert [(part.code, dict(part.values)) for part in said] == [
        (Because.DONE, {"on": date(2026, 1, 5), "km": 32_000}),
        (Because.PACE, {"km_per_day": 33, "source": "own"}),
        (Because.MONTHS_FIRST, {"months": 6, "km": 7_500, "other_on": date(2026, 8, 24)}),
    ]


def test_the_newest_run_is_the_one_the_pages_speak_of(mistyped: Vehicle) -> None:
    assert queries.last_run() is None

    predict(AS_OF)
    predict(date(2026, 5, 31))

    run = queries.last_run()
    assert run is not None
    assert (run.as_of, run.vehicles, run.suspects) == (date(2026, 5, 31), 1, 1)


def test_suspects_name_the_car_and_its_owner(mistyped: Vehicle) -> None:
    predict(AS_OF)

    rows, page = quality.suspects(1)

    assert [(row.customer, row.plate, row.suspect.proposed_km) for row in rows] == [("张三", mistyped.plate, 29_300)]
    assert page.total == 1


def test_the_series_of_an_odometer_marks_what_is_not_used(mistyped: Vehicle) -> None:
    predict(AS_OF)

    points = quality.odometer_series(mistyped.id)

    assert [(point.km_read, point.state) for point in points] == [
        (20_000, "clean"),
        (26_000, "clean"),
        (92_300, "suspect"),
        (32_000, "clean"),
    ]
    assert points[2].proposed_km == 29_300


def test_names_that_nobody_can_place_come_by_frequency_with_what_they_brought(create_car: Visits) -> None:
    first, second = (date(2026, 1, 5), 32_000, "精致服务", "钻石套装"), (date(2026, 3, 5), 34_000, "精致服务")
    create_car(first, second)
    create_car((date(2026, 2, 5), 12_000, " 精致服务"))

    predict(AS_OF)

    rows, _ = quality.unmapped_names(1)
    assert [(row.name, row.lines, row.revenue_fen, row.last_on) for row in rows] == [
        ("精致服务", 3, 300_00, date(2026, 3, 5)),
        ("钻石套装", 1, 100_00, date(2026, 1, 5)),
    ]


def test_what_is_wrong_with_the_data_is_counted(mistyped: Vehicle, create_car: Visits) -> None:
    create_car((date(2026, 1, 5), 32_000, "精致服务"), owner=factories.create_customer("李四"))
    predict(AS_OF)

    found = quality.data_quality()

    assert found.suspects == {"infeasible": 1}
    assert (found.unmapped_names, found.unmapped_lines) == (1, 1)
    assert (found.customers_without_phone, found.duplicates, found.decided_readings) == (1, 0, 0)


def test_another_shop_sees_nothing_of_ours(shop: Shop, other_shop: Shop) -> None:
    with tenant_scope(other_shop.id):
        owner = factories.create_customer("李四")
        theirs = factories.create_vehicle(owner)
        factories.create_order(owner, theirs, AS_OF, odometer_km=0)
        predict(AS_OF)
        db.session.commit()

    with tenant_scope(shop.id):
        assert queries.needs_of_customer(owner.id) == []
        assert quality.odometer_series(theirs.id) == []
        assert quality.suspects(1)[0] == []
        assert queries.last_run() is None
