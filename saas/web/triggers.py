"""Triggers: from when to when each speaks, how urgently and over which channel, with the default beside it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from saas.accounts import people
from saas.web import errors, htmx, shop, trigger_words
from saas.web.access import requires
from saas.web.labels import label
from saas.web.plurals import ngettext
from saas.web.setting_tabs import tabs
from tenants import clock
from tenants.errors import N_, DomainError
from tenants.follow_ups import trigger_settings
from tenants.follow_ups.trigger_settings import DEFAULTS
from tenants.follow_ups.triggers import TRIGGERS, Category, Channel, Trigger
from tenants.follow_ups.triggers.chosen import Chosen, as_chosen, rows
from workers.follow_ups import plan_again

NUMBERS = ("opens", "deadline", "grace", "urgency")

bp = Blueprint("triggers", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Row:
    """A trigger or a variant of one as it is in this shop; `default` in words where it differs."""

    code: str
    name: str
    variant: str
    window: str
    urgency: int
    channel: str
    is_on: bool
    default: str


@bp.get("/triggers")
@requires("view_settings")
def index() -> str:
    found = list(_rows())
    groups = [(category.value, [row for category_of, row in found if category_of is category]) for category in Category]
    return render_template("triggers/index.html", sections=tabs("triggers.index"), groups=groups)


@bp.get("/triggers/<code>")
@requires("view_settings")
def show(code: str) -> Response:
    return _show(_known(code))


@bp.post("/triggers/<code>")
@requires("change_settings")
def update(code: str) -> Response:
    default = DEFAULTS[_known(code)]
    try:
        changed = trigger_settings.change(code, _typed(request.form, default), user_id=g.user.id, now=clock.now())
    except DomainError as error:
        return _show(code, 422, typed=request.form.to_dict(), refusal=errors.sentence(error))
    return _saved(changed, code)


@bp.post("/triggers/<code>/clear")
@requires("change_settings")
def clear(code: str) -> Response:
    return _saved(trigger_settings.change(_known(code), Chosen(), user_id=g.user.id, now=clock.now()), code)


def _show(code: str, status: int = 200, typed: dict[str, str] | None = None, refusal: str = "") -> Response:
    default, row = DEFAULTS[code], trigger_settings.stored().get(code)
    values: dict[str, Any] = {
        "code": code,
        "name": str(label("trigger", default.code).text),
        "hint": str(label("trigger", default.code).hint),
        "variant": trigger_words.variant(code),
        "anchor": trigger_words.anchor(code),
        "default": default,
        "has_own_days": default.code in trigger_words.OWN_DAYS,
        "steps": [(_day(step.day), str(label("channel", step.channel).text)) for step in default.steps],
        "may_switch": not default.promised and "." not in code,
        "channels": [(channel.value, str(label("channel", channel.value).text)) for channel in Channel],
        "held": typed or _held(default, trigger_settings.chosen().get(code, Chosen())),
        "row": row,
        "who": people.names_of({row.changed_by_id}) if row and row.changed_by_id else {},
        "refusal": refusal,
    }
    return htmx.respond(render_template("triggers/show.html", sections=tabs("triggers.index"), **values), status)


def _held(default: Trigger, chosen: Chosen) -> dict[str, Any]:
    """What the form holds: the chosen values over the defaults."""
    values = {name: getattr(default, name) for name in (*NUMBERS, "channel")} | chosen.values
    return {name: str(value) for name, value in values.items()} | {"is_on": "yes" if chosen.is_on else "no"}


def _typed(form: MultiDict[str, str], default: Trigger) -> Chosen:
    """What a form says; a field it does not have is the default. Raises DomainError for what is no number."""
    numbers = {name: _number(form[name]) for name in NUMBERS if name in form}
    channel = form.get("channel", default.channel)
    if channel not in list(Channel):
        raise DomainError(N_("Choose one of the values offered."))
    chosen = Channel(channel) if channel != default.channel else None
    return Chosen(is_on=form.get("is_on", "yes") == "yes", channel=chosen, **numbers)


def _number(typed: str) -> int:
    text = unicodedata.normalize("NFKC", typed).replace("−", "-").strip()
    if not text.removeprefix("-").isdecimal() or len(text) > 4:
        raise DomainError(N_("Give whole numbers; days before the anchor with a minus."))
    return int(text)


def _rows() -> Iterator[tuple[Category, Row]]:
    chosen = trigger_settings.chosen()
    # those that are off are shown with their values, too
    shown = {
        code: Chosen(True, *(getattr(each, name) for name in (*NUMBERS, "channel"))) for code, each in chosen.items()
    }
    for code, trigger in rows(as_chosen(TRIGGERS, shown)):
        if not trigger.is_rider:
            yield trigger.category, _row(code, trigger, DEFAULTS[code], chosen)


def _row(code: str, trigger: Trigger, default: Trigger, chosen: dict[str, Chosen]) -> Row:
    own = chosen.get(code, Chosen())
    return Row(
        code=code,
        name=str(label("trigger", trigger.code).text),
        variant=trigger_words.variant(code),
        window=_window(trigger),
        urgency=trigger.urgency,
        channel=_channels(trigger),
        is_on=chosen.get(trigger.code, Chosen()).is_on,
        default=_said(default) if own.values else "",
    )


def _said(trigger: Trigger) -> str:
    return str(
        gettext(
            "%(window)s, %(urgency)s%%, %(channel)s",
            window=_window(trigger),
            urgency=trigger.urgency,
            channel=_channels(trigger),
        )
    )


def _window(trigger: Trigger) -> str:
    if trigger.code in trigger_words.OWN_DAYS:
        return trigger_words.anchor(trigger.code)
    days = gettext("%(first)s to %(last)s", first=_day(trigger.opens), last=_day(trigger.deadline))
    grace = ngettext("%(num)d day of grace", "%(num)d days of grace", trigger.grace) if trigger.grace else ""
    return str(gettext(", ").join(filter(None, (days, grace))))


def _day(day: int) -> str:
    return "0" if day == 0 else f"{day:+d}".replace("-", "−")


def _channels(trigger: Trigger) -> str:
    channels = dict.fromkeys(step.channel for step in trigger.steps) or {trigger.channel: None}
    return str(gettext(", ").join(str(label("channel", channel.value).text) for channel in channels))


def _saved(changed: bool, code: str) -> Response:
    if changed:
        plan_again()
        flash(gettext("Saved. Today’s queue is planned again, unless work on it has begun."), "success")
    else:
        flash(gettext("Nothing was changed."), "info")
    return redirect(url_for("triggers.show", code=code), 303)


def _known(code: str) -> str:
    if code not in DEFAULTS or DEFAULTS[code].is_rider:
        raise NotFound()
    return code
