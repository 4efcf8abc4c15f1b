"""The queue without a network: an app to install, a page the phone keeps, a sheet of paper (see assets/worker.js)."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext
from jinja2.utils import htmlsafe_json_dumps

from saas.accounts import people
from saas.paths import STATIC_DIST
from saas.web import shop
from saas.web.access import may_here, requires
from saas.web.desk import Desk
from saas.web.outcomes import NOTHING_ASKED, everything
from saas.web.static_files import asset, built
from tenants.db import new_id
from tenants.follow_ups import sheets
from tenants.follow_ups.queries import Whose

ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-512.png", "512x512", "maskable"),
)
THEME = "#1a56b8"

bp = Blueprint("offline", __name__, url_prefix=shop.PREFIX)


@bp.get("/worker.js")
@requires("view_queue")
def worker() -> Response:
    """The service worker. It lies in the shop's own path, so that it sees the pages of this shop and no others."""
    return Response((STATIC_DIST / built("worker.js")).read_bytes(), mimetype="text/javascript")


@bp.get("/app.webmanifest")
@requires("view_queue")
def manifest() -> Response:
    """What a phone needs to install the shop's queue as an app."""
    told = {
        "id": url_for("queue.index"),
        "name": gettext("Huitou %(shop)s", shop=g.shop.name),
        "short_name": g.shop.name,
        "start_url": url_for("queue.index"),
        "scope": url_for("queue.index").removesuffix("queue"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": THEME,
        "icons": [
            {"src": asset(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return Response(htmlsafe_json_dumps(told), mimetype="application/manifest+json")


@bp.get("/queue/offline")
@requires("view_queue")
def index() -> str:
    """The page that a phone keeps: whom to call, and the forms of all outcomes. It needs the script to send them."""
    desk = Desk.here()
    may_record = may_here("record_outcome")
    return render_template(
        "offline/index.html",
        outcomes=everything(desk.today) if may_record else [],
        asking=NOTHING_ASKED,
        request_key=new_id(),
        tomorrow=desk.today + timedelta(1),
        **_sheet(desk),
    )


@bp.get("/queue/print")
@requires("view_queue")
def print_out() -> str:
    """His own and the pool's; the whole list for who leads a shop and asks for it, with a name beside each customer."""
    desk = Desk.here()
    of_all = request.args.get("whose") == Whose.ALL.value and may_here("view_whole_queue")
    told = _sheet(desk, of_all=of_all)
    ids = {row.line.follow_up.assigned_to_id for row in told["rows"]} - {None}
    return render_template("offline/print.html", names=people.names_of(ids) if of_all else {}, **told)


def _sheet(desk: Desk, *, of_all: bool = False) -> dict[str, Any]:
    rows, total = sheets.sheet(desk.queue_on, half=desk.half, user_id=g.user.id, of_all=of_all)
    return {"rows": rows, "total": total, "queue_on": desk.queue_on, "now": desk.now}
