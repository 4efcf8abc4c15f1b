"""Due: what cars will need in the next 90 days, day by day, why, and how well such days were foretold before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from saas.web import due_calendar, htmx, lists, need_sentences, shop
from saas.web.access import requires
from saas.web.exports import DueLine, ExportForm, due_file
from saas.web.need_labels import CONFIDENCE, ITEM, NEED_KIND
from tenants.needs import due_list
from tenants.needs import queries as needs
from tenants.needs.due_list import DueRow, Wanted

DAYS = 90
AHEAD, PAST = "", "past"

bp = Blueprint("due", __name__, url_prefix=shop.PREFIX)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the coming 90 days or those gone by, and the `day` opened in the calendar, if any."""

    today: date
    when: str
    period: Wanted
    day: date | None

    @classmethod
    def of_request(cls, today: date) -> Self:
        when = lists.choice("when", (AHEAD, PAST))
        first, last = (
            (today, today + timedelta(DAYS)) if when == AHEAD else (today - timedelta(DAYS), today - timedelta(1))
        )
        period = Wanted(
            first,
            last,
            code=lists.choice("code", ITEM),
            kind=lists.choice("need_kind", NEED_KIND),
            confidence=lists.choice("confidence", CONFIDENCE),
        )
        day = lists.day("day")
        return cls(today, when, period, day if day and first <= day <= last else None)

    @property
    def wanted(self) -> Wanted:
        return replace(self.period, from_on=self.day, to_on=self.day) if self.day else self.period

    @property
    def filters(self) -> dict[str, str]:
        """What keeps the list as it is, but for its day."""
        period = self.period
        chosen = {"code": period.code, "need_kind": period.kind, "confidence": period.confidence}
        return {name: value for name, value in {"when": self.when, **chosen}.items() if value}

    @property
    def all_filters(self) -> dict[str, str]:
        return self.filters | ({"day": self.day.isoformat()} if self.day else {})


@bp.get("/due")
@requires("view_customers")
def index() -> Response:
    return htmx.answer("due/_due.html", page="due/index.html", **_values(ExportForm()))


@bp.post("/due/export")
@requires("export_customers")
def export() -> Response:
    form = ExportForm.from_request()
    if not form.ok:
        return htmx.answer("customers/_export.html", page="due/index.html", status=422, **_values(form))
    asked, run = Asked.of_request(shop.today()), needs.last_run()
    return due_file(form, _lines(due_list.due_rows(asked.wanted), asked.today), run.as_of if run else None)


def _values(form: ExportForm) -> dict[str, Any]:
    asked = Asked.of_request(shop.today())
    days = due_list.due_days(asked.period)
    found, paging = due_list.due_page(asked.wanted, lists.page_asked(), days)
    return {
        "run": needs.last_run(),
        "asked": asked,
        "lines": list(_lines(found, asked.today)),
        "paging": paging,
        "codes": due_list.due_codes(asked.period.from_on, asked.period.to_on),
        "filters": asked.all_filters,
        "periods": _periods(asked),
        "weeks": due_calendar.weeks(asked.period, days, asked.day, asked.filters),
        "weekdays": due_calendar.weekdays(),
        "tests": needs.backtest_of_shop(),
        "form": form,
        "export_to": url_for("due.export"),
    }


def _lines(found: Iterable[DueRow], today: date) -> Iterable[DueLine]:
    return (DueLine(row, need_sentences.told(row.need, row.outlook, today)) for row in found)


def _periods(asked: Asked) -> list[tuple[str, str, bool, None]]:
    """Tabs; the filters stay."""
    names = {AHEAD: gettext("Next %(days)d days", days=DAYS), PAST: gettext("Past %(days)d days", days=DAYS)}
    return [(text, _address(asked.filters | {"when": when}), asked.when == when, None) for when, text in names.items()]


def _address(filters: Mapping[str, Any]) -> str:
    return url_for("due.index", **{name: value for name, value in filters.items() if value})
