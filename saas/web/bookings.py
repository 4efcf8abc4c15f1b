"""Booking an appointment from the page of a customer."""

import uuid
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import AnyOf, Length

from saas.web import appointments, errors, htmx, shop, slots
from saas.web.access import requires
from saas.web.appointment_labels import ORIGIN
from saas.web.finders import survivor_or_404
from saas.web.slots import WhenForm
from tenants.appointments import booking, queries
from tenants.appointments.models import Appointment
from tenants.customers import queries as customers
from tenants.customers.models import Customer, Vehicle
from tenants.errors import DomainError

VEHICLES_OFFERED = 50

bp = Blueprint("bookings", __name__, url_prefix=shop.PREFIX)


class BookingForm(WhenForm):
    """A form sent twice finds its own appointment: see booking.book."""

    vehicle_id = StringField(default="")
    origin = StringField(default="inbound", validators=[AnyOf(list(ORIGIN))])
    note = StringField(default="", validators=[Length(max=500, message=_l("Write at most 500 characters."))])


@bp.get("/customers/<uuid:id>/appointments")
@requires("keep_appointments")
def new(id: uuid.UUID) -> Response:
    return htmx.answer("appointments/new.html", **_values(survivor_or_404(id), BookingForm()))


@bp.post("/customers/<uuid:id>/appointments")
@requires("keep_appointments")
def create(id: uuid.UUID) -> Response:
    customer, form = survivor_or_404(id), BookingForm.from_request()
    problem = form.problem
    if not problem:
        try:
            return appointments.done(_book(customer, form))
        except DomainError as error:
            problem = errors.sentence(error)
    return htmx.answer("appointments/new.html", status=422, **_values(customer, form, problem))


def _book(customer: Customer, form: BookingForm) -> Appointment:
    car = next((car for car in _cars(customer) if str(car.id) == form.vehicle_id.data), None)
    return booking.book(
        customer.id,
        form.due_on,
        appointments.hand(),
        due_time=form.due_time,
        vehicle_id=car.id if car else None,
        note=form.note.data,
        origin=form.origin.data,
    )


def _values(customer: Customer, form: BookingForm, problem: str = "") -> dict[str, Any]:
    return {
        "customer": customer,
        "cars": [(str(car.id), f"{car.plate or ''} {customers.vehicle_name(car)}".strip()) for car in _cars(customer)],
        "booked": [each for each in queries.of_customer(customer.id) if each.status == "booked"],
        "days_offered": slots.offered(shop.today()),
        "form": form,
        "problem": problem,
        "today": shop.today(),
    }


def _cars(customer: Customer) -> list[Vehicle]:
    return [car for car in customers.vehicles_of(customer.id, VEHICLES_OFFERED) if car.closed_on is None]
