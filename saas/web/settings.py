"""Settings: what the shop may set for itself, section by section, and who changed what."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.web import htmx, lists, setting_forms, setting_history, setting_previews, shop
from saas.web.access import requires
from saas.web.setting_forms import Typed
from saas.web.setting_tabs import tabs
from saas.web.setting_words import SECTIONS
from tenants import clock
from tenants import settings as tenant_settings
from tenants.scoring import grid, tallies
from tenants.scoring.runs import cuts_in_force
from tenants.settings import changes, rules
from tenants.settings.rules import Again
from workers.settings import take_effect

SAVED: Mapping[Again, LazyString] = {
    Again.NOTHING: _l("Saved. The pages show it at once."),
    Again.QUEUE: _l("Saved. Today’s queue is planned again, unless work on it has begun."),
    Again.SCORES: _l("Saved. All customers are scored again; the pages follow in a moment."),
    Again.VISITS: _l("Saved. All visits are counted and all customers scored again; the pages follow in a moment."),
}

bp = Blueprint("settings", __name__, url_prefix=shop.PREFIX)


@bp.get("/settings")
@requires("view_settings")
def index() -> Response:
    return _page(setting_history.FIRST)


@bp.get("/settings/<section>")
@requires("view_settings")
def show(section: str) -> Response:
    return _page(_known(section))


@bp.post("/settings/<section>")
@requires("change_settings")
def update(section: str) -> Response:
    told = setting_forms.typed(_known(section), request.form)
    if "preview" in request.form:
        told.errors = told.problems()
        return _page(section, told, 422 if told.errors else 200)
    changed = told.save(g.user.id, clock.now())
    if told.errors:
        return _page(section, told, 409 if told.is_overtaken else 422)
    return _saved(changed, section)


@bp.get("/settings/<section>/preview")
@requires("view_settings")
def preview(section: str) -> Response:
    """What the values of the address would change; nothing is stored."""
    told = setting_forms.typed(_known(section), request.args)
    if not htmx.is_fragment():
        return _page(section, told)
    return htmx.answer("settings/_preview.html", preview=setting_previews.shown(section, told), told=told)


@bp.post("/settings/default")
@requires("change_settings")
def reset() -> Response:
    name = request.form.get("name", "")
    return _saved(changes.reset(name, user_id=g.user.id, now=clock.now()), setting_history.section_of(name))


@bp.get("/settings/changes")
@requires("view_settings")
def history() -> str:
    found, paging = changes.changes_page(lists.page_asked())
    return render_template(
        "settings/changes.html", sections=tabs("settings.history"), changes=setting_history.lines(found), paging=paging
    )


@bp.post("/settings/changes/<uuid:id>/undo")
@requires("change_settings")
def undo(id: uuid.UUID) -> Response:
    made = changes.find(id)
    if made is None:
        raise NotFound()
    return _saved(changes.restore(made, user_id=g.user.id, now=clock.now()), "changes")


def _page(section: str, told: Typed | None = None, status: int = 200) -> Response:
    values: dict[str, Any] = {"section": SECTIONS[section], "code": section, "sections": tabs(section)}
    values["preview"] = setting_previews.shown(section, told) if told else None
    if section == "cuts":
        values["force"] = cuts_in_force()
    if section == "groups":
        values["proposal"] = tallies.proposal()
    if section == "lifecycle":
        values["proposal"] = _fitting_lifecycle()
    page = render_template("settings/index.html", settings=setting_forms.shown(section, told), **values)
    return htmx.respond(page, status)


def _fitting_lifecycle() -> grid.LastDays | None:
    """The limits that fit the R cut in force; None while it is a fall-back, or when the shop has them."""
    force = cuts_in_force()
    if force is None or force.run.small_population:
        return None
    fitting, chosen = grid.proposed(force.run.r_cut_days), tenant_settings.current()
    named: dict[str, Any] = dict(zip(rules.LIFECYCLE, fitting, strict=True))
    proposed = replace(chosen, **named)
    return fitting if proposed != chosen and not rules.problems(proposed) else None


def _saved(changed: list[str], section: str) -> Response:
    if changed:
        flash(str(SAVED[take_effect(changed)]), "success")
    else:
        flash(gettext("Nothing was changed."), "info")
    goto = url_for("settings.history") if section == "changes" else url_for("settings.show", section=section)
    return redirect(goto, 303)


def _known(section: str) -> str:
    if section not in SECTIONS:
        raise NotFound()
    return section
