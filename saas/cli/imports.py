"""`huitou import` and `huitou imports`: files in, files back out again."""

import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from saas.cli import edge
from saas.cli.report import ALIKE, Report, report_of, show
from saas.cli.trouble import KEPT_OUT

if TYPE_CHECKING:
    from saas.accounts.models import Shop

HELP = """Import FILE into SHOP: CSV, TSV, XLSX, XLS or HTML tables, in whatever encoding.

The report lists how many rows are new, updated, the same or kept out, and each problem in English and Chinese.
The same file twice changes nothing. When more than 5 % of the rows are kept out, nothing is loaded unless you
pass --accept-quarantine. Scores and today's queue follow as soon as a worker runs, or with `huitou score`.

\b
Examples:
  huitou import chengguan export.xlsx --dry-run
  huitou import chengguan export.csv --source dms --money-unit fen --map order_no=ro_no,settled_at=invoiced_on
  huitou import chengguan customers.xls --kind customers_vehicles
"""


class Mapping(click.ParamType[dict[str, str]]):
    """field=header,field=header; a header may contain commas and equals signs."""

    name = "FIELD=HEADER,..."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        pairs = [part.split("=", 1) for part in re.split(r",(?=\s*[a-z_]+=)", value)]
        if any(len(pair) != 2 for pair in pairs):
            self.fail(f"{value!r} has no '='. Write it like order_no=ro_no,settled_at=invoiced_on.", param, ctx)
        return {field.strip(): header.strip() for field, header in pairs}


@click.command("import", help=HELP)
@click.argument("shop")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["orders", "customers_vehicles"]), help="Guessed from the columns.")
@click.option("--dry-run", is_flag=True, help="Report what the import would do, and do nothing.")
@click.option("--source", default="file", show_default=True, help="The software the file comes from.")
@click.option("--map", "mappings", type=Mapping(), multiple=True, help="Which column holds which field.")
@click.option("--money-unit", type=click.Choice(["yuan", "fen"]), help="Amounts are yuan, or hundredths.")
@click.option("--accept-quarantine", is_flag=True, help="Load the good rows however many are kept out.")
@click.option("--verbose", "-v", is_flag=True, help="List every warning, not only the first few of a kind.")
def import_(
    shop: str,
    file: Path,
    kind: str | None,
    dry_run: bool,
    source: str,
    mappings: tuple[dict[str, str], ...],
    money_unit: str | None,
    accept_quarantine: bool,
    verbose: bool,
) -> None:
    mapping = {field: header for each in mappings for field, header in each.items()}
    options: dict[str, Any] = {"accept_quarantine": True} if accept_quarantine else {}
    if money_unit:
        options["money_unit"] = money_unit
    how = {"kind": kind, "source_system": source, "mapping": mapping, "options": options}
    with edge.application() as config:
        found = edge.find_shop(shop)
        report = _try(found, file, how) if dry_run else _load(found, file, how, config.uploads)
    # after the commit: a reader who leaves early (`| head`) must not undo it
    show(report, None if verbose else ALIKE)
    if report.kept_out:
        sys.exit(KEPT_OUT)


def _try(shop: "Shop", file: Path, how: dict[str, Any]) -> Report:
    from tenants.db import db
    from tenants.imports import verbs

    with TemporaryDirectory() as folder, edge.step(shop):
        an_import = verbs.upload(file, file.name, uploads=Path(folder), **how)
        today = edge.local_today(shop)
        with _progress() as progress:
            verbs.check(an_import.id, Path(folder), today=today, timezone=shop.timezone, progress=progress)
        report = report_of(an_import, "would be ")
        db.session.rollback()
    return report


def _load(shop: "Shop", file: Path, how: dict[str, Any], uploads: Path) -> Report:
    from tenants import clock
    from tenants.errors import DomainError
    from tenants.imports import files, verbs
    from workers.imports import score_again

    with edge.step(shop):
        an_import = verbs.upload(file, file.name, uploads=uploads, **how)
        kept = files.path_of(an_import.id, uploads)
        now, today = clock.now(), edge.local_today(shop)
        try:
            with _progress() as progress:
                verbs.load(an_import.id, uploads, today=today, now=now, timezone=shop.timezone, progress=progress)
            score_again()
        except DomainError:
            if an_import.counts:
                show(report_of(an_import, "would be "), ALIKE)
            raise
        finally:
            if an_import.status != "loaded":
                kept.unlink(missing_ok=True)
        report = report_of(an_import)
    return replace(report, after=f"Loaded. To take it back: huitou imports undo {shop.slug} {an_import.id}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Rows so far, on stderr and only where somebody watches."""
    watched = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        of = f" of {total:,}" if total else ""
        click.echo(f"\r  {done:,}{of} rows read", err=True, nl=False)

    try:
        yield tell if watched else None
    finally:
        if watched:
            click.echo("\r" + " " * 40 + "\r", err=True, nl=False)


@click.group()
def imports() -> None:
    """List the imports of a shop, and take one back."""


@imports.command(name="list")
@click.argument("shop")
def list_(shop: str) -> None:
    """The imports of SHOP, newest first: id, state, day, new, updated, same, kept out, file."""
    with edge.application():
        from tenants.imports.queries import imports_page

        found = edge.find_shop(shop)
        with edge.step(found):
            number = 1
            while number:
                rows, page = imports_page(number)
                for row in rows:
                    counts = "\t".join(
                        str(row.counts.get(name, "")) for name in ("new", "updated", "same", "quarantined")
                    )
                    click.echo(f"{row.id}\t{row.status}\t{row.created_at:%Y-%m-%d}\t{counts}\t{row.file_name}")
                number = page.next or 0


@imports.command()
@click.argument("shop")
@click.argument("import_id", type=click.UUID)
def undo(shop: str, import_id: uuid.UUID) -> None:
    """Take a whole import back: what it made goes, what it changed is as it was.

    \b
    Example:
      huitou imports list chengguan
      huitou imports undo chengguan 01927c3e-5f0a-7cc2-9d7e-0a4b6c8d1e2f
    """
    with edge.application():
        from tenants.imports import verbs
        from workers.imports import score_again

        found = edge.find_shop(shop)
        with edge.step(found):
            an_import = verbs.undo(import_id)
            score_again()
    click.echo(f"{an_import.file_name} is undone.")


@click.command("demo-file")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def demo_file(output: Path | None) -> None:
    """Write a messy export of the demo's first shop, to try the import with.

    \b
    Example:
      huitou demo-file -o messy.csv
      huitou import chengguan messy.csv --dry-run
    """
    from saas.seeds.cast import TIMEZONE
    from saas.seeds.messy_file import messy_orders
    from tenants import clock

    edge.write(messy_orders(clock.today(TIMEZONE)), output)
