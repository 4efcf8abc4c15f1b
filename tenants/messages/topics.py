"""What one may write to a customer of: promised topics pass his refusals, so each needs a ground."""

import uuid
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, select

from tenants.appointments.models import Appointment
from tenants.customers.queries import is_record_of
from tenants.db import db
from tenants.errors import N_, DomainError
from tenants.follow_ups import queries as follow_ups
from tenants.follow_ups.models import Contact, Reason

APPOINTMENT, CALL_BACK, CAMPAIGN = "APPT_CONFIRM", "CALLBACK", "CAMPAIGN"
_NONE = N_("There is no ground to write of this: no coming appointment, no promised call-back, no follow-up today.")


def topics(customer_id: uuid.UUID, today: date, midnight: datetime) -> list[str]:
    """Triggers, the likeliest first. `midnight` begins `today`.

    His open follow-up, what nobody could reach him about today, his coming appointment, a call-back he was promised;
    and a campaign always, for which all his refusals hold.
    """
    follow_up = follow_ups.of_customer(customer_id, today)
    found = [
        follow_up.trigger if follow_up else None,
        db.session.scalar(_unreached(customer_id, midnight)),
        APPOINTMENT if _is_there(_booked(customer_id, today)) else None,
        CALL_BACK if _is_there(_call_back(customer_id)) else None,
        CAMPAIGN,
    ]
    return list(dict.fromkeys(code for code in found if code))


def require(trigger: str, customer_id: uuid.UUID, today: date, midnight: datetime) -> None:
    """Raises DomainError for a topic that has no ground."""
    if trigger not in topics(customer_id, today, midnight):
        raise DomainError(_NONE)


def _unreached(customer_id: uuid.UUID, midnight: datetime) -> Select[str | None]:
    return (
        select(Contact.trigger)
        .where(
            is_record_of(Contact.customer_id, customer_id),
            Contact.contacted_at >= midnight,
            Contact.undone_at.is_(None),
            Contact.answer["unreached"].as_boolean(),
        )
        .order_by(Contact.contacted_at.desc(), Contact.id.desc())
        .limit(1)
    )


def _booked(customer_id: uuid.UUID, today: date) -> ColumnElement[bool]:
    his = is_record_of(Appointment.customer_id, customer_id)
    return exists().where(his, Appointment.status == "booked", Appointment.due_on >= today)


def _call_back(customer_id: uuid.UUID) -> ColumnElement[bool]:
    his = is_record_of(Reason.customer_id, customer_id)
    return exists().where(his, Reason.trigger == CALL_BACK, Reason.closed_on.is_(None))


def _is_there(found: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(found)))
