"""Appointments: who is expected when, and what became of it. They are booked in calls and in bookings.py."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from saas.accounts import people
from saas.web import appointment_days, errors, forms, htmx, shop, slots
from saas.web.access import requires
from saas.web.appointment_days import Asked
from saas.web.slots import WhenForm
from tenants import clock
from tenants.appointments import booking, history, queries
from tenants.appointments.booking import Hand
from tenants.appointments.models import Appointment
from tenants.appointments.queries import Line
from tenants.errors import DomainError
from workers.follow_ups import plan_again

bp = Blueprint("appointments", __name__, url_prefix=shop.PREFIX)


class CancelForm(forms.Form):
    reason = StringField(default="", validators=[Length(max=500, message=_l("Write at most 500 characters."))])


@bp.get("/appointments")
@requires("view_appointments")
def index() -> Response:
    return htmx.answer("appointments/_days.html", page="appointments/index.html", **_values())


@bp.get("/appointments/offer")
@requires("keep_appointments")
def offer() -> Response:
    """When somebody on the phone may come: asked for by a form once it is about an appointment."""
    return htmx.answer("appointments/_slots.html", days_offered=slots.offered(shop.today()))


@bp.get("/appointments/<uuid:id>")
@requires("view_appointments")
def show(id: uuid.UUID) -> Response:
    return htmx.answer("appointments/show.html", **_show_values(_find(id)))


@bp.post("/appointments/<uuid:id>/confirmation")
@requires("keep_appointments")
def confirm(id: uuid.UUID) -> Response:
    return _change(id, booking.confirm)


@bp.post("/appointments/<uuid:id>/arrival")
@requires("keep_appointments")
def arrive(id: uuid.UUID) -> Response:
    return _change(id, booking.arrive)


@bp.post("/appointments/<uuid:id>/no-show")
@requires("keep_appointments")
def miss(id: uuid.UUID) -> Response:
    return _change(id, booking.no_show)


@bp.post("/appointments/<uuid:id>/cancellation")
@requires("keep_appointments")
def cancel(id: uuid.UUID) -> Response:
    form = CancelForm.from_request()
    if not form.ok:
        return htmx.answer("appointments/show.html", status=422, **_show_values(_find(id), cancelling=form))
    return _change(id, lambda found, by: booking.cancel(found, by, form.reason.data))


@bp.post("/appointments/<uuid:id>/move")
@requires("keep_appointments")
def move(id: uuid.UUID) -> Response:
    line, form = _find(id), WhenForm.from_request()
    problem = form.problem
    if not problem:
        try:
            return done(booking.reschedule(line.appointment.id, form.due_on, hand(), due_time=form.due_time))
        except DomainError as error:
            problem = errors.sentence(error)
    return htmx.answer("appointments/show.html", status=422, **_show_values(line, form, problem))


@bp.post("/appointments/<uuid:id>/undo")
@requires("keep_appointments")
def undo(id: uuid.UUID) -> Response:
    due_on = _find(id).appointment.due_on
    stands = booking.undo(id, hand())
    plan_again()
    return _days(stands.due_on if stands else due_on, None)


def done(appointment: Appointment) -> Response:
    """The calendar with what was done a moment ago, and the way back."""
    # whom to call today may have changed with it
    plan_again()
    return _days(appointment.due_on, appointment.id)


def hand() -> Hand:
    """Of whoever asks, now, by the shop's clock."""
    now = clock.now()
    local = now.astimezone(ZoneInfo(g.shop.timezone))
    return Hand(g.user.id, now, local.date(), at=local.time())


def _change(id: uuid.UUID, verb: Callable[[uuid.UUID, Hand], Appointment]) -> Response:
    return done(verb(_find(id).appointment.id, hand()))


def _days(on: date, changed: uuid.UUID | None) -> Response:
    """For a fragment the calendar as it was looked at; else its page on the day that was changed."""
    return htmx.answer(
        "appointments/_days.html",
        goto=url_for("appointments.index", on=on.isoformat(), changed=changed),
        **(_values(changed) if htmx.is_fragment() else {}),
    )


def _values(changed: uuid.UUID | None = None) -> dict[str, Any]:
    changed = changed or request.args.get("changed", type=uuid.UUID)
    values = appointment_days.values(Asked.of_request(shop.today()))
    return values | {
        "changed": queries.find(changed) if changed else None,
        "may_be_taken_back": history.may_be_taken_back(history.newest(changed) if changed else None, clock.now()),
    }


def _show_values(
    line: Line, form: WhenForm | None = None, problem: str = "", cancelling: CancelForm | None = None
) -> dict[str, Any]:
    story = history.story(line.appointment)
    known = (line.appointment.advisor_id, *(change.by_id for _, change in story))
    return {
        "line": line,
        "story": story,
        "names": people.names_of({user_id for user_id in known if user_id}),
        "today": shop.today(),
        "days_offered": slots.offered(shop.today()),
        "form": form or WhenForm(),
        "cancelling": cancelling or CancelForm(),
        "problem": problem,
        "may_be_taken_back": history.may_be_taken_back(story[0][1] if story else None, clock.now()),
    }


def _find(id: uuid.UUID) -> Line:
    line = queries.find(id)
    if line is None:
        raise NotFound()
    return line
