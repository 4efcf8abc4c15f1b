"""Duplicates: two records that may be one customer, side by side, merged and parted again."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import InputRequired

from saas.accounts import people
from saas.web import data_quality, formats, forms, htmx, lists, shop
from saas.web.access import requires
from saas.web.finders import customer_or_404
from tenants import clock
from tenants.customers import duplicates, merging
from tenants.customers.duplicates import Duplicate
from tenants.customers.models import Customer
from tenants.visits.holdings import Holding, holdings
from workers import merges

bp = Blueprint("duplicates", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Record:
    """A record and what to call it beside another of the same name."""

    held: Holding
    called: str


class MergeForm(forms.Form):
    survivor_id = StringField(validators=[InputRequired(), IsUuid()])


class PairForm(forms.Form):
    other_id = StringField(validators=[InputRequired(), IsUuid()])


@bp.get("/duplicates")
@requires("view_data_quality")
def index() -> str:
    found, paging = duplicates.suggested(lists.page_asked())
    pairs = _side_by_side(found)
    return render_template("duplicates/index.html", cards=data_quality.cards(), pairs=pairs, paging=paging)


@bp.get("/duplicates/merged")
@requires("view_data_quality")
def merged() -> str:
    found, paging = merging.merged(lists.page_asked())
    return render_template(
        "duplicates/merged.html",
        cards=data_quality.cards(),
        merged=found,
        records=holdings({id for each in found for id in (each.id, each.survivor_id, each.counts_for_id)}),
        names=people.names_of({each.by_id for each in found if each.by_id}),
        paging=paging,
    )


@bp.get("/duplicates/kept-apart")
@requires("view_data_quality")
def kept_apart() -> str:
    found, paging = duplicates.kept_apart(lists.page_asked())
    return render_template("duplicates/kept_apart.html", pairs=_side_by_side(found), paging=paging)


@bp.post("/duplicates/<uuid:id>/keep-apart")
@requires("correct_data")
def keep_apart(id: uuid.UUID) -> Response:
    one, form = customer_or_404(id), PairForm.from_request()
    if not form.ok:
        return htmx.respond(index(), 422)
    duplicates.keep_apart(one.id, uuid.UUID(form.other_id.data), by=g.user.id, now=clock.now())
    flash(gettext("They stay two customers and are not suggested again."), "success")
    return redirect(url_for("duplicates.index"), 303)


@bp.post("/duplicates/<uuid:id>/suggest-again")
@requires("correct_data")
def suggest_again(id: uuid.UUID) -> Response:
    one, form = customer_or_404(id), PairForm.from_request()
    if not form.ok:
        return htmx.respond(kept_apart(), 422)
    duplicates.suggest_again(one.id, uuid.UUID(form.other_id.data))
    return redirect(url_for("duplicates.index"), 303)


@bp.post("/duplicates/<uuid:id>/merge")
@requires("correct_data")
def merge(id: uuid.UUID) -> Response:
    duplicate, form = customer_or_404(id), MergeForm.from_request()
    if not form.ok:
        return htmx.respond(index(), 422)
    cancelled = merges.merge(duplicate, uuid.UUID(form.survivor_id.data), by=g.user.id)
    flash(gettext("%(name)s was merged. Scores and the queue follow in a moment.", name=_name(duplicate)), "success")
    if cancelled:
        flash(gettext("Of two appointments on one day the one with an hour stays."), "info")
    return redirect(url_for("duplicates.index"), 303)


@bp.post("/duplicates/<uuid:id>/unmerge")
@requires("correct_data")
def unmerge(id: uuid.UUID) -> Response:
    duplicate = customer_or_404(id)
    merges.unmerge(duplicate)
    flash(
        gettext("%(name)s stands alone again. Scores and the queue follow in a moment.", name=_name(duplicate)),
        "success",
    )
    return redirect(url_for("duplicates.merged"), 303)


def _side_by_side(pairs: Sequence[Duplicate]) -> list[tuple[Duplicate, Record, Record]]:
    records = holdings({id for pair in pairs for id in (pair.one_id, pair.other_id)})
    return [(pair, *_called(records[pair.one_id], records[pair.other_id])) for pair in pairs]


def _called(one: Holding, other: Holding) -> tuple[Record, Record]:
    """By their names, where these differ; else with phone and plate, and where these are the same too, by age."""
    pair = [_name(one.customer), _name(other.customer)]
    if pair[0] == pair[1]:
        pair = [_marked(one), _marked(other)]
    if pair[0] == pair[1]:
        pair = [gettext("%(name)s (older record)", name=pair[0]), gettext("%(name)s (newer record)", name=pair[1])]
    return Record(one, pair[0]), Record(other, pair[1])


def _marked(held: Holding) -> str:
    marks = [formats.phone(each.number) for each in held.phones[:1]] + [
        formats.plate(each) for each in held.plates.shown[:1]
    ]
    return " ".join([_name(held.customer), *marks])


def _name(customer: Customer) -> str:
    return customer.name or gettext("No name")
