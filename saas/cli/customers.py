"""`huitou score` and `huitou export`: classes, and a list of customers to take along."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from saas.cli import edge
from saas.cli.edge import DAY

if TYPE_CHECKING:
    from tenants.customers.queries import Known

COLUMNS = (
    "source_key", "name", "r_days", "frequency", "monetary", "rfm_class", "r_score", "f_score", "m_score",
    "lifecycle", "f_stage", "customer_type", "first_paid_on", "last_paid_on",
)  # fmt: skip


@click.command()
@click.argument("shop")
@click.option("--as-of", type=DAY, help="Default: yesterday by the shop's clock.")
def score(shop: str, as_of: date | None) -> None:
    """Score every customer of SHOP as of the end of a day; its pages show that day then.

    \b
    Example:
      huitou score chengguan --as-of 2026-06-30
    """
    with edge.application():
        from tenants.scoring.queries import overview
        from tenants.scoring.score import score as score_shop

        found = edge.find_shop(shop)
        with edge.step(found):
            day = as_of or edge.local_today(found) - timedelta(days=1)
            run = score_shop(day, timezone=found.timezone)
            segments = overview().segments
    click.echo(f"{run.customers} customers scored as of {run.as_of}.")
    small = "  (fewer than needed: fall-back cuts)" if run.small_population else ""
    cuts = f"R {run.r_cut_days} days, F {run.f_cut:.2f} visits, M {run.m_cut_fen / 100:.2f}"
    click.echo(f"Cuts of {run.population} personal customers: {cuts}{small}")
    for segment in segments:
        click.echo(f"  {segment.rfm_class:<10} {segment.customers:>7}")


@click.command()
@click.argument("shop")
@click.argument("what", type=click.Choice(["customers"]))
@click.option("--as-of", type=DAY, help="Default: yesterday by the shop's clock.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def export(shop: str, what: str, as_of: date | None, kind: str, output: Path | None) -> None:
    """Write a list of SHOP: its customers with R, F, M and class as of a day, whether or not that day was scored.

    `source_key` is the customer's number in the software the data came from; several are joined by ";".
    The CSV is UTF-8 without a byte order mark; for Excel choose xlsx. No cell can act as a formula.

    \b
    Examples:
      huitou export chengguan customers --as-of 2026-06-30 --format csv > customers.csv
      huitou export chengguan customers --format xlsx --output customers.xlsx
    """
    with edge.application():
        found = edge.find_shop(shop)
        with edge.step(found):
            content = _file(kind, _rows(as_of or edge.local_today(found) - timedelta(days=1)))
    edge.write(content, output)


def _rows(as_of: date) -> Iterator[list[Any]]:
    """COLUMNS of every customer, by source key, then by name."""
    from tenants.customers.queries import known_customers
    from tenants.scoring.frame import scored_customers

    known = known_customers()
    scored: Any = scored_customers(as_of).customers.itertuples()
    yield from sorted(
        (_row(each, known[each.customer_id]) for each in scored), key=lambda row: (row[0] == "", row[0], row[1])
    )


def _row(each: Any, known: "Known") -> list[Any]:
    has_paid = each.lifecycle is not None
    return [
        ";".join(known.keys),
        known.name,
        int(each.r_days) if has_paid else None,
        each.frequency,
        f"{Decimal(each.monetary_fen) / 100:.2f}",
        each.rfm_class,
        each.r_score,
        each.f_score,
        each.m_score,
        each.lifecycle,
        each.f_stage,
        known.customer_type,
        each.first_paid_on.date() if has_paid else None,
        each.last_paid_on.date() if has_paid else None,
    ]


def _file(kind: str, rows: Iterator[list[Any]]) -> bytes:
    from saas.web import sheets

    table: list[list[Any]] = [list(COLUMNS), *([sheets.safe(cell) for cell in row] for row in rows)]
    if kind == "xlsx":
        return sheets.xlsx(table)
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\n").writerows(table)
    return lines.getvalue().encode()
