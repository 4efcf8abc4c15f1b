"""Rows on standard output: a table for eyes, CSV and JSON for other programs."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

FORMATS = ("table", "csv", "json")
WIDE = 2  # columns a Chinese character takes on a terminal


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], kind: str) -> None:
    """Print rows of these columns as one of FORMATS. No cell of a CSV can act as a formula."""
    if kind == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, default=str))
    elif kind == "csv":
        click.echo(_csv(columns, rows), nl=False)
    else:
        _print_table([columns, *rows])


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    from saas.web import sheets

    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\n").writerows([columns, *([sheets.safe(cell) for cell in row] for row in rows)])
    return lines.getvalue()


def _print_table(rows: Sequence[Sequence[Any]]) -> None:
    table = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        click.echo("  ".join(_padded(row, widths)).rstrip())


def _padded(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(WIDE if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
