"""How long items last in one car, which counts before its series and the shop."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, items, shop
from saas.web.access import requires
from saas.web.finders import vehicle_or_404
from tenants import clock
from tenants.customers.models import Vehicle
from tenants.errors import DomainError
from tenants.needs import intervals
from tenants.needs.items import ITEMS, Interval
from tenants.needs.models import VehicleInterval
from workers.needs import predict_again

bp = Blueprint("vehicle_intervals", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Own:
    """An interval that this car has for itself."""

    row: VehicleInterval
    said: str


@bp.get("/vehicles/<uuid:id>/intervals")
@requires("view_settings")
def show(id: uuid.UUID) -> Response:
    return _show(vehicle_or_404(id))


@bp.post("/vehicles/<uuid:id>/intervals")
@requires("change_settings")
def update(id: uuid.UUID) -> Response:
    vehicle = vehicle_or_404(id)
    typed = {name: request.form.get(name, "").strip() for name in ("code", "km", "months")}
    try:
        interval = Interval(items.whole_number(typed["km"]), items.whole_number(typed["months"]))
        intervals.set_interval(typed["code"], interval, by=g.user.id, now=clock.now(), vehicle_id=vehicle.id)
    except DomainError as error:
        return _show(vehicle, 422, typed, errors.sentence(error))
    return _predict(vehicle)


@bp.post("/vehicles/<uuid:id>/intervals/clear")
@requires("change_settings")
def clear(id: uuid.UUID) -> Response:
    vehicle = vehicle_or_404(id)
    code = request.form.get("code", "").replace("\0", "")[:32]
    intervals.clear_interval(code, by=g.user.id, now=clock.now(), vehicle_id=vehicle.id)
    return _predict(vehicle)


def _show(vehicle: Vehicle, status: int = 200, typed: dict[str, str] | None = None, refusal: str = "") -> Response:
    own = [Own(row, items.said(Interval(row.km, row.months))) for row in intervals.rows_of_vehicle(vehicle.id)]
    values: dict[str, Any] = {
        "vehicle": vehicle,
        "own": own,
        "who": people.names_of({each.row.changed_by_id for each in own if each.row.changed_by_id}),
        "defaults": [(code, items.said(ITEMS[code].interval)) for code in ITEMS],
        "typed": typed or {},
        "refusal": refusal,
    }
    return htmx.respond(render_template("items/vehicle.html", **values), status)


def _predict(vehicle: Vehicle) -> Response:
    predict_again()
    flash(gettext("Saved. What falls due is predicted again; the pages follow in a moment."), "success")
    return redirect(url_for("vehicle_intervals.show", id=vehicle.id), 303)
