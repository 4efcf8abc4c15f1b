"""Tickets as a histogram with the step to the next band, and whose money it is (Pareto)."""

from flask_babel import gettext

from saas.web import charts
from saas.web.charts import Cell, Curve, Histogram, Mark, ShareMark, SharePoint, Table
from saas.web.cycle_drawings import MAIN, percentiles, place
from saas.web.formats import money, number, percent, short_money
from saas.web.plurals import ngettext
from tenants.scoring.distributions import TOP_SHARE, Band, Pareto, Tickets

STEPS = 20  # rows of the table of a curve


def tickets(of: Tickets) -> Histogram:
    return Histogram(
        [
            charts.Band(
                _short(band),
                band.count,
                percent(band.share),
                [_amounts(band), _bills(band.count), percent(band.share), *_stretch(fen)],
            )
            for band, fen in zip(of.bands, of.stretch_fen, strict=True)
        ],
        [Mark(place(value, of.bands), name, _yuan(value), name.lower() == MAIN) for name, value in percentiles(of)],
    )


def tickets_table(of: Tickets) -> Table:
    columns = [
        gettext("Ticket"),
        gettext("Tickets"),
        gettext("Share"),
        gettext("Customers"),
        gettext("To the next band"),
    ]
    rows = [
        [
            Cell(_amounts(band)),
            Cell(number(band.count)),
            Cell(percent(band.share)),
            Cell(number(customers)),
            Cell(money(fen)),
        ]
        for band, customers, fen in zip(of.bands, of.customers, of.stretch_fen, strict=True)
    ]
    return Table(columns, rows)


def quantiles(of: Tickets) -> list[tuple[str, str]]:
    """Name and value of each percentile."""
    return [(name, _yuan(value)) for name, value in percentiles(of)]


def pareto(of: Pareto) -> Curve:
    points = [SharePoint(x, y, [_bring(x, y)]) for x, y in _points(of)]
    top = ShareMark(float(TOP_SHARE), of.top_share or 0, _bring(float(TOP_SHARE), of.top_share))
    return Curve(points, [top])


def pareto_table(of: Pareto) -> Table:
    points = _points(of)
    step = max(len(points) // STEPS, 1)
    rows = [[Cell(percent(x)), Cell(percent(y)), Cell(_yuan(y * of.monetary_fen))] for x, y in points[step::step]]
    return Table([gettext("Best customers"), gettext("Share of revenue"), gettext("Revenue")], rows)


def _points(of: Pareto) -> list[tuple[float, float]]:
    return [(0.0, 0.0), *((number / len(of.curve), share) for number, share in enumerate(of.curve, 1))]


def _bring(people: float, revenue: float | None) -> str:
    return str(gettext("Top %(people)s bring %(revenue)s", people=percent(people), revenue=percent(revenue)))


def _yuan(fen: float) -> str:
    """Without hundredths, which a percentile would always have."""
    return money(round(fen / 100) * 100)


def _short(band: Band) -> str:
    return f"{short_money(band.low)}–{short_money(band.high)}" if band.high is not None else f"≥{short_money(band.low)}"


def _amounts(band: Band) -> str:
    return f"{money(band.low)}–{money(band.high)}" if band.high is not None else f"≥{money(band.low)}"


def _bills(count: int) -> str:
    return str(ngettext("%(number)s ticket", "%(number)s tickets", count, number=number(count)))


def _stretch(fen: int | None) -> list[str]:
    if fen is None:
        return []
    return [gettext("Its usual customer lacks %(amount)s to the next band", amount=money(fen))]
