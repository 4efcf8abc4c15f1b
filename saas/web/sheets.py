"""Tables for other programs: CSV that Excel opens as it is, and XLSX. No cell can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain

from flask import send_file
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from werkzeug.wrappers import Response

Cell = str | int | float | Decimal | date | None

FORMATS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# the wide forms too: Excel with a Chinese input method reads them as the plain ones
_STARTS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def download(name: str, kind: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as a file `name.kind`; `kind` is one of FORMATS."""
    write = {"csv": _csv, "xlsx": xlsx}[kind]
    content = io.BytesIO(write([safe(cell) for cell in row] for row in chain([header], rows)))
    return send_file(content, FORMATS[kind], as_attachment=True, download_name=f"{name}.{kind}")


def safe(cell: Cell) -> Cell:
    """A text that a spreadsheet would run starts with an apostrophe instead."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _csv(table: Iterable[Sequence[Cell]]) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(table)
    # Excel knows UTF-8 by its byte order mark only
    return lines.getvalue().encode("utf-8-sig")


def xlsx(table: Iterable[Sequence[Cell]]) -> bytes:
    """The table as one sheet; its cells must be safe already."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
