"""Advisors of their own: which valuable customers lack one, and naming one."""

import uuid

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.web import board, lists, shop
from saas.web.access import requires
from saas.web.finders import survivor_or_404
from saas.web.plurals import ngettext
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.follow_ups import dedicated
from workers.follow_ups import crew_of_shop

LAST = "last"  # whoever served each customer last

bp = Blueprint("advisors", __name__, url_prefix=shop.PREFIX)


@bp.get("/advisors")
@requires("view_board")
def index() -> str:
    found, paging = dedicated.unattended(lists.page_asked())
    return render_template("advisors/index.html", customers=found, paging=paging, team=board.colleagues())


@bp.post("/advisors")
@requires("reassign")
def name() -> Response:
    ids, to_id = board.ticked(), request.form.get("to_id", "")
    if not ids:
        raise DomainError(N_("Tick the customers first, then choose their advisor."))
    if to_id == LAST:
        names = crew_of_shop(shop.today()).by_name()
        count = dedicated.dedicate_to_last(ids, names, by=g.user.id, now=clock.now())
    else:
        count = dedicated.dedicate(ids, board.whom(to_id), by=g.user.id, now=clock.now())
    flash(ngettext("%(num)d customer has an advisor now.", "%(num)d customers have an advisor now.", count), "success")
    return redirect(url_for("advisors.index"), 303)


@bp.post("/customers/<uuid:id>/advisor")
@requires("reassign")
def update(id: uuid.UUID) -> Response:
    customer = survivor_or_404(id)
    dedicated.dedicate([customer.id], board.whom(request.form.get("to_id", "")), by=g.user.id, now=clock.now())
    flash(gettext("Noted. His calls go to that advisor from the next queue on."), "success")
    return redirect(url_for("customers.show", id=customer.id), 303)
