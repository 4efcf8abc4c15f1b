"""The purchase cycle as a histogram with its percentiles and peaks."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext

from saas.web import charts
from saas.web.charts import Cell, Histogram, Mark, Table
from saas.web.formats import number, percent
from saas.web.plurals import ngettext
from tenants.scoring.distributions import Band, Cycle, Tickets

PERCENTILES = ("p10", "p25", "p50", "p75", "p90")
MAIN = "p50"


def cycle(of: Cycle) -> Histogram:
    return Histogram(
        [
            charts.Band(
                _days(band),
                band.count,
                percent(band.share),
                [gettext("%(days)s days", days=_days(band)), _gaps(band.count), percent(band.share)],
                is_peak=place in of.peaks,
            )
            for place, band in enumerate(of.bands)
        ],
        [Mark(place(value, of.bands), name, in_days(value), name.lower() == MAIN) for name, value in percentiles(of)],
    )


def cycle_table(of: Cycle) -> Table:
    rows = [
        [
            Cell(gettext("%(days)s days", days=_days(band))),
            Cell(number(band.count)),
            Cell(percent(band.share)),
            Cell(gettext("Peak") if place in of.peaks else ""),
        ]
        for place, band in enumerate(of.bands)
    ]
    return Table([gettext("Between two visits"), gettext("How often"), gettext("Share"), ""], rows)


def quantiles(of: Cycle) -> list[tuple[str, str]]:
    """Name and value of each percentile."""
    return [(name, in_days(value)) for name, value in percentiles(of)]


def percentiles(of: Cycle | Tickets) -> Iterable[tuple[str, float]]:
    """("P10", its value) and so on; nothing when there is nothing to count."""
    values = ((name.upper(), getattr(of, name)) for name in PERCENTILES)
    return [(name, value) for name, value in values if value is not None]


def place(value: float, bands: Sequence[Band]) -> float:
    """Where a value stands on the axis, counted in bands; the last band is as wide as its lower edge."""
    for index, band in enumerate(bands):
        low = bands[index - 1].high or 0 if index else 0
        high = band.high if band.high is not None else 2 * low
        if value <= high or band.high is None:
            return index + min((value - low) / (high - low), 1)
    raise ValueError("a distribution has bands")


def in_days(value: float) -> str:
    return str(gettext("%(days)s days", days=number(round(value))))


def _days(band: Band) -> str:
    return f"{band.low}–{band.high}" if band.high is not None else f">{band.low - 1}"


def _gaps(count: int) -> str:
    return str(ngettext("%(number)s time", "%(number)s times", count, number=number(count)))
