"""Customers: find one, everything on file about him, and the list to take along."""

import uuid
from typing import Any

from flask import Blueprint, g, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import htmx, lists, shop
from saas.web.access import requires
from saas.web.exports import ExportForm, customers_file
from tenants import clock
from tenants.customers import queries as customers
from tenants.customers.models import Customer
from tenants.follow_ups import queries as follow_ups
from tenants.scoring import queries as scores
from tenants.scoring.runs import shown_run
from tenants.scoring.standing import standing
from tenants.visits import queries as visits

VISITS_SHOWN = 12
VEHICLES_SHOWN = 50
CONTACTS_SHOWN = 20

# what may be on file about a person besides name and phone, in the order it is shown
DETAILS = {
    "gender": _l("Gender"),
    "birthday": _l("Birthday"),
    "wechat": _l("WeChat"),
    "occupation": _l("Occupation"),
    "address": _l("Address"),
    "emergency_contact": _l("Emergency contact"),
    "source": _l("Source"),
    "remark": _l("Remark"),
}

GENDERS = {"male": _l("Male"), "female": _l("Female")}

bp = Blueprint("customers", __name__, url_prefix=shop.PREFIX)


@bp.get("/customers")
@requires("view_customers")
def index() -> Response:
    return htmx.answer("customers/_list.html", page="customers/index.html", **_list_values(ExportForm()))


@bp.get("/customers/<uuid:id>")
@requires("view_customers")
def show(id: uuid.UUID) -> Response:
    customer = customers.find(id)
    if customer is None:
        raise NotFound()
    if customer.merged_into_id:
        return redirect(url_for("customers.show", id=customer.merged_into_id))
    return htmx.answer("customers/_visits.html", page="customers/show.html", **_show_values(customer))


@bp.post("/customers/export")
@requires("export_customers")
def export() -> Response:
    form = ExportForm.from_request()
    if not form.ok:
        return htmx.answer("customers/_export.html", page="customers/index.html", status=422, **_list_values(form))
    run = shown_run()
    as_of = run.as_of if run else None
    return customers_file(form, scores.customers_listed(lists.wanted(), as_of), as_of)


def _list_values(form: ExportForm) -> dict[str, Any]:
    wanted, run = lists.wanted(), shown_run()
    found, paging = scores.customers_page(wanted, run.as_of if run else None, lists.page_asked())
    return {
        "customers": found,
        "paging": paging,
        "wanted": wanted,
        "filters": lists.filters(wanted),
        "segments": scores.overview().segments,
        "form": form,
    }


def _show_values(customer: Customer) -> dict[str, Any]:
    run = shown_run()
    contacts = follow_ups.contacts_of(customer.id, CONTACTS_SHOWN)
    his_visits, visits_paging = visits.visits_page(customer.id, lists.page_asked(), VISITS_SHOWN)
    return {
        "customer": customer,
        "phones": customers.numbers_of(customer.id),
        "details": _details(customer),
        "run": run,
        "standing": standing(customer.id, run),
        "window_months": scores.window_months(),
        "cars": visits.cars_of(customer.id, VEHICLES_SHOWN),
        "visits": his_visits,
        "visits_paging": visits_paging,
        "contacts": contacts,
        "names": people.names_of({contact.user_id for contact in contacts}),
        "follow_up": follow_ups.of_customer(customer.id, clock.today(g.shop.timezone)),
    }


def _details(customer: Customer) -> list[tuple[LazyString, object]]:
    told = [(text, GENDERS.get(getattr(customer, name), getattr(customer, name))) for name, text in DETAILS.items()]
    return [(text, value) for text, value in told if value]
