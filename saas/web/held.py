"""Who is not contacted, and why: a count for each reason, and the names behind it."""

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from saas.web import lists, shop
from saas.web.access import requires
from tenants.follow_ups import held
from tenants.follow_ups.holds import Hold

GROUPS = {
    "consent": _l("What the customer allows"),
    "caps": _l("Enough for now"),
    "capacity": _l("Time of your own people"),
    "time": _l("It has a day of its own"),
    "control": _l("Control group"),
}

bp = Blueprint("held", __name__, url_prefix=shop.PREFIX)


@bp.get("/held")
@requires("view_queue")
def index() -> str:
    counts = held.counts()
    asked = lists.choice("why", held.SHOWN)
    first = next((counted[0].hold for counted in counts.values()), None)
    why = Hold(asked) if asked else first
    lines, paging = held.page(why, lists.page_asked()) if why else ([], None)
    return render_template(
        "held/index.html",
        groups=[(GROUPS[name], counted) for name, counted in counts.items()],
        total=held.customers(),
        why=why,
        is_asked=bool(asked),
        lines=lines,
        paging=paging,
        today=shop.today(),
    )
