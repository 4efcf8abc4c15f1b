"""Messages and answers as files to take along."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext
from werkzeug.wrappers import Response

from saas.web import message_labels
from saas.web.exports import ExportForm, take_along
from saas.web.labels import label
from saas.web.sheets import Cell
from tenants.messages import answers, queries

Names = Mapping[uuid.UUID, str]  # of colleagues


def messages_file(form: ExportForm, found: Sequence[queries.Line], who: Names, today: date) -> Response:
    header = [
        gettext("Written at"),
        gettext("Written by"),
        gettext("Customer"),
        gettext("Sent to"),
        gettext("Channel"),
        gettext("About"),
        gettext("Subject"),
        gettext("Message"),
        gettext("State"),
        gettext("Reason"),
        gettext("Ended at"),
    ]
    return take_along(form, "messages", header, [_message_row(each, who) for each in found], today)


def replies_file(form: ExportForm, found: Sequence[answers.Line], who: Names, today: date) -> Response:
    header = [
        gettext("Came at"),
        gettext("Customer"),
        gettext("Number"),
        gettext("Answer"),
        gettext("The message before it"),
        gettext("State"),
        gettext("Dealt with at"),
        gettext("Dealt with by"),
        gettext("Typed in by"),
    ]
    return take_along(form, "replies", header, [_reply_row(each, who) for each in found], today)


def _message_row(line: queries.Line, who: Names) -> list[Cell]:
    message = line.message
    return [
        _local(message.written_at),
        _name(message.written_by_id, who),
        line.customer,
        message.recipient,
        str(label("message_medium", message.medium).text),
        str(label("trigger", message.trigger).text),
        message.subject or None,
        message.body,
        str(label("message_state", message.state).text),
        str(message_labels.why(message.why)) or None,
        _local(message.ended_at),
    ]


def _reply_row(line: answers.Line, who: Names) -> list[Cell]:
    return [
        _local(line.at),
        gettext(", ").join(one.name for one in line.people) or None,
        line.number,
        line.body,
        line.answered,
        str(label("reply_fate", line.fate).text),
        _local(line.done_at),
        _name(line.done_by_id, who),
        _name(line.typed_by_id, who),
    ]


def _name(user_id: uuid.UUID | None, who: Names) -> str | None:
    return who.get(user_id) if user_id else None


def _local(at: datetime | None) -> datetime | None:
    """As the shop's clock showed it: a spreadsheet knows no zones."""
    return at.astimezone(ZoneInfo(g.shop.timezone)).replace(tzinfo=None, microsecond=0) if at else None
