"""Decisions of people: looked at before, made, taken back; twice is harmless."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tenants.customers.models import Vehicle
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.needs import quality, verbs
from tenants.needs.intervals import changed_intervals, clear_interval, set_interval
from tenants.needs.items import Interval
from tenants.needs.models import Need, OdometerDecision, OdometerSuspect
from tenants.needs.predict import predict
from tenants.settings import changes
from tests.tenants.needs.conftest import Visits

AS_OF, READ_ON = date(2026, 6, 30), date(2025, 10, 17)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
BY = new_id()

pytestmark = pytest.mark.usefixtures("in_shop")


def due(vehicle: Vehicle, code: str) -> Need | None:
    return db.session.scalar(
        select(Need).where(Need.vehicle_id == vehicle.id, Need.code == code).execution_options(populate_existing=True)
    )


def suspects() -> list[int]:
    return list(db.session.scalars(select(OdometerSuspect.km_read)))


def fix(vehicle: Vehicle, km: int | None, km_read: int = 92_300) -> None:
    verbs.accept_fix(vehicle.id, READ_ON, km_read, km, by=BY, now=NOW, as_of=AS_OF)


def test_a_preview_says_what_a_fix_changes_and_stores_nothing(create_car: Visits) -> None:
    car = create_car((date(2025, 9, 1), 20_000, "四轮定位"), (date(2026, 1, 5), 26_000), (date(2026, 3, 1), 45_000))
    predict(AS_OF)
    before = due(car, "ALIGN")

    seen = verbs.preview_fix(car.id, date(2026, 3, 1), 45_000, 28_600, as_of=AS_OF)

    assert seen.km_per_day_before > 2 * seen.km_per_day_after
    assert [one.code for one in seen.moved] == ["ALIGN"]
    assert before is not None
    assert before.due_on == seen.moved[0].before_on
    assert seen.moved[0].after_on is not None
    assert seen.moved[0].after_on > before.due_on
    predict(AS_OF)
    unmoved = due(car, "ALIGN")
    assert unmoved is not None
    assert unmoved.due_on == before.due_on


def test_a_preview_of_a_typo_moves_no_date(mistyped: Vehicle) -> None:
    predict(AS_OF)

    seen = verbs.preview_fix(mistyped.id, READ_ON, 92_300, 29_300, as_of=AS_OF)

    assert (seen.suspects_before, seen.suspects_after) == (1, 0)
    assert seen.moved == ()


def test_an_accepted_fix_counts_and_moves_no_date_that_was_right(mistyped: Vehicle) -> None:
    predict(AS_OF)

    for _ in range(2):
        fix(mistyped, 29_300)

    oil = due(mistyped, "OIL_UNKNOWN")
    assert oil is not None
    assert oil.due_on == date(2026, 7, 5)
    assert suspects() == []
    states = [(point.km_read, point.km, point.state) for point in quality.odometer_series(mistyped.id)]
    assert states[2] == (92_300, 29_300, "fixed")
    decision = db.session.scalars(select(OdometerDecision)).one()
    assert (decision.decided_by_id, decision.decided_at) == (BY, NOW)


def test_a_reading_can_be_left_out_for_good(mistyped: Vehicle) -> None:
    predict(AS_OF)

    fix(mistyped, None)

    assert suspects() == []
    assert [point.state for point in quality.odometer_series(mistyped.id)][2] == "ignored"


def test_a_fix_taken_back_leaves_the_reading_as_it_was(mistyped: Vehicle) -> None:
    predict(AS_OF)
    fix(mistyped, 29_300)

    for _ in range(2):
        verbs.undo_fix(mistyped.id, READ_ON, 92_300, as_of=AS_OF)

    assert suspects() == [92_300]
    assert [point.state for point in quality.odometer_series(mistyped.id)][2] == "suspect"


@pytest.mark.parametrize("km", [0, -5, 9_999_999])
def test_a_fix_must_be_a_number_that_a_car_can_have_run(mistyped: Vehicle, km: int) -> None:
    with pytest.raises(DomainError):
        fix(mistyped, km)


def test_a_reading_that_is_not_there_cannot_be_fixed(mistyped: Vehicle) -> None:
    with pytest.raises(DomainError):
        fix(mistyped, 29_300, km_read=92_301)


def test_a_name_is_what_the_shop_says_it_is(create_car: Visits) -> None:
    car = create_car((date(2026, 1, 5), 32_000, "A套餐"))
    predict(AS_OF)
    assert [name.written for name in quality.unmapped_names(1)[0]] == ["A套餐"]

    verbs.map_item_name(" a套餐", "OIL_FULL", by=BY, now=NOW)
    assert quality.unmapped_names(1)[0] == []
    predict(AS_OF)

    assert due(car, "OIL_FULL") is not None
    verbs.unmap_item_name("A套餐", by=BY, now=NOW)
    predict(AS_OF)
    assert due(car, "OIL_FULL") is None
    assert [name.written for name in quality.unmapped_names(1)[0]] == ["A套餐"]


def test_a_name_can_be_nothing_that_falls_due(create_car: Visits) -> None:
    car = create_car((date(2026, 1, 5), 32_000, "更换机油机滤"))

    verbs.map_item_name("更换机油机滤", None, by=BY, now=NOW)
    predict(AS_OF)

    assert due(car, "OIL_UNKNOWN") is None
    assert quality.unmapped_names(1)[0] == []


def test_a_name_must_be_an_item_that_we_know() -> None:
    with pytest.raises(DomainError):
        verbs.map_item_name("机油", "OIL_OF_OLIVES", by=BY, now=NOW)


def test_a_cars_own_interval_beats_its_series_which_beats_the_shops_which_beats_the_table(create_car: Visits) -> None:
    car = create_car((date(2026, 1, 5), None, "更换机油机滤"), series="朗逸")
    months: list[Any] = []

    def note() -> None:
        predict(AS_OF)
        oil = due(car, "OIL_UNKNOWN")
        months.append(oil.interval_months if oil else None)

    note()
    for given, place in ((9, {}), (10, {"series": "朗逸"}), (11, {"vehicle_id": car.id})):
        set_interval("OIL_UNKNOWN", Interval(None, given), by=BY, now=NOW, **place)
        note()
    for place in ({"vehicle_id": car.id}, {"series": "朗逸"}, {}):
        clear_interval("OIL_UNKNOWN", by=BY, now=NOW, **place)
        note()

    assert months == [6, 9, 10, 11, 10, 9, 6]


def test_an_interval_remembers_who_set_it_and_when() -> None:
    for months in (9, 8):
        set_interval("OIL_FULL", Interval(8_000, months), by=BY, now=NOW)

    (row,) = changed_intervals()
    assert (row.item_code, row.series, row.km, row.months) == ("OIL_FULL", "", 8_000, 8)
    assert (row.changed_by_id, row.changed_at) == (BY, NOW)


@pytest.mark.parametrize(
    ("code", "interval"),
    [
        ("OLIVES", Interval(1, 1)),
        ("OIL_FULL", Interval(None, None)),
        ("OIL_FULL", Interval(-1, 6)),
        ("OIL_FULL", Interval(500, None)),
        ("OIL_FULL", Interval(8_000, 1)),
        ("OIL_FULL", Interval(8_000, 0)),
        ("BATTERY", Interval(100, None)),
    ],
)
def test_an_interval_that_cannot_be_is_refused(code: str, interval: Interval) -> None:
    with pytest.raises(DomainError):
        set_interval(code, interval, by=BY, now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "！！？", "从来没有的项目", "x" * 400])
def test_a_name_that_no_order_has_cannot_be_placed(create_car: Visits, name: str) -> None:
    create_car((date(2026, 1, 5), 32_000, "A套餐"))

    with pytest.raises(DomainError, match="not of your price list"):
        verbs.map_item_name(name, "OIL_FULL", by=BY, now=NOW)


def test_intervals_and_names_are_written_into_the_history_of_settings_once_each(create_car: Visits) -> None:
    create_car((date(2026, 1, 5), 32_000, "A套餐"))
    for _ in range(2):
        set_interval("OIL_FULL", Interval(8_000, 9), by=BY, now=NOW)
        verbs.map_item_name("A套餐", None, by=BY, now=NOW)
    for _ in range(2):
        clear_interval("OIL_FULL", by=BY, now=NOW)
        verbs.unmap_item_name("A套餐", by=BY, now=NOW)

    made, _ = changes.changes_page(1)

    told = [(each.name, each.before, each.after, each.changed_by_id, each.changed_at) for each in reversed(made)]
    nothing = {"item": "OIL_FULL", "series": "", "km": None, "months": None}
    ours = nothing | {"km": 8_000, "months": 9}
    assert told == [
        ("item_interval", nothing, ours, BY, NOW),
        ("item_name", {"name": "a套餐"}, {"name": "a套餐", "item_code": None}, BY, NOW),
        ("item_interval", ours, nothing, BY, NOW),
        ("item_name", {"name": "a套餐", "item_code": None}, {"name": "a套餐"}, BY, NOW),
    ]
