"""What a customer allows: consent per channel with its proof, and what he does not want at all."""

import uuid
from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, shop
from saas.web.access import requires
from saas.web.finders import survivor_or_404
from tenants import clock
from tenants.customers import wishes
from tenants.customers.models import Customer
from tenants.customers.wishes import CHANNELS, FLAGS, SOURCES, Proof, Status
from tenants.errors import N_, DomainError
from workers.follow_ups import plan_again

HISTORY = 12
MOST_PLACE = 60
# A new wording is a new version: what somebody agreed to is what he was asked then.
TEXT_VERSION = "2026-11"
TEXT = _l("May we tell you about care and offers for your car? You can say no at any time, the same way.")

bp = Blueprint("wishes", __name__, url_prefix=shop.PREFIX)


@bp.post("/customers/<uuid:id>/consents")
@requires("record_consent")
def consent(id: uuid.UUID) -> Response:
    """Write down what he says to each channel; a channel without an answer stays as it is."""
    customer = survivor_or_404(id)
    try:
        answers = {channel: status for channel in CHANNELS if (status := _answer(channel))}
        wishes.answer(customer.id, answers, _proof())
    except DomainError as error:
        return _again(customer, error)
    return _noted(customer)


@bp.post("/customers/<uuid:id>/wishes")
@requires("record_consent")
def wish(id: uuid.UUID) -> Response:
    """What he does not want, and the hours he prefers."""
    customer = survivor_or_404(id)
    try:
        begins, ends = _hour("preferred_from"), _hour("preferred_until")
        wishes.refuse(customer.id, _refused(customer), _proof())
        wishes.prefer(customer.id, begins, ends)
    except DomainError as error:
        return _again(customer, error)
    return _noted(customer)


def panel(customer: Customer) -> dict[str, Any]:
    """What customers/_consents.html needs."""
    found = wishes.history(customer.id, HISTORY)
    return {
        "wishes": wishes.wishes_of([customer.id])[customer.id],
        "channels": CHANNELS,
        "flags": FLAGS,
        "sources": SOURCES,
        "consent_text": TEXT,
        "consent_history": found,
        "consent_names": people.names_of({row.by_id for row in found if row.by_id}),
        "wishes_error": "",
    }


def _refused(customer: Customer) -> dict[str, bool]:
    """What he does not want. Only what the page showed as refused can be withdrawn: he may have said no since."""
    known, shown = wishes.wishes_of([customer.id])[customer.id], request.form.getlist("shown")
    return {flag: flag in request.form or (getattr(known, flag) and flag not in shown) for flag in FLAGS}


def _answer(channel: str) -> Status | None:
    told = request.form.get(channel, "")
    if told not in ("", *Status):
        raise DomainError(N_("Choose one of the values offered."))
    return Status(told) if told else None


def _proof() -> Proof:
    source, place = request.form.get("source", ""), request.form.get("place", "").replace("\0", "").strip()
    if source not in SOURCES:
        raise DomainError(N_("Say how the customer told you."))
    if len(place) > MOST_PLACE:
        raise DomainError(N_("Write at most %(most)s characters."), most=MOST_PLACE)
    return Proof(source, g.user.id, clock.now(), TEXT_VERSION, place or None)


def _hour(name: str) -> time | None:
    told = request.form.get(name, "")
    if not told:
        return None
    try:
        return datetime.strptime(told, "%H:%M").time()  # noqa: DTZ007 - an hour of the shop's clock, on any day
    except ValueError:
        raise DomainError(N_("Write the hour like 18:30.")) from None


def _noted(customer: Customer) -> Response:
    plan_again()
    flash(gettext("Noted. The queue follows within a minute."), "success")
    return redirect(url_for("customers.show", id=customer.id), 303)


def _again(customer: Customer, error: DomainError) -> Response:
    values = panel(customer) | {"wishes_error": errors.sentence(error), "customer": customer}
    return htmx.answer("customers/_consents.html", page="customers/consents.html", status=422, **values)
