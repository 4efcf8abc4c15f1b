"""Losses: why customers leave and to whom, down to their names, and the list to take along."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from saas.web import htmx, lists, shop
from saas.web.access import requires
from saas.web.exports import ExportForm, LostLine, losses_file
from saas.web.labels import label
from saas.web.tags import Label
from tenants.customers import queries as customers
from tenants.follow_ups import losses
from tenants.follow_ups.loss_counting import EXITS, KEPT_DAYS, UNSAID
from tenants.follow_ups.losses import Wanted
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.scoring import queries as scores

PERIODS = ("30", "90", str(KEPT_DAYS))  # days back
USUAL = "90"
REASONS = (UNSAID, *EXITS, *dict.fromkeys(reason for outcome in OUTCOMES.values() for reason in outcome.reasons))

bp = Blueprint("losses", __name__, url_prefix=shop.PREFIX)


@bp.get("/losses")
@requires("view_effect")
def index() -> str:
    return render_template("losses/index.html", **_values(ExportForm()))


@bp.get("/losses/names")
@requires("view_effect")
def names() -> str:
    wanted = _wanted()
    people, paging = losses.page(wanted, lists.page_asked())
    return render_template(
        "losses/names.html",
        heading=_heading(wanted, people[0].competitor if people and wanted.competitor else ""),
        people=people,
        paging=paging,
        told=_told,
        filters=_filters(wanted),
        form=ExportForm(),
        export_to=url_for("losses.export"),
        **_common(),
    )


@bp.post("/losses/export")
@requires("export_customers")
def export() -> Response:
    form = ExportForm.from_request()
    if not form.ok:
        return htmx.answer("customers/_export.html", page="losses/index.html", status=422, **_values(form))
    people = losses.listed(_wanted())
    phones = customers.phones_of([one.customer_id for one in people])
    lines = [
        LostLine(one, next((phone.number for phone in phones[one.customer_id]), None), str(_told(one.reason).text))
        for one in people
    ]
    return losses_file(form, lines, shop.today())


def _values(form: ExportForm) -> dict[str, Any]:
    wanted = _wanted()
    return {
        "losses": losses.losses(wanted),
        "told": _told,
        "periods": [(_past(days), url_for("losses.index", days=days), days == _days(), None) for days in PERIODS],
        "filters": _filters(wanted),
        "form": form,
        "export_to": url_for("losses.export"),
        **_common(),
    }


def _common() -> dict[str, Any]:
    return {"days": _days(), "window_months": scores.window_months(), "counted_at": losses.counted_at()}


def _days() -> str:
    return lists.choice("days", PERIODS) or USUAL


def _wanted() -> Wanted:
    """Of a reason or of a competitor, never of both: the first is what counts."""
    reason = lists.choice("why", REASONS)
    since_on = shop.today() - timedelta(int(_days()))
    return Wanted(since_on, reason, "" if reason else lists.typed("competitor"))


def _filters(wanted: Wanted) -> dict[str, str]:
    chosen = {"days": _days(), "why": wanted.reason, "competitor": wanted.competitor}
    return {name: value for name, value in chosen.items() if value}


def _heading(wanted: Wanted, competitor: str) -> str:
    if wanted.reason:
        return str(_told(wanted.reason).text)
    return competitor or wanted.competitor or gettext("All who left")


def _told(reason: str) -> Label:
    """The words of a reason, which may be an outcome, or that there was none."""
    if reason == UNSAID:
        return Label(gettext("No reason given"))
    return label("outcome" if reason in EXITS else "reason", reason)


def _past(days: str) -> str:
    return str(gettext("Past %(days)d days", days=int(days)))
