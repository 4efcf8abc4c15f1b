"""Distributions: how a shop's numbers are spread, because a mean alone hides what matters (domain.md 2.4)."""

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from saas.web import cycle_drawings, habit_drawings, htmx, lists, money_drawings, shop
from saas.web.access import requires
from saas.web.labels import label
from tenants.scoring import drawn
from tenants.scoring.drawn import CYCLE_GROUPS, Drawn

ALL_VISITS = ""

bp = Blueprint("distributions", __name__, url_prefix=shop.PREFIX)


@bp.get("/distributions")
@requires("view_segments")
def index() -> Response:
    found = drawn.drawn()
    group = lists.choice("group", CYCLE_GROUPS)
    values = _values(found, group) if found else {}
    return htmx.answer("distributions/_cycle.html", page="distributions/index.html", drawn=found, **values)


def _values(found: Drawn, group: str) -> dict[str, Any]:
    cycle = found.cycles.get(group, found.cycle)
    return {
        "cycle": cycle,
        "cycle_drawing": cycle_drawings.cycle(cycle),
        "cycle_table": cycle_drawings.cycle_table(cycle),
        "quantiles": cycle_drawings.quantiles(cycle),
        "groups": _groups(found, group),
        "tickets_drawing": money_drawings.tickets(found.tickets),
        "tickets_table": money_drawings.tickets_table(found.tickets),
        "ticket_quantiles": money_drawings.quantiles(found.tickets),
        "pareto_drawing": money_drawings.pareto(found.pareto),
        "pareto_table": money_drawings.pareto_table(found.pareto),
        "weekdays_drawing": habit_drawings.weekdays(found.habits),
        "weekdays_table": habit_drawings.weekdays_table(found.habits),
        "hours_drawing": habit_drawings.hours(found.habits),
        "hours_table": habit_drawings.hours_table(found.habits),
    }


def _groups(found: Drawn, chosen: str) -> list[tuple[str, str, bool, int | None]]:
    """Tabs: all visits, and each item group with gaps of its own."""
    shown = {ALL_VISITS: found.cycle, **found.cycles}
    return [
        (str(label("item_group", group).text), _of_group(group), group == (chosen if chosen in shown else ""), None)
        for group in shown
    ]


def _of_group(group: str) -> str:
    return url_for("distributions.index", group=group or None)
