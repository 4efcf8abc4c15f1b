"""What a contact changes, remembered before it does, so that an undo can put it back."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select

from tenants.appointments import booking
from tenants.customers import wishes
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.queries import is_record_of
from tenants.db import TenantModel, db
from tenants.follow_ups.models import Contact, FollowUp, Reason, Suppression
from tenants.needs import telling
from tenants.needs.predict import predict

# what the rows of a table are remembered by; one number may stand in several records of a customer
_KEYS: Mapping[type[Any], Any] = {
    FollowUp: FollowUp.id,
    Reason: Reason.id,
    Customer: Customer.id,
    Vehicle: Vehicle.id,
    CustomerPhone: CustomerPhone.number,
}
_TABLES = {model.__tablename__: model for model in _KEYS}


class Trail:
    """The columns that one contact changes and the reasons it opens, on a day of the shop."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._before: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self._opened: list[str] = []
        self._said: list[str] = []

    def change(self, row: TenantModel, **values: Any) -> None:
        """Set columns; the first change of each remembers what was there."""
        before = self._before[row.__tablename__][str(getattr(row, _KEYS[type(row)].key))]
        for name, value in values.items():
            before.setdefault(name, _plain(getattr(row, name)))
            setattr(row, name, value)

    def opened(self, reason: Reason) -> None:
        """A reason that was not there before."""
        self._opened.append(str(reason.id))

    def said(self, consent_ids: Iterable[uuid.UUID]) -> None:
        """What the customer refused in the contact, by the rows that prove it."""
        self._said.extend(map(str, consent_ids))

    @property
    def written(self) -> dict[str, Any]:
        """Fit for JSON."""
        before = {table: dict(rows) for table, rows in self._before.items()}
        return {"on": self._today.isoformat(), "before": before, "opened": self._opened, "said": self._said}


def restore(contact: Contact, now: datetime) -> None:
    """Put back what its trail remembers, and remove what the contact made: reasons, suppressions, an appointment, what
    was told of a car. What the customer said elsewhere since stays."""
    trail = contact.effects
    wishes.forget([uuid.UUID(each) for each in trail.get("said", ())])
    for table, rows in trail["before"].items():
        _put_back(_TABLES[table], rows, contact)
    db.session.execute(delete(Reason).where(Reason.id.in_(map(uuid.UUID, trail["opened"]))))
    db.session.execute(delete(Suppression).where(Suppression.contact_id == contact.id))
    booking.take_back(contact.id, now)
    today = date.fromisoformat(trail["on"])
    telling.take_back(contact.id, today=today)
    cars = [uuid.UUID(each) for each in trail["before"].get(Vehicle.__tablename__, ())]
    if cars:
        predict(today, cars)


def _put_back(model: type[Any], rows: Mapping[str, Mapping[str, Any]], contact: Contact) -> None:
    for row in db.session.scalars(select(model).where(_are(model, rows, contact.customer_id))):
        newer = wishes.said_since(row.id, contact.contacted_at) if model is Customer else ()
        for name, value in rows[str(getattr(row, _KEYS[model].key))].items():
            if name not in newer:
                setattr(row, name, _typed(name, value))
    db.session.flush()


def _are(model: type[Any], keys: Iterable[str], customer_id: uuid.UUID) -> ColumnElement[bool]:
    if model is CustomerPhone:  # a number may be another customer's too
        return and_(CustomerPhone.number.in_(keys), is_record_of(CustomerPhone.customer_id, customer_id))
    return _KEYS[model].in_(map(uuid.UUID, keys))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return uuid.UUID(value) if name.endswith("_id") else value
