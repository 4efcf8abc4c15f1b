"""What an import did or would do, as text: numbers, then problems in English and Chinese."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tenants.imports.models import Import
    from tenants.imports.problems import Problem

ALIKE = 5  # warnings of one kind and column that are listed


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did or would do; `after` is what to do next."""

    numbers: list[str]
    problems: list["Problem"]
    kept_out: int
    after: str = ""


def report_of(an_import: "Import", would: str = "") -> Report:
    """The report of a checked or loaded import, to be shown after its transaction has ended."""
    from tenants.imports.queries import problems

    counts = an_import.counts
    numbers = [
        f"{an_import.file_name} ({an_import.kind}), {counts['rows']} rows",
        f"  {counts['new']:>7} {would}new",
        f"  {counts['updated']:>7} {would}updated",
        f"  {counts['same']:>7} the same",
        f"  {counts['quarantined']:>7} rows {would}kept out (quarantined)",
    ]
    return Report(numbers, list(problems(an_import.id)), counts["quarantined"])


def show(report: Report, alike: int | None) -> None:
    """The numbers, every error, and of warnings of a kind and column at most `alike`."""
    from tenants.imports.problems import sentence

    click.echo("\n".join(report.numbers))
    seen: Counter[tuple[str, str]] = Counter()
    hidden = 0
    for each in report.problems:
        kind = each.code, each.column
        seen[kind] += 1
        if alike is not None and each.severity != "error" and seen[kind] > alike:
            hidden += 1
            continue
        click.echo(f"{each.severity}: {sentence(each, 'en')}")
        click.echo(f"{' ' * len(each.severity)}  {sentence(each, 'zh')}")
    if hidden:
        click.echo(f"... and {hidden} more warnings of the same kinds; --verbose lists them all")
    if report.after:
        click.echo(report.after)
