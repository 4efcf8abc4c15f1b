"""What customers tell about their cars: a reading, work done elsewhere, that a call came too early."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.needs.items import ITEMS
from tenants.needs.models import CarReport
from tenants.needs.odometer import MOST_KM
from tenants.needs.predict import predict


@dataclass(frozen=True, slots=True)
class Report:
    """What was told of one car. `item_codes` were done elsewhere on `done_on`; nothing but safety is to be spoken of
    before `not_before_on`."""

    vehicle_id: uuid.UUID
    odometer_km: int | None = None
    done_on: date | None = None
    item_codes: Collection[str] = ()
    not_before_on: date | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.odometer_km or (self.done_on and self.item_codes) or self.not_before_on)


def tell(report: Report, *, contact_id: uuid.UUID, today: date) -> None:
    """Write down what was told in a contact, and predict the car again with it. Nothing told is nothing written.

    Raises DomainError for a number that no car can have run, an unknown item, or work of a day to come.
    """
    if not report.says_something:
        return
    _check(report, today)
    db.session.add(
        CarReport(
            contact_id=contact_id,
            vehicle_id=report.vehicle_id,
            told_on=today,
            odometer_km=report.odometer_km,
            done_on=report.done_on if report.item_codes else None,
            item_codes=list(report.item_codes) if report.done_on else [],
            not_before_on=report.not_before_on,
        )
    )
    db.session.flush()
    predict(today, [report.vehicle_id])


def take_back(contact_id: uuid.UUID, *, today: date) -> None:
    """Forget what was told in a contact, and predict the car without it."""
    vehicle_id = db.session.scalar(select(CarReport.vehicle_id).where(CarReport.contact_id == contact_id))
    if vehicle_id is not None:
        db.session.execute(delete(CarReport).where(CarReport.contact_id == contact_id))
        predict(today, [vehicle_id])


def _check(report: Report, today: date) -> None:
    if report.odometer_km is not None and not 0 < report.odometer_km <= MOST_KM:
        raise DomainError(N_("%(km)s km is not a likely odometer reading."), km=report.odometer_km)
    unknown = next((code for code in report.item_codes if code not in ITEMS), None)
    if unknown:
        raise DomainError(N_("There is no item %(code)s."), code=unknown)
    if report.done_on and report.done_on > today:
        raise DomainError(N_("%(day)s is still to come. Say when the work was done."), day=report.done_on)
