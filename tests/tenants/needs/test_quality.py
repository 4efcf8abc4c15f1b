"""What the pages are told about a shop's data."""

from datetime import UTC, date, datetime

import pytest

from tenants.db import new_id
from tenants.needs import quality, verbs
from tenants.needs.predict import predict
from tenants.needs.quality import Point, State
from tenants.needs.telling import Report, tell
from tests import factories

pytestmark = pytest.mark.usefixtures("in_shop")

AS_OF = date(2026, 6, 30)
TYPO = (date(2025, 10, 17), 92_300)


def test_a_series_holds_every_reading_and_marks_the_suspect_one() -> None:
    car = factories.create_car_with_a_typo()
    predict(AS_OF)

    points = quality.odometer_series(car.id)

    assert [point.km_read for point in points] == [20_000, 26_000, 92_300, 32_000]
    assert [point.state for point in points] == [State.CLEAN, State.CLEAN, State.SUSPECT, State.CLEAN]
    assert points[2] == Point(*TYPO, 92_300, State.SUSPECT, "infeasible", 29_300)


@pytest.mark.parametrize(("km", "state"), [(29_300, State.FIXED), (None, State.IGNORED)])
def test_a_series_says_what_people_decided(km: int | None, state: State) -> None:
    car = factories.create_car_with_a_typo()
    verbs.accept_fix(car.id, *TYPO, km, by=new_id(), now=datetime(2026, 7, 1, tzinfo=UTC), as_of=AS_OF)

    assert quality.odometer_series(car.id)[2] == Point(*TYPO, km, state)


def test_a_value_that_fits_no_better_stays_suspect() -> None:
    car = factories.create_car_with_a_typo()
    verbs.accept_fix(car.id, *TYPO, 88_000, by=new_id(), now=datetime(2026, 7, 1, tzinfo=UTC), as_of=AS_OF)

    point = quality.odometer_series(car.id)[2]

    assert (point.state, point.km) == (State.SUSPECT, 88_000)


def test_the_reading_of_the_customer_file_belongs_to_the_series() -> None:
    car = factories.create_vehicle(factories.create_customer(), odometer_km=5_000, odometer_on=date(2026, 5, 1))

    assert quality.odometer_series(car.id) == [Point(date(2026, 5, 1), 5_000, 5_000, State.CLEAN)]


@pytest.mark.parametrize(("km", "state"), [(39_300, State.CLEAN), (393_000, State.SUSPECT)])
def test_what_a_customer_told_belongs_to_the_series(km: int, state: State) -> None:
    car = factories.create_car_with_a_typo()

    tell(Report(car.id, odometer_km=km), contact_id=new_id(), today=AS_OF)

    told = quality.odometer_series(car.id)[-1]
    assert (told.on, told.km_read, told.state) == (AS_OF, km, state)


def test_troubles_are_counted() -> None:
    factories.create_car_with_a_typo()
    factories.create_customer("无号")
    factories.create_line(factories.create_order(settled_on=AS_OF), "神秘项目")
    predict(AS_OF)

    found = quality.data_quality()

    assert found.suspects == {"infeasible": 1}
    assert (found.unmapped_names, found.unmapped_lines) == (1, 1)
    assert found.customers_without_phone == 1
    assert found.duplicates == 0
