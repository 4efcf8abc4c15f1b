"""Hand-over: all that somebody holds goes to a colleague; what was handed over, and back."""

import uuid
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import members, people, shops
from saas.accounts.shops import Colleague
from saas.web import board, errors, htmx, lists, shop
from saas.web.access import requires
from saas.web.finders import colleague_or_404
from saas.web.members import actor, bring_back
from saas.web.plurals import ngettext
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.follow_ups import handing_over
from tenants.follow_ups.handing_over import Hand
from tenants.staff import hand_overs, roster
from workers.follow_ups import plan_again

bp = Blueprint("hand_overs", __name__, url_prefix=shop.PREFIX)


@bp.get("/hand-overs")
@requires("view_board")
def index() -> str:
    told, paging = hand_overs.page(lists.page_asked())
    ids = {id for one in told for id in (one.act.to_id, one.act.by_id, *one.from_ids) if id}
    return render_template("hand_overs/index.html", told=told, paging=paging, names=people.names_of(ids))


@bp.get("/staff/<uuid:id>/hand-over")
@requires("reassign")
def new(id: uuid.UUID) -> Response:
    return _new(colleague_or_404(id))


@bp.post("/staff/<uuid:id>/hand-over")
@requires("reassign")
def create(id: uuid.UUID) -> Response:
    colleague, loses_access = colleague_or_404(id), request.form.get("access") == "end"
    has_left = loses_access or request.form.get("left") == "yes"
    try:
        if has_left and id == g.user.id:
            raise DomainError(N_("You cannot leave by this form. Ask a colleague to hand over your work."))
        to_id = board.whom(request.form.get("to_id", ""))
        note = request.form.get("note", "").replace("\0", "")[:200]
        given = handing_over.hand_over(id, Hand(to_id, g.user.id, clock.now(), shop.today(), note))
        if has_left:
            _let_go(colleague, to_id)
        if loses_access:
            members.end(g.shop.id, id, by=actor(), now=clock.now())
    except DomainError as error:
        return _new(colleague, 422, errors.sentence(error))
    plan_again()
    flash(ngettext("%(num)d thing was handed over.", "%(num)d things were handed over.", given.count), "success")
    if loses_access:
        flash(gettext("%(name)s is signed out of this shop.", name=colleague.name), "success")
    return redirect(url_for("hand_overs.index"), 303)


@bp.post("/hand-overs/<uuid:id>/take-back")
@requires("reassign")
def take_back(id: uuid.UUID) -> Response:
    """Not to whoever left meanwhile: it would lie with somebody who cannot see it."""
    if hand_overs.find(id) is None:
        raise NotFound()
    if gone := hand_overs.givers(id) - {uuid.UUID(value) for value, _ in board.colleagues()}:
        names = ", ".join(sorted(people.names_of(gone).values()))
        raise DomainError(N_("%(names)s: not here any more. Bring back who left on the staff page first."), names=names)
    count = handing_over.take_back(id, by=g.user.id, now=clock.now())
    flash(
        ngettext("%(num)d thing went back.", "%(num)d things went back.", count),
        "success",
    )
    return redirect(url_for("hand_overs.index"), 303)


@bp.post("/staff/<uuid:id>/return")
@requires("manage_staff")
def come_back(id: uuid.UUID) -> Response:
    colleague = colleague_or_404(id)
    bring_back(id, colleague.name)
    plan_again()
    flash(gettext("%(name)s is part of the queue again.", name=colleague.name), "success")
    return redirect(url_for("staff.show", id=id), 303)


def _let_go(colleague: Colleague, to_id: uuid.UUID | None) -> None:
    """He has left: no part of the crew from today; whoever takes over answers for his name in work orders."""
    places = roster.places_of(shops.callers(shops.team(g.shop.id)))
    roster.leave_for_good(colleague.id, places[colleague.id], shop.today(), by=g.user.id, now=clock.now())
    if to_id and request.form.get("name") == "yes":
        names = (colleague.name, *places[colleague.id].aliases)
        roster.answer_for(to_id, places[to_id], names, by=g.user.id, now=clock.now())


def _new(colleague: Colleague, status: int = 200, refusal: str = "") -> Response:
    values: dict[str, Any] = {
        "colleague": colleague,
        "holding": handing_over.holding(colleague.id, shop.today()),
        "may_end": members.may_govern(actor(), colleague.id, colleague.role),
        "team": [(value, name) for value, name in board.colleagues() if value != str(colleague.id)],
        "typed": request.form if refusal else {},
        "refusal": refusal,
    }
    return htmx.respond(render_template("hand_overs/new.html", **values), status)
