"""A customer's money and visits over time, quarter by quarter up to today, so that silence shows too."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext

from saas.web.charts import Band, Cell, Histogram, Table
from saas.web.formats import money, number, symbol
from saas.web.plurals import ngettext
from tenants.visits.queries import Quarter

MOST_QUARTERS = 12
FEN = 100


def history(quarters: Sequence[Quarter], today: date) -> Histogram:
    return Histogram([_band(each) for each in _filled(quarters, today)], [], unit=symbol())


def history_table(quarters: Sequence[Quarter], today: date) -> Table:
    rows = [
        [Cell(_name(each.first_on)), Cell(number(each.visits)), Cell(money(each.spend_fen))]
        for each in _filled(quarters, today)
    ]
    return Table([gettext("Quarter"), gettext("Visits"), gettext("Paid by the customer")], rows)


def _filled(quarters: Sequence[Quarter], today: date) -> list[Quarter]:
    """The last quarters up to today's, also those without a visit; not before the first visit."""
    known = {each.first_on: each for each in quarters}
    last, first = _index(today), _index(quarters[0].first_on) if quarters else _index(today)
    firsts = [_first_on(index) for index in range(max(first, last - MOST_QUARTERS + 1), last + 1)]
    return [known.get(on, Quarter(on, 0, 0)) for on in firsts]


def _band(quarter: Quarter) -> Band:
    visits = ngettext("%(num)d visit", "%(num)d visits", quarter.visits)
    tip = [_name(quarter.first_on), money(quarter.spend_fen), str(visits)]
    return Band(_name(quarter.first_on), quarter.spend_fen / FEN, number(quarter.visits) if quarter.visits else "", tip)


def _name(first_on: date) -> str:
    return f"{first_on:%y}–Q{(first_on.month + 2) // 3}"


def _index(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _first_on(index: int) -> date:
    return date(index // 4, index % 4 * 3 + 1, 1)
