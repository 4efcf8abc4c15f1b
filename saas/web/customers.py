"""Customers: find one, everything on file about him, and the list to take along."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import (
    board,
    history_drawings,
    htmx,
    lists,
    message_labels,
    need_sentences,
    odometer_drawings,
    opportunities,
    shop,
    wishes,
)
from saas.web.access import may_here, requires
from saas.web.exports import ExportForm, customers_file
from saas.web.finders import customer_or_404, survivor_or_404
from saas.web.formats import plate
from saas.web.need_sentences import Told
from tenants import clock
from tenants.appointments import queries as appointments
from tenants.customers import queries as customers
from tenants.customers.family import Tie
from tenants.customers.households import household_of
from tenants.customers.models import Customer
from tenants.customers.wishes import wishes_of
from tenants.follow_ups import queries as follow_ups
from tenants.follow_ups.models import Contact
from tenants.messages import queries as messages
from tenants.messages.queries import Entry
from tenants.needs import quality
from tenants.needs import queries as needs
from tenants.needs.models import Need
from tenants.needs.queries import CarNeeds
from tenants.scoring import key_customers
from tenants.scoring import queries as scores
from tenants.scoring.acquaintance import acquaintance
from tenants.scoring.emotion import EmotionCard, emotion_card
from tenants.scoring.runs import shown_run
from tenants.scoring.segments import FLEET, FLEET_VEHICLES
from tenants.scoring.standing import standing
from tenants.scoring.window import months_before
from tenants.visits import queries as visits
from workers.scoring import score_customer_again

VISITS_SHOWN = 12
VEHICLES_SHOWN = 50
CONTACTS_SHOWN = 20
MESSAGES_SHOWN = 5  # with the answers to them
CARS_SHOWN = 8  # with their needs; a fleet has hundreds

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
    customer = customer_or_404(id)
    if customer.merged_into_id:
        return redirect(url_for("customers.show", id=customer.merged_into_id))
    if htmx.is_fragment() and "car" in request.args:
        return htmx.answer("customers/_odometer.html", **_odometer_or_404(customer))
    if htmx.is_fragment():
        return htmx.answer("customers/_visits.html", customer=customer, **_visits(customer))
    return htmx.answer("customers/show.html", **_show_values(customer))


@bp.post("/customers/<uuid:id>/key")
@requires("name_key_customers")
def name_key(id: uuid.UUID) -> Response:
    """Call him a key customer whatever his numbers say, or let them speak again."""
    id = survivor_or_404(id).id
    if request.form.get("named") == "no":
        key_customers.unname(id)
    else:
        key_customers.name(id, by=g.user.id, now=clock.now())
    score_customer_again(id)
    flash(gettext("Noted. His tier follows within a minute."), "success")
    return redirect(url_for("customers.show", id=id), 303)


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
        "window_months": scores.window_months(),
        "segments": scores.overview().segments,
        "form": form,
    }


def _show_values(customer: Customer) -> dict[str, Any]:
    run, today = shown_run(), shop.today()
    contacts = follow_ups.contacts_of(customer.id, CONTACTS_SHOWN)
    cars = _cars(customer)
    written = messages.correspondence(customer.id, MESSAGES_SHOWN)
    as_of, window_months = run.as_of if run else today, scores.window_months()
    return {
        "customer": customer,
        "phones": customers.numbers_of(customer.id),
        "details": _details(customer),
        "run": run,
        "standing": standing(customer.id, run),
        "window_months": window_months,
        **_vehicles(customer, months_before(as_of, window_months), as_of),
        "known": acquaintance(customer.id, run.as_of) if run else None,
        "emotion": _emotion(contacts),
        "car_needs": [_car(car, today) for car in cars],
        "cars_shown": CARS_SHOWN,
        "today": today,
        "contacts": contacts,
        "appointments": appointments.of_customer(customer.id),
        "names": _names(customer, contacts, written),
        "team": board.colleagues() if may_here("reassign") else [],
        "follow_up": follow_ups.of_customer(customer.id, today),
        "ties": list(Tie),
        "written": written,
        "why": message_labels.why,
        "household": _household(customer),
        **wishes.panel(customer),
        **opportunities.panel(customer),
        **_visits(customer),
        **_history(customer.id, today),
        **_odometer(customer.id, cars),
    }


def _names(customer: Customer, contacts: Sequence[Contact], written: Sequence[Entry]) -> dict[uuid.UUID, str]:
    dealt_with = (each.reply.done_by_id for each in written if each.reply)
    named = (customer.dedicated_advisor_id, *(contact.user_id for contact in contacts), *dealt_with)
    return people.names_of({id for id in named if id})


@dataclass(frozen=True, slots=True)
class Mate:
    """Another customer of a number; `is_silent`: he must not be called, so nobody of the number may be."""

    id: uuid.UUID
    name: str
    is_silent: bool


def _household(customer: Customer) -> list[Mate]:
    mates = [mate for id in household_of(customer.id)[1] if (mate := customers.find(id))]
    said = wishes_of([mate.id for mate in mates]) if mates else {}
    return [Mate(each.id, each.name, said[each.id].do_not_call or said[each.id].do_not_contact) for each in mates]


@dataclass(frozen=True, slots=True)
class Line:
    """Something a car needs, and why in words."""

    need: Need
    told: Told


def _cars(customer: Customer) -> list[CarNeeds]:
    return needs.needs_of_customer(customer.id, CARS_SHOWN)


def _car(car: CarNeeds, today: date) -> dict[str, Any]:
    lines = [Line(need, need_sentences.told(need, car.outlook, today)) for need in car.needs]
    return {"vehicle": car.vehicle, "name": car.name, "outlook": car.outlook, "lines": lines}


def _visits(customer: Customer) -> dict[str, Any]:
    found, paging = visits.visits_page(customer.id, lists.page_asked(), VISITS_SHOWN)
    return {"visits": found, "visits_paging": paging}


def _history(customer_id: uuid.UUID, today: date) -> dict[str, Any]:
    """Nothing to draw of who never paid."""
    quarters = visits.quarters_of(customer_id)
    if not any(each.spend_fen for each in quarters):
        return {"history": None, "history_table": None}
    return {
        "history": history_drawings.history(quarters, today),
        "history_table": history_drawings.history_table(quarters, today),
    }


def _vehicles(customer: Customer, since: date, as_of: date) -> dict[str, Any]:
    """His cars; those of a fleet with what each of them brings, because one of them says little of the others."""
    cars = visits.cars_of(customer.id, VEHICLES_SHOWN)
    is_fleet = customer.customer_type == FLEET or sum(not car.vehicle.closed_on for car in cars) >= FLEET_VEHICLES
    paid = visits.paid_by_car([car.vehicle.id for car in cars], since, as_of) if is_fleet else None
    return {"cars": cars, "paid_by_car": paid}


def _odometer(customer_id: uuid.UUID, cars: Sequence[CarNeeds]) -> dict[str, Any]:
    """The odometer of the car asked for, or else of the one that needs us first."""
    with_readings = [car for car in cars if car.outlook.readings or car.outlook.suspects]
    asked = request.args.get("car", "")
    car = next((each for each in with_readings if str(each.vehicle.id) == asked), next(iter(with_readings), None))
    if car is None:
        return {"odometer_of": None}
    points = quality.odometer_series(car.vehicle.id)
    return {
        "odometer_of": car,
        "odometers": [(_called(each), _of_car(customer_id, each), each is car, None) for each in with_readings],
        "odometer": odometer_drawings.odometer(car.vehicle.id, points),
        "odometer_table": odometer_drawings.odometer_table(car.vehicle.id, points),
    }


def _called(car: CarNeeds) -> str:
    return plate(car.vehicle.plate) if car.vehicle.plate else car.name


def _odometer_or_404(customer: Customer) -> dict[str, Any]:
    """For a page that still shows readings which have gone since, with their car or an import taken back."""
    found = _odometer(customer.id, _cars(customer))
    if found["odometer_of"] is None:
        raise NotFound()
    return found


def _of_car(customer_id: uuid.UUID, car: CarNeeds) -> str:
    return url_for("customers.show", id=customer_id, car=car.vehicle.id)


def _emotion(contacts: Sequence[Contact]) -> EmotionCard | None:
    """Only what is on file: contacts, newest first, tell of an open complaint, but hold no answer from 1 to 5."""
    told = next((each.outcome for each in contacts if each.outcome in ("satisfied", "dissatisfied")), None)
    return emotion_card(has_open_complaint=True) if told == "dissatisfied" else None


def _details(customer: Customer) -> list[tuple[LazyString, object]]:
    told = [(text, GENDERS.get(getattr(customer, name), getattr(customer, name))) for name, text in DETAILS.items()]
    return [(text, value) for text, value in told if value]
