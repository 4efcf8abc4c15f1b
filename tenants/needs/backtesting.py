"""A shop's past replayed, what came of it kept, and the method that the shop goes by since (domain.md 3.4)."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from psycopg.types.json import Jsonb
from sqlalchemy import delete, func, select, text

from tenants.db import current_shop_id, db, insert_rows
from tenants.needs import backtest, bands, item_names, readings
from tenants.needs.bands import Quantiles
from tenants.needs.due import Bound
from tenants.needs.forecast import History
from tenants.needs.intervals import intervals
from tenants.needs.models import Backtest
from tenants.needs.visit_methods import Method
from tenants.visits.models import Visit

MOST_CARS = 3_000  # enough cases for any quantile, and seconds instead of minutes

# Every so many cars a backtest looks at: always the same ones, and not the oldest.
_SAMPLE = """
SELECT id FROM vehicles WHERE shop_id = :shop_id ORDER BY md5(id::text) LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The method a shop goes by, how far cars come from what it says, and from what our own says of items."""

    method: Method = Method.HUITOU
    bands: Mapping[Bound, Quantiles] = field(default_factory=lambda: bands.DEFAULTS)
    own_bands: Mapping[Bound, Quantiles] = field(default_factory=lambda: bands.DEFAULTS)


def run_backtest(as_of: date) -> Method:
    """Replay the past of the shop in scope up to the end of `as_of`, and keep how each method did; returns the best.

    Sold cars are looked at as well: leaving them out would leave out who did not come back. What comparable cars do
    is not used, because it was not known then. Running the same day again replaces its rows.
    """
    first_on = db.session.scalar(select(func.min(Visit.visit_on)).where(Visit.visit_on <= as_of))
    found = backtest.backtest(_histories(as_of), as_of, first_on or as_of)
    db.session.execute(delete(Backtest).where(Backtest.as_of == as_of))
    insert_rows(Backtest, [_row(each, as_of, is_chosen=each.method is found.chosen) for each in found.scores])
    return found.chosen


def chosen(as_of: date) -> Chosen:
    """What the newest backtest up to a day has chosen; our own method with the bands of a table before the first."""
    newest = select(func.max(Backtest.as_of)).where(Backtest.as_of <= as_of).scalar_subquery()
    rows = {row.method: row for row in db.session.scalars(select(Backtest).where(Backtest.as_of == newest))}
    best = next((row for row in rows.values() if row.is_chosen), None)
    if best is None:
        return Chosen()
    return Chosen(Method(best.method), bands.from_stored(best.band), bands.from_stored(rows[Method.HUITOU.value].band))


def _histories(as_of: date) -> Iterator[History]:
    naming, of_shop = item_names.naming(), intervals()
    for batch in readings.cars(_sample(), as_of, naming):
        for car in batch:
            yield car.history(of_shop)


def _sample() -> list[uuid.UUID]:
    return list(db.session.scalars(text(_SAMPLE), {"shop_id": current_shop_id(), "most": MOST_CARS}))


def _row(score: backtest.Score, as_of: date, *, is_chosen: bool) -> dict[str, object]:
    return {
        "as_of": as_of,
        "method": score.method.value,
        "cases": score.cases,
        "censored": score.censored,
        "median_error_days": score.median_error_days,
        "in_band_share": score.in_band_share,
        "early_share": score.early_share,
        "is_chosen": is_chosen,
        "band": Jsonb(bands.to_stored(score.bands)),
    }
