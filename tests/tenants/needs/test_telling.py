"""What customers tell about their cars, from a word on the phone to another day, and back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tenants.customers.models import Vehicle
from tenants.db import db, new_id
from tenants.errors import DomainError
from tenants.needs.models import CarReport, Need, VehicleNeeds
from tenants.needs.predict import predict
from tenants.needs.telling import Report, take_back, tell
from tests import factories

TODAY = date(2026, 6, 30)

pytestmark = pytest.mark.usefixtures("in_shop")


@pytest.fixture
def car() -> Vehicle:
    """Its oil is due on 5 July 2026 by the months, at 39,500 km by the meter (TV-N1)."""
    found = factories.create_car_with_a_typo()
    predict(TODAY)
    return found


def oil(car: Vehicle) -> Need:
    wanted = select(Need).where(Need.vehicle_id == car.id, Need.code == "OIL_UNKNOWN")
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def outlook(car: Vehicle) -> VehicleNeeds:
    wanted = select(VehicleNeeds).where(VehicleNeeds.vehicle_id == car.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def test_a_reading_told_on_the_phone_counts_at_once_and_can_be_taken_back(car: Vehicle) -> None:
    before, contact_id = oil(car).due_on, new_id()

    tell(Report(car.id, odometer_km=39_300), contact_id=contact_id, today=TODAY)

    assert (outlook(car).last_km, outlook(car).last_km_on) == (39_300, TODAY)
    assert oil(car).facts["km_due_on"] == "2026-07-06"
    take_back(contact_id, today=TODAY)
    assert (oil(car).due_on, outlook(car).last_km) == (before, 32_000)


def test_work_done_elsewhere_is_when_it_was_last_done(car: Vehicle) -> None:
    contact_id = new_id()

    tell(Report(car.id, done_on=date(2026, 6, 20), item_codes=["OIL_UNKNOWN"]), contact_id=contact_id, today=TODAY)

    assert (oil(car).last_done_on, oil(car).due_on) == (date(2026, 6, 20), date(2026, 12, 20))
    take_back(contact_id, today=TODAY)
    assert oil(car).last_done_on == date(2026, 1, 5)


def test_who_was_called_too_early_is_not_spoken_to_before_he_said(car: Vehicle) -> None:
    later = TODAY + timedelta(60)

    tell(Report(car.id, not_before_on=later), contact_id=new_id(), today=TODAY)

    assert (oil(car).due_on, oil(car).anchor_on) == (date(2026, 7, 5), later)


def test_what_was_done_since_is_spoken_of_in_its_time(car: Vehicle) -> None:
    much_later, tomorrow = TODAY + timedelta(400), TODAY + timedelta(1)
    tell(Report(car.id, not_before_on=much_later), contact_id=new_id(), today=TODAY)

    tell(Report(car.id, done_on=tomorrow, item_codes=["OIL_UNKNOWN"]), contact_id=new_id(), today=tomorrow)

    assert oil(car).last_done_on == tomorrow
    assert oil(car).anchor_on < much_later


def test_brakes_do_not_wait(car: Vehicle) -> None:
    tell(
        Report(car.id, done_on=TODAY - timedelta(700), item_codes=["BRAKE_FLUID"]),
        contact_id=new_id(),
        today=TODAY - timedelta(1),
    )

    tell(Report(car.id, not_before_on=TODAY + timedelta(200)), contact_id=new_id(), today=TODAY)

    fluid = db.session.scalars(select(Need).where(Need.code == "BRAKE_FLUID")).one()
    assert fluid.anchor_on == fluid.due_on < TODAY + timedelta(200)


def test_nothing_told_is_nothing_written(car: Vehicle) -> None:
    tell(Report(car.id, item_codes=["OIL_UNKNOWN"]), contact_id=new_id(), today=TODAY)

    assert db.session.scalars(select(CarReport)).all() == []


@pytest.mark.parametrize(
    "report",
    [
        {"odometer_km": 99_999_999},
        {"done_on": TODAY + timedelta(1), "item_codes": ["OIL_UNKNOWN"]},
        {"done_on": TODAY, "item_codes": ["SOUL"]},
    ],
)
def test_what_cannot_be_is_refused(car: Vehicle, report: dict[str, object]) -> None:
    with pytest.raises(DomainError):
        tell(Report(car.id, **report), contact_id=new_id(), today=TODAY)  # type: ignore[arg-type]
