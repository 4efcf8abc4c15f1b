"""Things to come back to on the page of a customer: jobs put off, leads, coupons, warranties, and who sent him."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from saas.web import errors, forms, htmx, shop
from saas.web.access import requires
from saas.web.finders import survivor_or_404
from saas.web.labels import label
from tenants.customers.models import Customer
from tenants.errors import DomainError
from tenants.opportunities import queries, verbs
from tenants.opportunities.grades import Grade
from tenants.opportunities.models import ENDS, KINDS, Opportunity
from tenants.opportunities.verbs import Draft
from tenants.visits import queries as visits

VEHICLES_OFFERED = 50

bp = Blueprint("opportunities", __name__, url_prefix=shop.PREFIX)


class OpportunityForm(forms.Form):
    kind = StringField(default=KINDS[0])
    what = StringField(default="", validators=[Length(max=200, message=_l("Write at most 200 characters."))])
    due_on = StringField(default="")
    vehicle_id = StringField(default="")
    grade = StringField(default="")
    is_safety = BooleanField(default=False)


@bp.get("/customers/<uuid:id>/opportunities")
@requires("keep_opportunities")
def new(id: uuid.UUID) -> Response:
    return htmx.answer("opportunities/new.html", **_values(survivor_or_404(id), OpportunityForm()))


@bp.post("/customers/<uuid:id>/opportunities")
@requires("keep_opportunities")
def create(id: uuid.UUID) -> Response:
    customer, form = survivor_or_404(id), OpportunityForm.from_request()
    problem = form.error_of("what") if not form.ok else ""
    if not problem:
        try:
            verbs.note(customer.id, _draft(form), by=g.user.id, today=shop.today())
            return _back(customer.id, gettext("Noted. It comes up in the queue when it is time."))
        except DomainError as error:
            problem = errors.sentence(error)
    return htmx.answer("opportunities/new.html", status=422, **_values(customer, form, problem))


@bp.post("/opportunities/<uuid:id>/end")
@requires("keep_opportunities")
def end(id: uuid.UUID) -> Response:
    ended_as = request.form.get("ended_as", "")
    return _change(id, lambda row: verbs.end(row, ended_as, today=shop.today()))


@bp.post("/opportunities/<uuid:id>/grade")
@requires("keep_opportunities")
def grade(id: uuid.UUID) -> Response:
    """How hot a lead is now."""
    chosen = request.form.get("grade", "")
    due_on = forms.day_of(request.form.get("due_on"))
    return _change(id, lambda row: verbs.grade_anew(row, chosen, due_on, today=shop.today()))


@bp.post("/customers/<uuid:id>/referral")
@requires("keep_opportunities")
def refer(id: uuid.UUID) -> Response:
    """Who sent him to us."""
    customer = survivor_or_404(id)
    try:
        verbs.refer(customer.id, request.form.get("number", ""), by=g.user.id, today=shop.today())
    except DomainError as error:
        values = _values(customer, OpportunityForm(), referral_problem=errors.sentence(error))
        return htmx.answer("opportunities/new.html", status=422, **values)
    return _back(customer.id, gettext("Noted. Who sent him is thanked when he has come."))


def panel(customer: Customer) -> dict[str, Any]:
    """What the page of a customer needs for customers/_opportunities.html."""
    return {
        "opportunities": queries.of_customer(customer.id, shop.today()),
        "referrer": queries.referrer_of(customer.id),
        "grades": _choices("grade", Grade),
        "ends": ENDS,
    }


def _change(id: uuid.UUID, change: Callable[[Opportunity], None]) -> Response:
    row = queries.find(id)
    if row is None:
        raise NotFound()
    try:
        change(row)
    except DomainError as error:
        flash(errors.sentence(error), "error")
        return redirect(url_for("customers.show", id=row.customer_id), 303)
    return _back(row.customer_id, gettext("Saved."))


def _back(customer_id: uuid.UUID, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for("customers.show", id=customer_id), 303)


def _draft(form: OpportunityForm) -> Draft:
    return Draft(
        kind=form.kind.data or "",
        what=form.what.data or "",
        due_on=forms.day_of(form.due_on.data),
        vehicle_id=forms.id_of(form.vehicle_id.data),
        is_safety=bool(form.is_safety.data),
        grade=form.grade.data or "",
    )


def _values(customer: Customer, form: OpportunityForm, problem: str = "", referral_problem: str = "") -> dict[str, Any]:
    cars = visits.cars_of(customer.id, VEHICLES_OFFERED)
    return {
        "customer": customer,
        "form": form,
        "problem": problem,
        "referral_problem": referral_problem,
        "referrer": queries.referrer_of(customer.id),
        "number": request.form.get("number", ""),
        "cars": [(str(car.vehicle.id), car.vehicle.plate or car.name) for car in cars],
        "kinds": _choices("opportunity", KINDS),
        "grades": _choices("grade", (each for each in Grade if each is not Grade.NEW)),
    }


def _choices(kind: str, codes: Any) -> list[tuple[str, str]]:
    return [(str(code), str(label(kind, str(code)).text)) for code in codes]
