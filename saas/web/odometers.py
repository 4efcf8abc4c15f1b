"""The odometer of a car: its readings, what a fix of one would change, the fix, and its undoing."""

import unicodedata
import uuid
from datetime import date, timedelta
from typing import Any, Self

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional, Regexp

from saas.web import forms, htmx, odometer_drawings, shop
from saas.web.access import requires
from saas.web.finders import vehicle_or_404
from saas.web.formats import day, number
from tenants import clock
from tenants.customers import queries as customers
from tenants.customers.models import Vehicle
from tenants.needs import quality, verbs
from tenants.needs import queries as needs
from tenants.needs.quality import Point, State

ACCEPT, IGNORE = "accept", "ignore"
MOST_READ = 2_147_483_647  # what the database can compare a reading with

bp = Blueprint("odometers", __name__, url_prefix=shop.PREFIX)


def _whole(typed: str | None) -> str:
    """32,000 km as people write it."""
    text = unicodedata.normalize("NFKC", typed or "").lower().replace("km", "")
    return "".join(mark for mark in text if mark not in ", ")


class ReadingForm(forms.Form):
    """Names a reading of the car by its day and number."""

    read_on = DateField(validators=[InputRequired()])
    km_read = IntegerField(validators=[InputRequired(), NumberRange(0, MOST_READ)])


class FixForm(ReadingForm):
    """What the reading should have been; with the decision to ignore it nothing."""

    decision = StringField(default=ACCEPT, validators=[AnyOf((ACCEPT, IGNORE))])
    km = StringField(
        filters=[_whole], validators=[Optional(), Regexp(r"\d{1,9}$", message=_l("Write whole kilometres."))]
    )

    @classmethod
    def of_address(cls) -> Self:
        return cls(formdata=request.args, meta={"csrf": False})

    @property
    def counts_as(self) -> int | None:
        return int(self.km.data) if self.decision.data == ACCEPT else None

    @property
    def is_complete(self) -> bool:
        """Whether it says which reading, and what is to become of it."""
        return self.validate() and (self.decision.data == IGNORE or bool(self.km.data))


@bp.get("/odometers/<uuid:id>")
@requires("view_data_quality")
def show(id: uuid.UUID) -> Response:
    return _page(vehicle_or_404(id), FixForm.of_address())


@bp.post("/odometers/<uuid:id>")
@requires("correct_odometers")
def update(id: uuid.UUID) -> Response:
    vehicle, form = vehicle_or_404(id), FixForm.from_request()
    if not form.is_complete:
        return _page(vehicle, form, 422)
    read_on, km = form.read_on.data, form.counts_as
    verbs.accept_fix(vehicle.id, read_on, form.km_read.data, km, by=g.user.id, now=clock.now(), as_of=_as_of())
    if km is None:
        flash(gettext("The reading of %(day)s is ignored now.", day=day(read_on)), "success")
    else:
        flash(gettext("The reading of %(day)s counts as %(km)s km now.", day=day(read_on), km=number(km)), "success")
    return redirect(forms.next_page(url_for("odometers.show", id=vehicle.id)), 303)


@bp.post("/odometers/<uuid:id>/undo")
@requires("correct_odometers")
def undo(id: uuid.UUID) -> Response:
    vehicle, form = vehicle_or_404(id), ReadingForm.from_request()
    if not form.ok:
        return _page(vehicle, FixForm.of_address(), 422)
    if verbs.undo_fix(vehicle.id, form.read_on.data, form.km_read.data, as_of=_as_of()):
        flash(gettext("The reading of %(day)s counts as it was read again.", day=day(form.read_on.data)), "success")
    else:
        flash(gettext("Nothing was changed."), "info")
    return redirect(forms.next_page(url_for("odometers.show", id=vehicle.id)), 303)


def _as_of() -> date:
    """The day the needs on the pages speak of."""
    run = needs.last_run()
    return run.as_of if run else shop.today() - timedelta(1)


def _page(vehicle: Vehicle, form: FixForm, status: int = 200) -> Response:
    points = quality.odometer_series(vehicle.id)
    values: dict[str, Any] = {
        "vehicle": vehicle,
        "owner": customers.find(vehicle.customer_id) if vehicle.customer_id else None,
        "points": points,
        "suspects": [point for point in points if point.state is State.SUSPECT],
        "decided": [point for point in points if point.state in (State.FIXED, State.IGNORED)],
        "odometer": odometer_drawings.odometer(vehicle.id, points),
        "odometer_table": odometer_drawings.odometer_table(vehicle.id, points),
        "form": form,
        **_preview(vehicle, form, points),
    }
    return htmx.answer("odometers/_fix.html", page="odometers/show.html", status=status, **values)


def _preview(vehicle: Vehicle, form: FixForm, points: list[Point]) -> dict[str, Any]:
    """The reading asked for, and what the fix asked for, or else the one proposed, would change."""
    point = next((each for each in points if (each.on, each.km_read) == (form.read_on.data, form.km_read.data)), None)
    if point is None:
        return {"point": None, "preview": None}
    km = point.proposed_km
    if form.is_complete:
        km = form.counts_as
    elif km is None or form.km.errors:
        return {"point": point, "preview": None, "km": None}
    preview = verbs.preview_fix(vehicle.id, point.on, point.km_read, km, as_of=_as_of())
    return {"point": point, "preview": preview, "km": km}
