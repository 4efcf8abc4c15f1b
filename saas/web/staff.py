"""Staff: who has how many minutes for calls on which weekday, what each takes on, who stands in, who is away."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import shops
from saas.accounts.shops import Colleague
from saas.web import errors, htmx, lists, members, shop
from saas.web.access import requires
from saas.web.due_calendar import weekdays
from saas.web.finders import colleague_or_404
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.staff import duty, leave, roster
from tenants.staff.duty import Duty
from tenants.staff.roster import Place
from tenants.staff.skills import MINUTES, MOST_MINUTES, Skill
from workers.follow_ups import plan_again

bp = Blueprint("staff", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who works here; `duty` of today, None when he has left."""

    colleague: Colleague
    place: Place
    duty: Duty | None


@bp.get("/staff")
@requires("view_staff")
def index() -> Response:
    return _index()


@bp.get("/staff/<uuid:id>")
@requires("manage_staff")
def show(id: uuid.UUID) -> Response:
    return _show(colleague_or_404(id))


@bp.post("/staff/<uuid:id>")
@requires("manage_staff")
def update(id: uuid.UUID) -> Response:
    colleague = colleague_or_404(id)
    try:
        roster.keep(
            id,
            minutes=[_minutes(request.form.get(f"minutes_{weekday}", "")) for weekday in range(roster.WEEKDAYS)],
            skills=request.form.getlist("skill"),
            aliases=request.form.get("aliases", "").replace(",", ",").split(","),
            backup_id=_backup(request.form.get("backup_id", "")),
            by=g.user.id,
            now=clock.now(),
        )
    except DomainError as error:
        return _show(colleague, 422, refusal=errors.sentence(error))
    plan_again()
    flash(gettext("Saved. What is not begun today is shared out again in a moment."), "success")
    return redirect(url_for("staff.index"), 303)


@bp.post("/leave")
@requires("manage_staff")
def take() -> Response:
    typed = request.form.get("user_id", "")
    colleague = next((each for each in shops.team(g.shop.id) if str(each.id) == typed), None)
    from_on = lists.day("from_on")
    to_on = lists.day("to_on") or from_on
    try:
        if colleague is None or from_on is None or to_on is None:
            raise DomainError(N_("Choose who is away and from which day."))
        note = request.form.get("note", "").replace("\0", "")[:200]
        leave.take(colleague.id, from_on, to_on, note=note, by=g.user.id, today=shop.today())
    except DomainError as error:
        return _index(422, refusal=errors.sentence(error))
    plan_again()
    flash(gettext("%(name)s is away then; calls of these days go to colleagues.", name=colleague.name), "success")
    return redirect(url_for("staff.index"), 303)


@bp.post("/leave/<uuid:id>/cancel")
@requires("manage_staff")
def cancel(id: uuid.UUID) -> Response:
    if leave.find(id) is None:
        raise NotFound()
    leave.cancel(id)
    plan_again()
    flash(gettext("The leave was struck out."), "success")
    return redirect(url_for("staff.index"), 303)


def _index(status: int = 200, refusal: str = "") -> Response:
    team, today = shops.team(g.shop.id), shop.today()
    callers = shops.callers(team)
    places, duties = roster.places_of(callers), duty.duties(callers, today)
    values: dict[str, Any] = {
        "rows": [Row(each, places[each.id], duties.get(each.id)) for each in team],
        "names": {each.id: each.name for each in team},
        "team": [(str(each.id), each.name) for each in team if each.id in duties],
        "leaves": [each for each in leave.coming(today) if each.user_id in callers],
        "weekdays": weekdays(),
        "me": g.user.id,
        "today": today,
        "typed": request.form if refusal else {},
        "refusal": refusal,
        **members.listed(),
    }
    return htmx.respond(render_template("staff/index.html", **values), status)


def _show(colleague: Colleague, status: int = 200, refusal: str = "") -> Response:
    team = shops.team(g.shop.id)
    place = roster.places_of(shops.callers(team))[colleague.id]
    values: dict[str, Any] = {
        "colleague": colleague,
        "place": place,
        "has_left": place.has_left(shop.today()),
        "week": list(enumerate(weekdays())),
        "skills": [(skill.value, MINUTES[skill]) for skill in Skill],
        "backups": [("", gettext("Nobody")), *((str(each.id), each.name) for each in team if each.id != colleague.id)],
        "most_minutes": MOST_MINUTES,
        "typed": request.form if refusal else None,
        "refusal": refusal,
    }
    return htmx.respond(render_template("staff/show.html", **values), status)


def _minutes(typed: str) -> int:
    """Raises DomainError. Nothing typed is a day off."""
    text = typed.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise DomainError(N_("Write whole minutes, for example 90."))
    return int(text)


def _backup(typed: str) -> uuid.UUID | None:
    """Raises DomainError for somebody who does not work here."""
    if not typed:
        return None
    found = next((each for each in shops.team(g.shop.id) if str(each.id) == typed), None)
    if found is None:
        raise DomainError(N_("Whoever stands in must work here. Choose from the list."))
    return found.id
