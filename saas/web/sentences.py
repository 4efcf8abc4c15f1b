"""Sentences made of what is stored: what a visit was about, why a job failed, what is wrong with a row."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext

from saas.web.errors import sentence
from saas.web.labels import JOB, label
from saas.web.trigger_sentences import reason_text as reason_text
from tenants.customers.queries import vehicle_name
from tenants.follow_ups.cards import LastVisit
from tenants.imports.models import Import
from tenants.imports.problems import Problem, remedy
from tenants.visits.queries import VisitRow
from workers.models import Job

ITEMS_SHOWN = 3


def visit_title(row: VisitRow | LastVisit) -> str:
    """Its first lines of work, or its kinds of order when the file had no lines."""
    if not row.items:
        return " + ".join(str(label("order_type", kind).text) for kind in row.order_types) or gettext("Visit")
    shown, more = " + ".join(row.items[:ITEMS_SHOWN]), len(row.items) - ITEMS_SHOWN
    return gettext("%(items)s and %(more)d more", items=shown, more=more) if more > 0 else shown


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
