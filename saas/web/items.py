"""Items: how long each lasts in this shop, and what the names of its price list mean."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, formats, htmx, lists, shop
from saas.web.access import requires
from saas.web.labels import label
from saas.web.plurals import ngettext
from saas.web.setting_tabs import tabs
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.needs import intervals, quality, verbs
from tenants.needs.items import ITEMS, OF_ELECTRIC_CARS, PRESETS, Interval
from tenants.needs.models import WHOLE_SHOP, ItemInterval
from workers.needs import predict_again

NO_ITEM = "-"
PLACED = "placed"
LONGEST_NAME = 500
PRESET_NAMES = {
    "first_service_late": _l("First service late, as some makers have it"),
    "humid_or_dusty": _l("Humid or dusty area"),
}
_WHOLE_NUMBER = re.compile(r"\d{1,9}")

bp = Blueprint("items", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the catalogue. `own` is what holds in the whole shop, None: the default; `series` how many have their
    own.
    """

    code: str
    default: str
    own: str | None
    series: int


@bp.get("/items")
@requires("view_settings")
def index() -> str:
    changed = intervals.changed_intervals()
    values = {"rows": [_row(code, changed) for code in ITEMS], "of_cars": intervals.count_of_vehicles()}
    return render_template("items/index.html", sections=tabs("items.index"), **values)


@bp.get("/items/<code>")
@requires("view_settings")
def show(code: str) -> Response:
    return _show(_known(code))


@bp.post("/items/<code>")
@requires("change_settings")
def update(code: str) -> Response:
    _known(code)
    typed = {name: request.form.get(name, "").strip() for name in ("km", "months", "series")}
    try:
        series = _series(typed["series"])
        interval = Interval(whole_number(typed["km"]), whole_number(typed["months"]))
        intervals.set_interval(code, interval, by=g.user.id, now=clock.now(), series=series)
    except DomainError as error:
        return _show(code, 422, typed=typed, refusal=errors.sentence(error))
    return _predict(url_for("items.show", code=code))


@bp.post("/items/<code>/clear")
@requires("change_settings")
def clear(code: str) -> Response:
    series = _storable(request.form.get("series", WHOLE_SHOP))
    intervals.clear_interval(_known(code), by=g.user.id, now=clock.now(), series=series)
    return _predict(url_for("items.show", code=code))


@bp.get("/items/names")
@requires("view_settings")
def names() -> str:
    state = lists.choice("state", (PLACED,))
    unmapped, paging = quality.unmapped_names(lists.page_asked())
    mapped, mapped_paging = quality.mapped_names(lists.page_asked())
    return render_template(
        "items/names.html",
        sections=tabs("items.names"),
        state=state,
        states=[
            (gettext("Not placed yet"), url_for("items.names"), not state, paging.total),
            (gettext("Placed by you"), url_for("items.names", state=PLACED), state == PLACED, mapped_paging.total),
        ],
        unmapped=unmapped,
        mapped=mapped,
        paging=mapped_paging if state else paging,
        who=people.names_of({each.decided_by_id for each in mapped if each.decided_by_id}),
        choices=[("", gettext("Not decided")), (NO_ITEM, gettext("No item")), *_items()],
    )


@bp.post("/items/names")
@requires("change_settings")
def place() -> Response:
    """Every name of the form whose item was chosen."""
    pairs = zip(request.form.getlist("name"), request.form.getlist("item_code"), strict=False)
    decided = [(_storable(name), code) for name, code in pairs if name and code]
    for name, code in decided:
        verbs.map_item_name(name, None if code == NO_ITEM else code, by=g.user.id, now=clock.now())
    if not decided:
        flash(gettext("Nothing was changed."), "info")
        return redirect(url_for("items.names"), 303)
    flash(
        ngettext(
            "%(num)d name was placed; what falls due is predicted again.",
            "%(num)d names were placed; what falls due is predicted again.",
            len(decided),
        ),
        "success",
    )
    predict_again()
    return redirect(url_for("items.names"), 303)


@bp.post("/items/names/undo")
@requires("change_settings")
def undo() -> Response:
    verbs.unmap_item_name(_storable(request.form.get("name", "")), by=g.user.id, now=clock.now())
    return _predict(url_for("items.names", state=PLACED))


def _show(code: str, status: int = 200, typed: dict[str, str] | None = None, refusal: str = "") -> Response:
    changed = [each for each in intervals.changed_intervals() if each.item_code == code]
    own = next((each for each in changed if each.series == WHOLE_SHOP), None)
    values: dict[str, Any] = {
        "code": code,
        "default": said(ITEMS[code].interval),
        "of_electric_cars": said(OF_ELECTRIC_CARS[code]) if code in OF_ELECTRIC_CARS else "",
        "is_half": ITEMS[code].on_engine,
        "own": own,
        "start": own or ITEMS[code].interval,
        "own_said": said(own) if own else "",
        "of_series": [(each, said(each)) for each in changed if each.series != WHOLE_SHOP],
        "who": people.names_of({each.changed_by_id for each in changed if each.changed_by_id}),
        "series_met": intervals.series_met(),
        "presets": [
            (PRESET_NAMES[name], each[code], said(each[code])) for name, each in PRESETS.items() if code in each
        ],
        "typed": typed or {},
        "refusal": refusal,
    }
    return htmx.respond(render_template("items/show.html", sections=tabs("items.index"), **values), status)


def said(interval: Interval | ItemInterval) -> str:
    """An interval in words, whichever comes first."""
    parts = [gettext("%(km)s km", km=formats.number(interval.km))] if interval.km else []
    if interval.months:
        parts.append(ngettext("%(num)d month", "%(num)d months", interval.months))
    return str(gettext(" or ").join(parts))


def _row(code: str, changed: list[ItemInterval]) -> Row:
    mine = [each for each in changed if each.item_code == code]
    own = next((each for each in mine if each.series == WHOLE_SHOP), None)
    series = sum(each.series != WHOLE_SHOP for each in mine)
    return Row(code, said(ITEMS[code].interval), said(own) if own else None, series)


def _items() -> list[tuple[str, str]]:
    return [(code, str(label("item", code).text)) for code in ITEMS]


def whole_number(typed: str) -> int | None:
    """None: this side does not count. Raises DomainError."""
    text = unicodedata.normalize("NFKC", typed).replace(",", "").strip()
    if text and not _WHOLE_NUMBER.fullmatch(text):
        raise DomainError(N_("Give a whole number, or leave it empty."))
    return int(text) if text else None


def _storable(name: str) -> str:
    """A name as a file may have it. Raises DomainError."""
    if "\0" in name or len(name) > LONGEST_NAME:
        raise DomainError(N_("This name is not of your price list."))
    return name


def _series(typed: str) -> str:
    """A series that the shop knows: another would change nothing. Raises DomainError."""
    if typed and typed not in intervals.series_met():
        raise DomainError(N_("No car of yours is of the series %(series)s. Choose one of the list."), series=typed[:40])
    return typed


def _predict(goto: str) -> Response:
    predict_again()
    flash(gettext("Saved. What falls due is predicted again; the pages follow in a moment."), "success")
    return redirect(goto, 303)


def _known(code: str) -> str:
    if code not in ITEMS:
        raise NotFound()
    return code
