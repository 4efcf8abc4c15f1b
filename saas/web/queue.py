"""The queue: whom to call today, why, and what came of it."""

import uuid
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import shops
from saas.web import errors, htmx, shop
from saas.web.access import requires
from saas.web.desk import Desk
from saas.web.kept import NOT_WHOLE
from saas.web.outcomes import OutcomeForm, Refused, SnoozeForm
from tenants.errors import N_, DomainError
from tenants.follow_ups import contacts, snoozing
from tenants.follow_ups.contacts import StaleForm
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.models import Contact, FollowUp
from tenants.follow_ups.outcomes import OUTCOMES
from tenants.staff import leave
from workers.losses import count_losses_after

bp = Blueprint("queue", __name__, url_prefix=shop.PREFIX)


@bp.get("/queue")
@requires("view_queue")
def index() -> Response:
    desk = Desk.here()
    return htmx.answer("queue/_list.html", page="queue/index.html", **desk.values(desk.next()))


@bp.get("/queue/<uuid:id>")
@requires("view_queue")
def show(id: uuid.UUID) -> Response:
    desk = Desk.here()
    follow_up = desk.find(id)
    if newer := desk.newer(follow_up):
        return _lead_to(desk, newer, follow_up)
    values = desk.beside_the_list if htmx.is_fragment() else desk.values
    return htmx.answer("queue/_card.html", page="queue/index.html", **values(follow_up, is_asked=True))


@bp.get("/queue/<uuid:id>/outcomes")
@requires("record_outcome")
def outcomes(id: uuid.UUID) -> Response:
    """The outcomes that the card does not show at once."""
    desk = Desk.here()
    follow_up = desk.find(id)
    if htmx.is_fragment():
        return htmx.answer("queue/_others.html", **desk.others(follow_up))
    return htmx.answer("queue/index.html", **desk.values(follow_up, is_asked=True, with_others=True))


@bp.get("/queue/<uuid:id>/dial")
@requires("view_queue")
def dial(id: uuid.UUID) -> Response:
    """The numbers of a card and who has it open: asked for when a claim has ended."""
    desk = Desk.here()
    follow_up = desk.find(id)
    values = desk.at_the_dial(follow_up) if htmx.is_fragment() else desk.values(follow_up, is_asked=True)
    return htmx.answer("queue/_dial.html", page="queue/index.html", is_over=True, **values)


@bp.post("/queue/<uuid:id>/claim")
@requires("record_outcome")
def claim(id: uuid.UUID) -> Response:
    """Open a card: look once more, then dial. A card that nobody asked for gives way to the next free one."""
    desk = Desk.here()
    follow_up = desk.find(id)
    if newer := desk.newer(follow_up):
        return _lead_to(desk, newer, follow_up)
    desk.take(follow_up)
    if desk.is_taken(follow_up) and "instead" in request.form:
        return _instead(desk, follow_up)
    goto = _address({"endpoint": "queue.show", "id": follow_up.id, **desk.filters})
    return htmx.answer("queue/_dial.html", goto=goto, **desk.at_the_dial(follow_up))


@bp.post("/queue/<uuid:id>/outcome")
@requires("record_outcome")
def record(id: uuid.UUID) -> Response:
    desk, form = Desk.here(), OutcomeForm.from_request()
    follow_up = desk.find(id)
    if not form.ok:
        return _again(desk, follow_up, form)
    try:
        contact = _record(desk, follow_up, form)
    except DomainError as error:
        return _again(desk, follow_up, form, error)
    # sent by itself, later: nobody waits for the next card
    answer = htmx.respond("", 204) if form.was_kept else _next(desk, follow_up, contact)
    count_losses_after(contact)  # last: colleagues who ask for the same wait for this commit
    return answer


@bp.post("/queue/<uuid:id>/snooze")
@requires("record_outcome")
def snooze(id: uuid.UUID) -> Response:
    desk, form = Desk.here(), SnoozeForm.from_request()
    follow_up = desk.find(id)
    if not form.ok:
        lacks_day = bool(form.error_of("until_on"))
        raise DomainError(N_("Choose the day, then put it off again.") if lacks_day else NOT_WHOLE)
    moment = contacts.moment_of(form.moment_at(desk.now, g.shop.timezone), g.shop.timezone)
    snoozing.snooze(follow_up.id, form.until_on.data, moment=moment, request_key=form.key)
    return htmx.respond("", 204) if form.was_kept else _next(desk, follow_up)


@bp.post("/contacts/<uuid:id>/undo")
@requires("record_outcome")
def undo(id: uuid.UUID) -> Response:
    desk = Desk.here()
    contact = desk.find_contact(id)
    answer = _swap(desk, contacts.undo(contact.id, now=desk.now))
    count_losses_after(contact)
    return answer


def _record(desk: Desk, follow_up: FollowUp, form: OutcomeForm) -> Contact:
    happened_at = form.moment_at(desk.now, g.shop.timezone)
    return contacts.record(
        follow_up.id,
        form.answer,
        user_id=g.user.id,
        now=happened_at,
        moment=contacts.moment_of(happened_at, g.shop.timezone),
        request_key=form.key,
        at=form.due_time,
        words=form.words.data or "",
        told=form.told,
        manager_id=_manager(desk, form.answer),
    )


def _manager(desk: Desk, answer: Answer) -> uuid.UUID | None:
    """Who gets a complaint today; nobody is asked for when nothing can arise from the outcome."""
    outcome = OUTCOMES.get(answer.outcome)
    if outcome is None or outcome.opens is None:
        return None
    return leave.first_present(shops.managers_of(g.shop.id), desk.today)


def _again(desk: Desk, follow_up: FollowUp, form: OutcomeForm, error: DomainError | None = None) -> Response:
    """The same card with the form as it was typed, and what is wrong with it."""
    if error and (follow_up.state != "open" or form.was_kept or isinstance(error, StaleForm)):
        raise error  # somebody else was faster, or the reason is gone, or nobody sees the form: no field can mend that
    if not form.is_readable:
        raise DomainError(NOT_WHOLE)
    refused = Refused.of(form, follow_up, errors.sentence(error) if error else "")
    shown = desk.beside_the_list if htmx.is_fragment() else desk.values
    values = shown(follow_up, is_asked=True, refused=refused, request_key=form.key)
    return htmx.answer("queue/_card.html", page="queue/index.html", status=422, **values)


def _next(desk: Desk, follow_up: FollowUp, contact: Contact | None = None) -> Response:
    return _swap(desk, desk.take_next(follow_up), contact)


def _instead(desk: Desk, taken: FollowUp) -> Response:
    """Another card for one that a colleague has just opened."""
    follow_up = desk.take_next(taken)
    if not htmx.is_fragment():
        return redirect(_address({"endpoint": "queue.index", **desk.filters}), 303)
    page = render_template("queue/_card.html", **desk.beside_the_list(follow_up))
    return htmx.respond(page, retarget="#queue-card", reswap="outerHTML")


def _lead_to(desk: Desk, newer: FollowUp, asked: FollowUp) -> Response:
    """To the customer's card of today, from an address or an open page of an earlier day."""
    place = {"endpoint": "queue.show", "id": newer.id, "asked_on": asked.queue_on.isoformat()}
    return htmx.go(_address(place | desk.filters))


def _swap(desk: Desk, follow_up: FollowUp | None, contact: Contact | None = None) -> Response:
    """The card of `follow_up` with the list and the numbers as they are now, and what was just recorded."""
    place: dict[str, Any] = {"endpoint": "queue.index", **desk.filters}
    if follow_up:
        place |= {"endpoint": "queue.show", "id": follow_up.id}
    return htmx.answer(
        "queue/_next.html",
        goto=url_for(**place, recorded=contact.id if contact else None),
        push_url=url_for(**place),
        events={"follow-up:next": None},
        **desk.values(follow_up, contact=contact, is_asked=follow_up is not None),
    )


def _address(place: dict[str, Any]) -> str:
    return url_for(**place)
