"""Jobs: what the workers do for this shop, and another try for what failed."""

import uuid

from flask import Blueprint, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from saas.web import htmx, lists, shop
from saas.web.access import requires
from workers import outbox
from workers import queries as jobs
from workers.models import JOB_STATES

bp = Blueprint("jobs", __name__, url_prefix=shop.PREFIX)


@bp.get("/jobs")
@requires("view_jobs")
def index() -> Response:
    return _list(lists.choice("state", JOB_STATES))


@bp.post("/jobs/<uuid:id>/retry")
@requires("retry_job")
def retry(id: uuid.UUID) -> Response:
    if jobs.find(id) is None:
        raise NotFound()
    outbox.post_again(id)
    return _list("", goto=url_for("jobs.index"))


def _list(state: str, goto: str = "") -> Response:
    found, paging = jobs.jobs_page(state, lists.page_asked())
    counts = jobs.counts()
    return htmx.answer(
        "jobs/_list.html",
        page="jobs/index.html",
        goto=goto,
        state=state,
        jobs=found,
        paging=paging,
        counts=counts,
        is_busy=counts["waiting"] + counts["running"] > 0,
    )
