"""A list of customers as a file to take along: with a right, for a reason, and noted in the log (domain.md 6.5)."""

import logging
from collections.abc import Sequence
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
from saas.web.sheets import Cell
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


def customers_file(form: ExportForm, found: Sequence[Listed], as_of: date | None) -> Response:
    log.info("user %s took along %d customers: %s", g.user.id, len(found), form.reason.data)
    name = "-".join([g.shop.slug, "customers", *([as_of.isoformat()] if as_of else [])])
    header = [
        gettext("Customer"),
        gettext("Phone"),
        gettext("Vehicles"),
        gettext("Class"),
        gettext("Last paid visit"),
        gettext("Days since"),
        gettext("Visits, 24 months"),
        gettext("Spend, 24 months"),
        gettext("As of"),
    ]
    return sheets.download(name, form.kind.data, header, (_row(each, as_of) for each in found))


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
        None if customer.monetary_fen is None else Decimal(customer.monetary_fen) / 100,
        as_of,
    ]
