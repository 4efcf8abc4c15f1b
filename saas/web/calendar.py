"""The calendar: weather to warn of, what the sky will show, festivals and holidays ahead; and a customer's family."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, shop
from saas.web.access import requires
from saas.web.finders import survivor_or_404
from saas.web.labels import label
from saas.web.setting_tabs import tabs
from tenants import clock, settings
from tenants.customers import family
from tenants.errors import N_, DomainError
from tenants.follow_ups import occasions, weather_warnings
from tenants.follow_ups.calendar import festivals, statutory
from tenants.follow_ups.calendar.festivals import Kind
from tenants.follow_ups.calendar.statutory import Break
from tenants.follow_ups.calendar.weather import Weather
from workers.follow_ups import plan_again

FESTIVAL_DAYS = 60  # ahead
SKY_DAYS = 400

bp = Blueprint("calendar", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Day:
    """A day ahead: `code` of an occasion, `kind` its trigger."""

    on: date
    code: str
    trigger: str


@bp.get("/calendar")
@requires("view_settings")
def index() -> Response:
    return _page()


@bp.post("/calendar/warnings")
@requires("change_settings")
def warn() -> Response:
    today, now = shop.today(), clock.now()
    try:
        begins_on = _day(request.form.get("begins_on", ""))
        weather_warnings.warn_of(request.form.get("weather", ""), begins_on, today=today, user_id=g.user.id, now=now)
    except DomainError as error:
        return _page(422, request.form.to_dict(), errors.sentence(error))
    plan_again()
    flash(gettext("Customers are warned from that day on, in the queue; once in fourteen days at most."), "success")
    return redirect(url_for("calendar.index"), 303)


@bp.post("/calendar/warnings/<uuid:id>/strike")
@requires("change_settings")
def strike(id: uuid.UUID) -> Response:
    if not weather_warnings.strike(id):
        raise NotFound()
    plan_again()
    flash(gettext("Nobody is warned of it any more."), "success")
    return redirect(url_for("calendar.index"), 303)


@bp.post("/customers/<uuid:id>/family")
@requires("record_outcome")
def note_family(id: uuid.UUID) -> Response:
    customer = survivor_or_404(id)
    customer.family = family.known(request.form.getlist("tie"))
    flash(gettext("Saved."), "success")
    return redirect(url_for("customers.show", id=customer.id), 303)


def _page(status: int = 200, typed: dict[str, str] | None = None, refusal: str = "") -> Response:
    today = shop.today()
    warnings = weather_warnings.recent(today)
    values: dict[str, Any] = {
        "today": today,
        "typed": typed or {"weather": "", "begins_on": today.isoformat()},
        "refusal": refusal,
        "furthest": today + timedelta(weather_warnings.FORETOLD_DAYS),
        "kinds": [(code.value, str(label("weather", code.value).text)) for code in Weather],
        "warnings": warnings,
        "who": people.names_of({each.typed_by_id for each in warnings if each.typed_by_id}),
        "days": _days_ahead(today),
        "sights": occasions.coming_sights(today, SKY_DAYS),
        "city": settings.current().city,
        "breaks": _breaks_ahead(today),
        "unannounced": [year for year in (today.year, today.year + 1) if not statutory.is_announced(year)],
    }
    return htmx.respond(render_template("calendar/index.html", sections=tabs("calendar.index"), **values), status)


def _days_ahead(today: date) -> list[Day]:
    last = today + timedelta(FESTIVAL_DAYS)
    found = [
        Day(on, festival.code, kind.value.upper())
        for kind in Kind
        for festival, on in festivals.between(kind, today, last)
    ]
    return sorted(found, key=lambda day: (day.on, day.code))


def _breaks_ahead(today: date) -> list[Break]:
    both = (*statutory.breaks(today.year), *statutory.breaks(today.year + 1))
    return [one for one in both if one.last_on >= today and one.first_on <= today + timedelta(365)]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise DomainError(N_("Give a day, for example 2026-07-20.")) from error
