"""Lists that name customers as files to take along: with a right, for a reason, noted in the log (domain.md 6.5)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import AnyOf

from saas.web import forms, sheets
from saas.web.labels import label
from saas.web.need_sentences import Told
from saas.web.sheets import Cell
from tenants.follow_ups.losses import Lost
from tenants.needs.due_list import DueRow
from tenants.scoring.queries import Listed

REASONS = {
    "call_list": _l("Call list for our own staff"),
    "mailing": _l("Letters or messages"),
    "accounting": _l("Accounting"),
    "analysis": _l("Our own analysis"),
    "backup": _l("Backup"),
}

log = logging.getLogger("huitou")


class ExportForm(forms.Form):
    """`kind` is the format of the file."""

    reason = StringField(validators=[AnyOf(REASONS, _l("Say what the list is for."))])
    kind = StringField(validators=[AnyOf(sheets.FORMATS, _l("Choose CSV or XLSX."))])
    reasons = tuple(REASONS.items())


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something due, and why in words."""

    row: DueRow
    told: Told


@dataclass(frozen=True, slots=True)
class LostLine:
    """Somebody who left, with a number and his reason in words."""

    lost: Lost
    phone: str | None
    reason: str


def customers_file(form: ExportForm, found: Sequence[Listed], as_of: date | None) -> Response:
    header = [
        gettext("Customer"),
        gettext("Phone"),
        gettext("Vehicles"),
        gettext("Class"),
        gettext("Last paid visit"),
        gettext("Days since"),
        gettext("Visits in the window"),
        gettext("Spend in the window"),
        gettext("As of"),
    ]
    return take_along(form, "customers", header, [_row(each, as_of) for each in found], as_of)


def due_file(form: ExportForm, found: Iterable[DueLine], as_of: date | None) -> Response:
    header = [
        gettext("Due"),
        gettext("Item"),
        gettext("Along with it"),
        gettext("Customer"),
        gettext("Phone"),
        gettext("Plate"),
        gettext("Vehicle"),
        gettext("P10"),
        gettext("P50"),
        gettext("P90"),
        gettext("Confidence"),
        gettext("Why"),
        gettext("As of"),
    ]
    return take_along(form, "due", header, [_due_row(each, as_of) for each in found], as_of)


def losses_file(form: ExportForm, found: Sequence[LostLine], as_of: date) -> Response:
    header = [
        gettext("Customer"),
        gettext("Phone"),
        gettext("Told us on"),
        gettext("Reason"),
        gettext("Went to"),
        gettext("Paid there"),
        gettext("Words or note"),
        gettext("Spend in the window"),
        gettext("Last paid visit"),
        gettext("As of"),
    ]
    return take_along(form, "losses", header, [_lost_row(each, as_of) for each in found], as_of)


def take_along(
    form: ExportForm, noun: str, header: Sequence[Cell], rows: Sequence[Sequence[Cell]], as_of: date | None
) -> Response:
    """The table as a file named by its `noun`; who takes it, and for what, is noted in the log."""
    log.info("user %s took along %d %s: %s", g.user.id, len(rows), noun, form.reason.data)
    name = "-".join([g.shop.slug, noun, *([as_of.isoformat()] if as_of else [])])
    return sheets.download(name, form.kind.data, header, rows)


def _due_row(line: DueLine, as_of: date | None) -> list[Cell]:
    row, need = line.row, line.row.need
    return [
        need.due_on,
        _item(need.code),
        gettext(", ").join(_item(code) for code in row.also),
        row.customer,
        row.phone,
        row.plate,
        row.vehicle,
        need.p10_on,
        need.p50_on,
        need.p90_on,
        str(label("confidence", need.confidence).text),
        gettext("; ").join([line.told.sentence, *line.told.notes]),
        as_of,
    ]


def _lost_row(line: LostLine, as_of: date) -> list[Cell]:
    lost = line.lost
    return [
        lost.name,
        line.phone,
        lost.told_on,
        line.reason,
        lost.competitor or None,
        _yuan(lost.price_fen),
        lost.words or None,
        _yuan(lost.monetary_fen),
        lost.last_paid_on,
        as_of,
    ]


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


def _item(code: str) -> str:
    return str(label("item", code).text)


def _row(customer: Listed, as_of: date | None) -> list[Cell]:
    plates = [*customer.plates.shown, *([f"+{customer.plates.more}"] if customer.plates.more else [])]
    return [
        customer.name,
        customer.phone,
        " ".join(plates),
        str(label("rfm_class", customer.rfm_class).text) if customer.rfm_class else None,
        customer.last_paid_on,
        customer.r_days,
        customer.frequency,
        _yuan(customer.monetary_fen),
        as_of,
    ]
