"""Imports: a file from upload over columns, check and report to the result, and back again."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, lists, mappings, questions, samples, sheets, shop, uploads
from saas.web.access import may_here, requires
from saas.web.labels import label
from saas.web.sheets import Cell
from tenants.errors import DomainError
from tenants.imports import limits, queries, verbs
from tenants.imports.fields import KINDS
from tenants.imports.models import Import
from tenants.imports.problems import sentence
from workers import queries as jobs
from workers.imports import check_import, load_import, undo_import

RUNNING = ("checking", "loading", "undoing")

bp = Blueprint("imports", __name__, url_prefix=shop.PREFIX)


@bp.get("/imports")
@requires("view_imports")
def index() -> str:
    found, paging = queries.imports_page(lists.page_asked())
    names = people.names_of({each.created_by_id for each in found if each.created_by_id})
    return render_template("imports/index.html", imports=found, paging=paging, names=names)


@bp.get("/imports/new")
@requires("import_files")
def new() -> Response:
    return _new(uploads.UploadForm(), 200)


@bp.post("/imports")
@requires("import_files")
def create() -> Response:
    form = uploads.UploadForm.from_request()
    if not form.ok:
        return _new(form, 422)
    try:
        an_import = uploads.store(form)
    except DomainError as error:
        form.file.errors = [errors.sentence(error)]
        return _new(form, 422)
    return redirect(url_for("imports.edit", id=an_import.id), 303)


@bp.get("/imports/<uuid:id>/columns")
@requires("import_files")
def edit(id: uuid.UUID) -> Response:
    an_import = _find(id)
    if an_import.status not in verbs.CHANGEABLE:
        return redirect(url_for("imports.show", id=id))
    return _columns(an_import, mappings.stored(an_import, verbs.preview(an_import, uploads.place())), 200)


@bp.post("/imports/<uuid:id>/columns")
@requires("import_files")
def update(id: uuid.UUID) -> Response:
    an_import = _find(id)
    if an_import.status not in verbs.CHANGEABLE:
        return redirect(url_for("imports.show", id=id), 303)
    told = mappings.told(an_import, verbs.preview(an_import, uploads.place()))
    if told.reads_otherwise:
        verbs.read_as(an_import, uploads=uploads.place(), **told.reading)
        return redirect(url_for("imports.edit", id=id), 303)
    try:
        told.refuse_twice()
        verbs.map_columns(an_import, told.mapping, told.options, uploads=uploads.place())
    except DomainError as error:
        return _columns(an_import, told, 422, errors.sentence(error))
    return _start(an_import, "checking")


@bp.get("/imports/<uuid:id>")
@requires("view_imports")
def show(id: uuid.UUID) -> Response:
    an_import = _find(id)
    if an_import.status == "uploaded" and may_here("import_files"):
        return redirect(url_for("imports.edit", id=id))
    return _report(an_import, 200)


@bp.get("/imports/<uuid:id>/progress")
@requires("view_imports")
def progress(id: uuid.UUID) -> Response:
    an_import = _find(id)
    response = htmx.answer(
        "imports/_progress.html", page="imports/show.html", an_import=an_import, job=jobs.of_import(id), counts={}
    )
    if an_import.status not in RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


@bp.get("/imports/<uuid:id>/problems.csv")
@requires("view_imports")
def problems(id: uuid.UUID) -> Response:
    an_import = _find(id)
    header = [gettext("Row"), gettext("Column"), gettext("Cell"), gettext("State"), "中文", "English"]
    rows: Iterable[list[Cell]] = (
        [each.row_no, each.column, each.value, each.severity, sentence(each, "zh"), sentence(each, "en")]
        for each in queries.problems(an_import.id)
    )
    return sheets.download(f"{Path(an_import.file_name).stem}-problems", "csv", header, rows)


@bp.get("/imports/samples/<any(orders, customers_vehicles):kind>.csv")
@requires("view_imports")
def sample(kind: str) -> Response:
    header, *rows = samples.sample(kind)
    return sheets.download(str(label("import_kind", kind).text), "csv", header, rows)


@bp.post("/imports/<uuid:id>/load")
@requires("import_files")
def load(id: uuid.UUID) -> Response:
    an_import = _find(id)
    anyway = request.form.get("anyway") == "yes"
    if an_import.stop_and_ask and an_import.status == "checked" and not anyway:
        return _report(an_import, 422, refusal=gettext("Tick the box to load the other rows, or correct the columns."))
    return _start(an_import, "loading", accept_quarantine=anyway)


@bp.post("/imports/<uuid:id>/undo")
@requires("undo_import")
def undo(id: uuid.UUID) -> Response:
    return _start(_find(id), "undoing")


@bp.post("/imports/<uuid:id>/discard")
@requires("import_files")
def discard(id: uuid.UUID) -> Response:
    an_import = _find(id)
    verbs.discard(an_import)
    flash(gettext("%(file)s was discarded; nothing of it had been loaded.", file=an_import.file_name))
    return redirect(url_for("imports.index"), 303)


ACTORS = {"checking": check_import, "loading": load_import, "undoing": undo_import}


def _start(an_import: Import, status: str, **accepted: bool) -> Response:
    """Hand the work to a job, unless one has it already."""
    if verbs.begin(an_import, status, **accepted):
        ACTORS[status].enqueue(import_id=an_import.id)
    return redirect(url_for("imports.show", id=an_import.id), 303)


def _find(import_id: uuid.UUID) -> Import:
    an_import = queries.find(import_id)
    if an_import is None:
        raise NotFound()
    return an_import


def _new(form: uploads.UploadForm, status: int) -> Response:
    values = {"sources": queries.sources(), "encodings": questions.encodings(), "kinds": KINDS, "limits": limits}
    return htmx.respond(render_template("imports/new.html", form=form, **values), status)


def _columns(an_import: Import, told: mappings.Told, status: int, refusal: str = "") -> Response:
    values: dict[str, Any] = {"an_import": an_import, "told": told, "refusal": refusal}
    return htmx.respond(render_template("imports/mapping.html", **values), status)


def _report(an_import: Import, status: int, refusal: str = "") -> Response:
    found, paging = queries.problems_page(an_import.id, lists.page_asked())
    return htmx.answer(
        "imports/_problems.html",
        page="imports/report.html" if an_import.status == "checked" else "imports/show.html",
        status=status,
        an_import=an_import,
        job=jobs.of_import(an_import.id),
        counts=an_import.counts,
        losses=queries.losses(an_import.id) if an_import.status == "loaded" else None,
        problems=found,
        paging=paging,
        refusal=refusal,
    )
