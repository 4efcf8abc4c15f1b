"""Answers of customers by text message: read, dealt with, typed in where the provider does not push them."""

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import UUID as IsUuid
from wtforms.validators import DataRequired, Length, Regexp

from saas.accounts import people
from saas.web import htmx, lists, shop
from saas.web.access import requires
from saas.web.exports import ExportForm
from saas.web.forms import Form
from saas.web.message_exports import replies_file
from saas.web.plurals import ngettext
from tenants import clock
from tenants.db import new_id
from tenants.messages import answers, replies
from tenants.messages.answers import Fate, Group, Line
from tenants.messages.models import LONGEST_REPLY
from tenants.messages.replies import Taken
from workers.follow_ups import plan_again

bp = Blueprint("replies", __name__, url_prefix=shop.PREFIX)


class ReplyForm(Form):
    """A form sent twice is one answer: see replies.receive."""

    request_key = StringField(validators=[IsUuid(message=_l("This form was damaged and is mended. Send again."))])
    number = StringField(
        validators=[Regexp(r"^\+?[0-9](?:[\s-]?[0-9]){4,19}$", message=_l("This is no phone number."))]
    )
    text = StringField(
        validators=[DataRequired(message=_l("Write what the customer answered.")), Length(max=LONGEST_REPLY)]
    )


@bp.get("/messages/replies")
@requires("view_messages")
def index() -> Response:
    """`handled` in the address: what was just dealt with, with the way back."""
    handled = request.args.get("handled", type=uuid.UUID)
    return _answer(handled=answers.find(handled) if handled else None)


@bp.post("/messages/replies/export")
@requires("export_customers")
def export() -> Response:
    form = ExportForm.from_request()
    if not form.ok:
        values = _values(ReplyForm(formdata=None, request_key=str(new_id())), export=form)
        return htmx.answer("replies/_export.html", page="replies/index.html", status=422, **values)
    found = answers.listed(_group())
    return replies_file(form, found, _colleagues(found), shop.today())


@bp.post("/messages/replies")
@requires("send_messages")
def create() -> Response:
    """What a customer answered, typed by whoever looks after the shop's number."""
    form = ReplyForm.from_request()
    if not form.ok:
        return _refuse(form)
    key = uuid.UUID(form.request_key.data)
    taken = replies.receive(
        form.number.data, form.text.data, key=key, now=clock.now(), today=shop.today(), by_id=g.user.id
    )
    if taken is None and not replies.is_kept(form.number.data, form.text.data, key=key):
        form.request_key.errors = [gettext("This form was used before: nothing was saved. Send again.")]
        return _refuse(form)
    if taken and taken.changes_queue:
        plan_again()
    flash(_said(taken), "success")
    return htmx.go(url_for("replies.index"))


@bp.post("/messages/replies/<uuid:id>/handle")
@requires("send_messages")
def handle(id: uuid.UUID) -> Response:
    _reply_or_404(id)
    replies.handle(id, by_id=g.user.id, now=clock.now(), today=shop.today())
    return _after(id)


@bp.post("/messages/replies/<uuid:id>/reopen")
@requires("send_messages")
def reopen(id: uuid.UUID) -> Response:
    _reply_or_404(id)
    replies.reopen(id, today=shop.today())
    return _after(id)


def _refuse(form: ReplyForm) -> Response:
    if form.request_key.errors:
        form.request_key.data = str(new_id())
    return htmx.answer("replies/_form.html", page="replies/index.html", status=422, **_values(form=form))


def _after(reply_id: uuid.UUID) -> Response:
    """The list as it is now, and the queue without or with the call that the reply asked for."""
    line = _reply_or_404(reply_id)
    if line.people:
        plan_again()
    handled = line if line.fate is Fate.HANDLED else None
    place: dict[str, Any] = {"state": request.args.get("state"), "handled": handled.id if handled else None}
    return _answer(handled=handled, goto=url_for("replies.index", **place))


def _answer(handled: Line | None, goto: str = "") -> Response:
    form = ReplyForm(formdata=None, request_key=str(new_id()))
    return htmx.answer(
        "replies/_list.html", page="replies/index.html", goto=goto, **_values(form=form, handled=handled)
    )


def _values(form: ReplyForm, handled: Line | None = None, export: ExportForm | None = None) -> dict[str, Any]:
    group = _group()
    lines, paging = answers.page(group, lists.page_asked())
    return {
        "form": form,
        "group": group.value,
        "lines": lines,
        "paging": paging,
        "handled": handled if handled and handled.fate is Fate.HANDLED else None,
        "open_replies": answers.count_open(),
        "who": _colleagues([*lines, *([handled] if handled else [])]),
        "export": export or ExportForm(formdata=None),
        "export_to": url_for("replies.export"),
    }


def _group() -> Group:
    return Group(lists.choice("state", Group) or Group.OPEN)


def _colleagues(shown: Iterable[Line]) -> dict[uuid.UUID, str]:
    return people.names_of({id for each in shown for id in (each.done_by_id, each.typed_by_id) if id})


def _said(taken: Taken | None) -> str:
    if taken is None or not taken.ended:
        return str(gettext("The answer was kept."))
    ended = ngettext(
        "%(num)d customer gets no more text messages of care and marketing.",
        "%(num)d customers get no more text messages of care and marketing.",
        taken.ended,
    )
    return str(ended)


def _reply_or_404(reply_id: uuid.UUID) -> Line:
    line = answers.find(reply_id)
    if line is None:
        raise NotFound()
    return line
