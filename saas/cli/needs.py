"""`huitou needs`: what falls due, for which car, and how sure that is."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from saas.cli import edge
from saas.cli.edge import DAY
from saas.cli.tables import FORMATS, print_rows

if TYPE_CHECKING:
    from tenants.needs.due_list import DueRow

COLUMNS = (
    "due_on", "code", "plate", "vehicle", "customer", "phone", "p10_on", "p50_on", "p90_on", "bound", "due_km",
    "km_per_day", "confidence", "last_done_on", "last_done_km",
)  # fmt: skip
DAYS = 90


@click.command()
@click.argument("shop")
@click.option("--as-of", type=DAY, help="Default: yesterday by the shop's clock.")
@click.option("--days", type=click.IntRange(min=1), default=DAYS, show_default=True, help="How far to look ahead.")
@click.option("--item", help="Only this item code, such as OIL_FULL.")
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="table", show_default=True)
def needs(shop: str, as_of: date | None, days: int, item: str | None, limit: int | None, kind: str) -> None:
    """Predict what the cars of SHOP need as of the end of a day, and print what falls due after it.

    A day before the newest prediction is only shown: nothing is stored then.

    \b
    Examples:
      huitou needs chengguan
      huitou needs chengguan --as-of 2026-06-30 --item OIL_FULL --format csv
    """
    with edge.application():
        found = edge.find_shop(shop)
        day = as_of or edge.local_today(found) - timedelta(days=1)
        with edge.step(found):
            rows = _predicted(day, days, item, limit)
    print_rows(COLUMNS, rows, kind)
    if kind == "table":
        click.echo(f"{len(rows)} due in the {days} days after {day}.", err=True)


def _predicted(day: date, days: int, item: str | None, limit: int | None) -> list[list[Any]]:
    from tenants.db import db
    from tenants.needs import due_list, queries
    from tenants.needs.due_list import Wanted
    from tenants.needs.predict import predict

    last = queries.last_run()
    predict(day)
    wanted = Wanted(day + timedelta(days=1), day + timedelta(days=days), code=item or "", is_each=True)
    rows = [_row(line) for line in due_list.due_rows(wanted, most=limit)]
    if last is not None and day < last.as_of:
        db.session.rollback()
    return rows


def _row(line: "DueRow") -> list[Any]:
    need = line.need
    return [
        need.due_on,
        need.code,
        line.plate or "",
        line.vehicle,
        line.customer,
        line.phone,
        need.p10_on,
        need.p50_on,
        need.p90_on,
        need.bound,
        "" if need.due_km is None else need.due_km,
        round(line.outlook.km_per_day, 1),
        need.confidence,
        need.last_done_on or "",
        "" if need.last_done_km is None else need.last_done_km,
    ]
