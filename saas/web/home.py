"""The way in: the person's shop, or the choice among several."""

from flask import Blueprint, g, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.web.access import public, signed_in

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index() -> Response | str:
    found = [shop for _, shop in g.memberships]
    if len(found) == 1:
        return redirect(url_for("queue.index", shop=found[0].slug))
    return render_template("home/index.html", shops=found)


@bp.get("/health")
@public
def health() -> str:
    """For a load balancer: the process answers, and cycle.py got a live connection from the pool for it."""
    return "ok"
