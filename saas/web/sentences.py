"""Sentences made of what is stored: why somebody should be called, what a visit was about, why a job failed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from saas.web.errors import sentence
from saas.web.formats import NOTHING, number
from saas.web.labels import JOB, label
from tenants.customers.queries import vehicle_name
from tenants.follow_ups.cards import LastVisit
from tenants.imports.models import Import
from tenants.imports.problems import Problem, remedy
from tenants.visits.queries import VisitRow
from workers.models import Job

ITEMS_SHOWN = 3

REASON = {
    "COMPLAINT": _l("Was not satisfied (%(about)s): make it good"),
    "CALLBACK": _l("Promised a call (%(about)s)"),
    "APPT_CONFIRM": _l("Has an appointment: confirm it"),
    "D3": _l("Here on %(visit_on)s: is everything in order?"),
    "W3": _l("Here on %(visit_on)s: still everything in order after three weeks?"),
    "M3": _l("Here on %(visit_on)s: how is the car after three months?"),
    "LAPSE": _l("Not here for %(silent_days)s days, expected about every %(interval_days)s"),
    "SECOND_VISIT": _l("Came only once, %(silent_days)s days ago"),
    "WINBACK_IMP": _l("Spent much, but not here for %(silent_days)s days"),
}


def visit_title(row: VisitRow | LastVisit) -> str:
    """Its first lines of work, or its kinds of order when the file had no lines."""
    if not row.items:
        return " + ".join(str(label("order_type", kind).text) for kind in row.order_types) or gettext("Visit")
    shown, more = " + ".join(row.items[:ITEMS_SHOWN]), len(row.items) - ITEMS_SHOWN
    return gettext("%(items)s and %(more)d more", items=shown, more=more) if more > 0 else shown


def reason_text(trigger: str, facts: Mapping[str, Any], on: date) -> str:
    """Why somebody should be called `on` that day: the sentence of a trigger, filled with what it found."""
    known = defaultdict(lambda: NOTHING, facts)
    if "about" in known:
        known["about"] = label("trigger", known["about"]).text
    for name in ("last_service_on", "last_paid_on", "visit_on"):
        if name in known:
            known["silent_days"] = number((on - date.fromisoformat(known[name])).days)
    return str(REASON[trigger]) % known


def job_name(job: Job) -> str:
    """What a job does; one of an older release may have no words any more."""
    return str(JOB[job.actor].text) if job.actor in JOB else job.actor


def job_error(job: Job) -> str:
    """Why its last attempt failed, in the reader's language."""
    return _told(job.error)


def import_failure(an_import: Import) -> str:
    """Why an import could not go on."""
    return _told(an_import.failure)


def advice(problem: Problem) -> str:
    """What is wrong with a row and what to do, in the reader's language; the download has both."""
    said = remedy(problem, str(get_locale()))
    return said[:1].upper() + said[1:]


def _told(error: Mapping[str, Any] | None) -> str:
    """A sentence that was stored as message id and slots."""
    if not error:
        return ""
    message, slots = error["message"], error["params"]
    return str(gettext(message, **slots))


def install(app: Flask) -> None:
    app.jinja_env.globals["reason_text"] = reason_text
    filters = (visit_title, vehicle_name, job_name, job_error, import_failure, advice, sentence)
    app.jinja_env.filters.update({each.__name__: each for each in filters})
