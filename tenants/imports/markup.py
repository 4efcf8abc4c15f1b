"""HTML tables, which many systems save as .xls."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from lxml import etree

from tenants.errors import N_, DomainError
from tenants.imports.encodings import detect
from tenants.imports.tables import Record, Sheet
from tenants.imports.values import Cell


def open_html(path: Path, encoding: str = "") -> Sheet:
    """All rows of all tables of a page, as one sheet. Raises DomainError when the page has no table."""
    encoding = detect(path, encoding)
    records = _records(path, encoding)
    first = next(records, None)
    if first is None:
        raise DomainError(N_("The page has no table. Open it in Excel, save it as .xlsx and import that."))
    return Sheet("html", chain([first], records), encoding)


def _records(path: Path, encoding: str) -> Iterator[Record]:
    codec = encoding.removesuffix("-sig")
    with path.open("rb") as file:
        rows = etree.iterparse(
            file, events=("end",), tag=("tr",), html=True, recover=True, no_network=True, encoding=codec
        )
        try:
            for _, row in rows:
                yield [cell for column in row.iterchildren("td", "th") for cell in _cells(column)]
                _free(row)
        except etree.XMLSyntaxError as error:
            raise DomainError(
                N_("The page cannot be read. Open it in Excel, save it as .xlsx and import that.")
            ) from error


def _free(row: etree._Element) -> None:
    """Forget what was read: the tree must not grow with the file."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _cells(column: etree._Element) -> list[Cell]:
    """The text of a cell; one that spans several columns is followed by blanks."""
    said = " ".join("".join(str(part) for part in column.itertext()).split())
    span = str(column.get("colspan", "1"))
    blanks = min(int(span), 100) - 1 if span.isascii() and span.isdigit() else 0
    return [said, *[""] * max(blanks, 0)]
