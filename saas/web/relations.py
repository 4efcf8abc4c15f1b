"""Items that go together: ours and the shop's own, what each is to the other, and what a customer hears of it."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, formats, htmx, locale, shop
from saas.web.access import requires
from saas.web.labels import label
from saas.web.setting_tabs import tabs
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.needs import item_relations
from tenants.needs.item_relations import Listed
from tenants.needs.relations import FIRST, GOODS, LAST, Kind, Relation
from tenants.scripts import catalogue, template
from workers.follow_ups import plan_again

BETWEEN = "-"  # the two items of an address; no code has it
USUAL_RANK = 5

bp = Blueprint("relations", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """A relation as the list shows it; `state` is ours, changed, own or off."""

    address: str
    from_item: str
    to_item: str
    kind: str
    rank: int
    why: str
    state: str


@bp.get("/relations")
@requires("view_settings")
def index() -> Response:
    return _index()


@bp.post("/relations")
@requires("change_settings")
def create() -> Response:
    typed = request.form.to_dict()
    try:
        item_relations.add_relation(
            _typed(typed, typed.get("from_item", ""), typed.get("to_item", "")), by=g.user.id, now=clock.now()
        )
    except DomainError as error:
        return _index(422, typed, errors.sentence(error))
    return _saved()


@bp.get("/relations/<pair>")
@requires("view_settings")
def show(pair: str) -> Response:
    return _show(_found(pair))


@bp.post("/relations/<pair>")
@requires("change_settings")
def update(pair: str) -> Response:
    found, typed = _found(pair), request.form.to_dict()
    try:
        item_relations.set_relation(_typed(typed, *found.relation.pair), by=g.user.id, now=clock.now())
    except DomainError as error:
        return _show(found, 422, typed, errors.sentence(error))
    return _saved()


@bp.post("/relations/<pair>/remove")
@requires("change_settings")
def remove(pair: str) -> Response:
    item_relations.remove_relation(*_pair(pair), by=g.user.id, now=clock.now())
    return _saved()


@bp.post("/relations/<pair>/restore")
@requires("change_settings")
def restore(pair: str) -> Response:
    """Back to ours; one of the shop's own has nothing to go back to."""
    found = item_relations.find(*_pair(pair))
    if found and found.default:
        item_relations.restore_relation(*found.relation.pair, by=g.user.id, now=clock.now())
    return _saved()


def _index(status: int = 200, typed: Mapping[str, str] | None = None, refusal: str = "") -> Response:
    values: dict[str, Any] = {
        "rows": list(_rows()),
        "goods": [("", formats.NOTHING), *((code, str(label("item", code).text)) for code in GOODS)],
        "kinds": _kinds(),
        "typed": typed or {"rank": str(USUAL_RANK)},
        "refusal": refusal,
    }
    return htmx.respond(render_template("relations/index.html", sections=tabs("relations.index"), **values), status)


def _show(found: Listed, status: int = 200, typed: Mapping[str, str] | None = None, refusal: str = "") -> Response:
    relation, row = found.relation, found.row
    values: dict[str, Any] = {
        "pair": BETWEEN.join(relation.pair),
        "relation": relation,
        "default": found.default,
        "default_why": _why(found.default) if found.default else "",
        "is_off": found.is_off,
        "row": row,
        "who": people.names_of({row.changed_by_id}) if row and row.changed_by_id else {},
        "kinds": _kinds(),
        "held": typed or {"kind": relation.kind.value, "rank": str(relation.rank), "why": relation.why or ""},
        "refusal": refusal,
    }
    return htmx.respond(render_template("relations/show.html", **values), status)


def _rows() -> Iterator[Row]:
    for each in item_relations.listed():
        relation = each.relation
        yield Row(
            address=url_for("relations.show", pair=BETWEEN.join(relation.pair)),
            from_item=relation.from_item,
            to_item=relation.to_item,
            kind=relation.kind.value,
            rank=relation.rank,
            why=_why(relation),
            state=_state(each),
        )


def _state(each: Listed) -> str:
    if each.row is None:
        return "ours"
    if each.is_off:
        return "off"
    return "changed" if each.default else "own"


def _why(relation: Relation) -> str:
    """What a customer hears, in the language of the page."""
    return relation.why or catalogue.why_together(catalogue.sheets(locale.language()), relation)


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(label("relation", kind.value).text)) for kind in Kind]


def _typed(typed: Mapping[str, str], from_item: str, to_item: str) -> Relation:
    """What a form says. Raises DomainError for a kind or a turn that is none, and for a claim the law forbids."""
    kind, turn = typed.get("kind", ""), unicodedata.normalize("NFKC", typed.get("rank", "")).strip()
    if kind not in list(Kind):
        raise DomainError(N_("Choose one of the values offered."))
    if len(turn) > 1 or not turn.isdecimal():
        raise DomainError(N_("Give a turn from %(first)d to %(last)d."), first=FIRST, last=LAST)
    # what nobody sees must not part the words of a claim
    why = "".join(filter(str.isprintable, " ".join(typed.get("why", "").split())))
    template.check_claims(why)
    return Relation(from_item, to_item, Kind(kind), int(turn), why or None)


def _pair(pair: str) -> tuple[str, str]:
    from_item, _, to_item = pair.partition(BETWEEN)
    if from_item not in GOODS or to_item not in GOODS:
        raise NotFound()
    return from_item, to_item


def _found(pair: str) -> Listed:
    found = item_relations.find(*_pair(pair))
    if found is None:
        raise NotFound()
    return found


def _saved() -> Response:
    plan_again()
    flash(gettext("Saved. Today’s queue is planned again, unless work on it has begun."), "success")
    return redirect(url_for("relations.index"), 303)
