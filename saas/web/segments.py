"""Segments: who the shop's customers are, in eight classes and on the grid, down to their names."""

from dataclasses import dataclass
from math import ceil

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from saas.web import lists, shop
from saas.web.access import requires
from saas.web.exports import ExportForm
from tenants.scoring import queries as scores
from tenants.scoring.queries import Wanted
from tenants.scoring.runs import shown_run
from tenants.scoring.segments import FStage, Grid, Lifecycle, RfmClass

HEATS = 4  # shades of a filled cell; an empty one has none


@dataclass(frozen=True, slots=True)
class GridCell:
    f_stage: str
    customers: int
    heat: int


@dataclass(frozen=True, slots=True)
class GridLine:
    lifecycle: str
    cells: list[GridCell]


bp = Blueprint("segments", __name__, url_prefix=shop.PREFIX)


@bp.get("/segments")
@requires("view_segments")
def index() -> str:
    overview = scores.overview()
    return render_template(
        "segments/index.html",
        run=shown_run(),
        overview=overview,
        stages=tuple(FStage),
        grid=_lines(overview.grid),
        window_months=scores.window_months(),
    )


@bp.get("/segments/<rfm_class>")
@requires("view_segments")
def show(rfm_class: str) -> str:
    if rfm_class not in tuple(RfmClass):
        raise NotFound()
    return _names(Wanted(rfm_class=rfm_class))


@bp.get("/segments/<lifecycle>/<f_stage>")
@requires("view_segments")
def cell(lifecycle: str, f_stage: str) -> str:
    if lifecycle not in tuple(Lifecycle) or f_stage not in tuple(FStage):
        raise NotFound()
    return _names(Wanted(lifecycle=lifecycle, f_stage=f_stage))


def _names(wanted: Wanted) -> str:
    run = shown_run()
    customers, paging = scores.customers_page(wanted, run.as_of if run else None, lists.page_asked())
    return render_template(
        "segments/show.html",
        wanted=wanted,
        filters=lists.filters(wanted),
        summary=scores.segment(wanted),
        customers=customers,
        paging=paging,
        form=ExportForm(),
    )


def _lines(grid: Grid) -> list[GridLine]:
    """One line per lifecycle; the fullest cell is the darkest."""
    fullest = max(grid.cells.values())
    return [
        GridLine(lifecycle, [_cell(stage, grid.cells[lifecycle, stage], fullest) for stage in FStage])
        for lifecycle in Lifecycle
    ]


def _cell(f_stage: str, customers: int, fullest: int) -> GridCell:
    return GridCell(f_stage, customers, heat=ceil(customers * HEATS / fullest) if customers else 0)
