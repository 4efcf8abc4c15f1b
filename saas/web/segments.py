"""Segments: who the shop's customers are, in classes, cells, tiers and movements, down to their names."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from saas.web import formats, grid_drawings, htmx, lists, movement_drawings, segment_drawings, shop
from saas.web.access import requires
from saas.web.exports import ExportForm
from saas.web.labels import Label, label
from tenants.scoring import modes, tallies
from tenants.scoring import movements as moves
from tenants.scoring import queries as scores
from tenants.scoring.models import ScoreRun
from tenants.scoring.queries import Overview, Wanted
from tenants.scoring.runs import shown_run
from tenants.scoring.segments import FStage, Lifecycle, Overlay, RfmClass

MONTHS_SHOWN = 6

bp = Blueprint("segments", __name__, url_prefix=shop.PREFIX)


@bp.get("/segments")
@requires("view_segments")
def index() -> Response:
    if htmx.is_fragment():
        return htmx.answer("segments/_movements.html", **_movements(shown_run()))
    run, overview = shown_run(), scores.overview()
    values = _drawn(overview, run) if run else {}
    return htmx.answer(
        "segments/index.html", run=run, overview=overview, window_months=scores.window_months(), **values
    )


@bp.get("/segments/<rfm_class>")
@requires("view_segments")
def show(rfm_class: str) -> str:
    return _names(Wanted(rfm_class=_known(rfm_class, RfmClass)))


@bp.get("/segments/<lifecycle>/<f_stage>")
@requires("view_segments")
def cell(lifecycle: str, f_stage: str) -> str:
    return _names(Wanted(lifecycle=_known(lifecycle, Lifecycle), f_stage=_known(f_stage, FStage)))


@bp.get("/segments/tiers/<tier>")
@requires("view_segments")
def tier(tier: str) -> str:
    mode = tallies.chosen_mode()
    return _names(Wanted(tier=_known(tier, modes.tiers_shown(mode)), mode=mode))


@bp.get("/segments/overlays/<overlay>")
@requires("view_segments")
def overlay(overlay: str) -> str:
    return _names(Wanted(overlay=_known(overlay, Overlay)))


@bp.get("/segments/movements/<month>/<from_class>/<to_class>")
@requires("view_segments")
def move(month: str, from_class: str, to_class: str) -> str:
    before = lists.class_before(_known(from_class, (*RfmClass, lists.FIRST_SEEN)))
    return _names(Wanted(month=_month(month), from_class=before, to_class=_known(to_class, RfmClass)))


def _known(code: str, codes: Iterable[str]) -> str:
    """The code of an address. Raises NotFound."""
    if code not in tuple(codes):
        raise NotFound()
    return code


def _month(text: str) -> date:
    month = lists.month_of(text)
    if month is None:
        raise NotFound()
    return month


def _drawn(overview: Overview, run: ScoreRun) -> dict[str, Any]:
    mode = tallies.chosen_mode()
    tiers = tallies.tiers(mode)
    return {
        "mode": mode,
        "classes": segment_drawings.classes(overview.segments),
        "classes_table": segment_drawings.classes_table(overview.segments),
        "shares": segment_drawings.class_shares(overview.segments),
        "shares_table": segment_drawings.class_shares_table(overview.segments),
        "grid": grid_drawings.grid(overview.grid),
        "grid_table": grid_drawings.grid_table(overview.grid),
        "tiers": segment_drawings.tiers(tiers),
        "tiers_table": segment_drawings.tiers_table(tiers),
        "overlays": [tally for tally in tallies.overlays() if tally.customers],
        **_movements(run),
    }


def _movements(run: ScoreRun | None) -> dict[str, Any]:
    months = moves.months()[:MONTHS_SHOWN]
    asked = lists.month("month")
    month = asked if asked in months else next(iter(months), None)
    if month is None or run is None:
        return {"movements": None}
    found = moves.movements(month)
    return {
        "movements": found,
        "until": min(found.to_on, run.as_of),
        "moved_share": found.moved / found.known if found.known else None,
        "months": [(formats.month(each), _of_month(each), each == month, None) for each in months],
        "matrix": movement_drawings.movements(found),
        "matrix_table": movement_drawings.movements_table(found),
    }


def _of_month(month: date) -> str:
    return url_for("segments.index", month=formats.month(month))


def _names(wanted: Wanted) -> str:
    run = shown_run()
    customers, paging = scores.customers_page(wanted, run.as_of if run else None, lists.page_asked())
    return render_template(
        "segments/show.html",
        window_months=scores.window_months(),
        heading=_heading(wanted),
        filters=lists.filters(wanted),
        summary=scores.segment(wanted),
        customers=customers,
        paging=paging,
        form=ExportForm(),
    )


def _heading(wanted: Wanted) -> Label:
    for kind in ("rfm_class", "tier", "overlay"):
        if code := getattr(wanted, kind):
            return label(kind, code)
    if wanted.month:
        return movement_drawings.heading(wanted.month, wanted.from_class, wanted.to_class)
    return grid_drawings.heading(Lifecycle(wanted.lifecycle), FStage(wanted.f_stage))
