"""Messages: what was sent and what became of it; writing one to a customer."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import AnyOf, Length, Optional, Regexp

from saas.accounts import people
from saas.web import errors, htmx, lists, locale, message_labels, shop
from saas.web.access import requires
from saas.web.exports import ExportForm
from saas.web.finders import survivor_or_404
from saas.web.forms import Form
from saas.web.labels import label
from saas.web.message_exports import messages_file
from saas.web.plurals import ngettext
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import new_id
from tenants.errors import DomainError
from tenants.follow_ups import queries as follow_ups
from tenants.follow_ups.triggers import TRIGGERS
from tenants.messages import answers, from_queue, queries, standing, topics, writing
from tenants.messages.from_queue import Voice
from tenants.messages.models import Message
from tenants.messages.standing import Over
from tenants.messages.states import Medium
from tenants.messages.writing import Draft
from workers.messages import send_soon

_ADDRESS = r"^[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+\.[^\s@<>,;:\"\\]+$"

bp = Blueprint("messages", __name__, url_prefix=shop.PREFIX)


class MessageForm(Form):
    """A form sent twice is one message: see writing.write."""

    request_key = StringField(validators=[IsUuid(message=_l("This form was damaged and is mended. Send again."))])
    medium = StringField(default="sms", validators=[AnyOf(list(Medium))])
    trigger = StringField(validators=[AnyOf([code for code, each in TRIGGERS.items() if not each.is_rider])])
    subject = StringField(default="", validators=[Length(max=writing.LONGEST_SUBJECT)])
    email = StringField(
        default="", validators=[Optional(), Length(max=254), Regexp(_ADDRESS, message=_l("This is no e-mail address."))]
    )
    text = TextAreaField(default="", validators=[Length(max=writing.LONGEST_EMAIL)])


@bp.get("/messages")
@requires("view_messages")
def index() -> Response:
    return htmx.answer("messages/_list.html", page="messages/index.html", **_list_values(ExportForm()))


@bp.post("/messages/export")
@requires("export_customers")
def export() -> Response:
    form = ExportForm.from_request()
    if not form.ok:
        return htmx.answer("customers/_export.html", page="messages/index.html", status=422, **_list_values(form))
    found = queries.listed(lists.choice("state", queries.GROUPS))
    return messages_file(form, found, _writers(found), shop.today())


@bp.get("/customers/<uuid:id>/messages")
@requires("send_messages")
def new(id: uuid.UUID) -> Response:
    customer = survivor_or_404(id)
    about = _about(customer)
    values = {"request_key": str(new_id()), "trigger": about[0][0], "email": customer.email or "", "medium": "sms"}
    today = clock.today(g.shop.timezone)
    follow_up = follow_ups.of_customer(customer.id, today)
    text = from_queue.words(follow_up, _voice(), today) if follow_up else ""
    return _compose(customer, MessageForm(formdata=None, text=text, **values))


@bp.post("/customers/<uuid:id>/messages")
@requires("send_messages")
def create(id: uuid.UUID) -> Response:
    """Or, asked by its other button, only show what would leave."""
    customer, form = survivor_or_404(id), MessageForm.from_request()
    if not form.ok:
        return _compose(customer, form, form.error_of("request_key"), status=422)
    try:
        topics.require(form.trigger.data, customer.id, *_today())
        if "preview" in request.form:
            return _compose(customer, form)
        if form.medium.data == Medium.EMAIL and form.email.data:
            customer.email = form.email.data
        message = writing.write(
            _draft(customer, form), request_key=uuid.UUID(form.request_key.data), user_id=g.user.id, now=clock.now()
        )
    except DomainError as error:
        return _compose(customer, form, errors.sentence(error), status=422)
    send_soon(message.id)
    flash(gettext("The message leaves as soon as it may."), "success")
    return htmx.go(url_for("customers.show", id=customer.id))


@bp.post("/messages/<uuid:id>/cancel")
@requires("send_messages")
def cancel(id: uuid.UUID) -> Response:
    _message(id)
    writing.cancel(id, now=clock.now())
    flash(gettext("The message was taken back."), "success")
    return redirect(url_for("messages.index"), 303)


@bp.post("/messages/<uuid:id>/again")
@requires("send_messages")
def again(id: uuid.UUID) -> Response:
    """The same words as another message. The key is that of the first, so that two taps make one."""
    key = uuid.uuid5(id, "again")
    standing.require(_message(id), clock.today(g.shop.timezone))
    send_soon(writing.write_again(id, request_key=key, user_id=g.user.id, now=clock.now()).id)
    flash(gettext("The message leaves as soon as it may."), "success")
    return redirect(url_for("messages.index"), 303)


@bp.post("/messages/queue")
@requires("send_messages")
def write_waiting() -> Response:
    """The follow-ups of today that go by text message, each with the words of its script."""
    today = clock.today(g.shop.timezone)
    written = from_queue.write_waiting(today, _voice(), user_id=g.user.id, now=clock.now())
    for message in written:
        send_soon(message.id)
    if written:
        said = ngettext("%(num)d message was written.", "%(num)d messages were written.", len(written))
        flash(said, "success")
    else:
        flash(gettext("No words fit: something is missing for each of them. They stay in the queue."), "info")
    return redirect(url_for("messages.index"), 303)


def _list_values(form: ExportForm) -> dict[str, Any]:
    group = lists.choice("state", queries.GROUPS)
    found, paging = queries.page(group, lists.page_asked())
    return {
        "group": group,
        "lines": found,
        "paging": paging,
        "counts": queries.counts(),
        "who": _writers(found),
        "in_queue": from_queue.count_waiting(clock.today(g.shop.timezone)),
        "why": message_labels.why,
        "over": list(Over),
        "open_replies": answers.count_open(),
        "form": form,
        "export_to": url_for("messages.export"),
    }


def _writers(found: Iterable[queries.Line]) -> dict[uuid.UUID, str]:
    return people.names_of({each.message.written_by_id for each in found if each.message.written_by_id})


def _compose(customer: Customer, form: MessageForm, refusal: str = "", status: int = 200) -> Response:
    if form.request_key.errors:
        form.request_key.data = str(new_id())
    draft = _draft(customer, form) if _is_text_message(form) else None
    return htmx.answer(
        "messages/_form.html",
        page="messages/new.html",
        status=status,
        customer=customer,
        form=form,
        about=_about(customer),
        media=[(medium.value, str(label("message_medium", medium.value).text)) for medium in Medium],
        refusal=refusal,
        leaves=writing.composed(draft) if draft else "",
        lint=writing.lint(draft) if draft else None,
        signature=g.shop.name,
    )


def _is_text_message(form: MessageForm) -> bool:
    return bool(form.text.data) and form.medium.data == Medium.SMS and form.trigger.data in TRIGGERS


def _about(customer: Customer) -> list[tuple[str, str]]:
    """What one may write to him of: his follow-up of today first."""
    return [(code, str(label("trigger", code).text)) for code in topics.topics(customer.id, *_today())]


def _today() -> tuple[date, datetime]:
    """The day of the shop, and when it began."""
    today = clock.today(g.shop.timezone)
    return today, datetime.combine(today, time(), ZoneInfo(g.shop.timezone))


def _draft(customer: Customer, form: MessageForm) -> Draft:
    today = follow_ups.of_customer(customer.id, clock.today(g.shop.timezone))
    mine: dict[str, Any] = {}
    if today and today.trigger == form.trigger.data:
        mine = {"follow_up_id": today.id, "reason_id": uuid.UUID(today.reason_ids[0])}
    return Draft(
        customer.id,
        Medium(form.medium.data),
        form.trigger.data,
        text=form.text.data,
        signature=g.shop.name,
        subject=form.subject.data,
        **mine,
    )


def _voice() -> Voice:
    return Voice(g.shop.name, g.user.name, locale.language())


def _message(id: uuid.UUID) -> Message:
    message = writing.find(id)
    if message is None:
        raise NotFound()
    return message
