"""Excel workbooks: xlsx behind a check of its zip directory, and the older xls."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tenants.errors import N_, DomainError
from tenants.imports.archives import DAMAGED, DISHONEST, Archive
from tenants.imports.columns import find_header
from tenants.imports.formulas import with_formula_errors
from tenants.imports.limits import HEADER_SEARCH_ROWS
from tenants.imports.tables import Record, Sheet
from tenants.imports.values import SAFE_DIGITS, Cell

LOCKED = N_("The workbook is protected by a password. Remove the password in Excel, save it and import it again.")
NOT_A_WORKBOOK = N_("The file is a %(kind)s, not a table. Save the data as .xlsx or .csv and import that.")
OTHER_ARCHIVES = (("xl/workbook.bin", "xlsb"), ("content.xml", "ods"), ("word/document.xml", "docx"))

_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_FILEPASS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_IS_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(?:1|true)"')


def open_xlsx(path: Path, wanted: Sequence[str] = (), name: str = "") -> Sheet:
    """The sheet called `name`, or the first one that shows a header. Raises DomainError for what must not be opened."""
    archive = Archive(path)
    if "xl/workbook.xml" not in archive.names:
        kind = next((kind for part, kind in OTHER_ARCHIVES if part in archive.names), "zip")
        raise DomainError(NOT_A_WORKBOOK, kind=kind)
    archive.verify()
    if any(_declares_entities(archive, part) for part in archive.names if part.endswith((".xml", ".rels"))):
        raise DomainError(DISHONEST)
    sheet = _open(path, wanted, name)
    sheet.container = "xlsx"
    sheet.is_1904 = bool(_IS_1904.search(archive.read("xl/workbook.xml")))
    sheet.records = with_formula_errors(sheet.records, archive, sheet.name, sheet.first_column)
    return sheet


def open_xls(path: Path, wanted: Sequence[str] = (), name: str = "") -> Sheet:
    """The same for the binary format before 2007."""
    if _is_locked(path):
        raise DomainError(LOCKED)
    return _open(path, wanted, name)


def _open(path: Path, wanted: Sequence[str], name: str) -> Sheet:
    try:
        with path.open("rb") as file:  # by content: given a path, the library would trust the suffix
            book = CalamineWorkbook.from_filelike(file)
        names = _tables(book)
        if name and name not in names:
            raise DomainError(
                N_("The workbook has no sheet %(sheet)s. Its sheets are %(sheets)s."),
                sheet=name,
                sheets=", ".join(names),
            )
        chosen = name or next((one for one in names if _has_header(book.get_sheet_by_name(one), wanted)), names[0])
        table = book.get_sheet_by_name(chosen)
        first_column = table.start[1] if table.start else 0  # the library leaves empty columns on the left away
        return Sheet("xls", _records(table), name=chosen, names=tuple(names), first_column=first_column)
    except CalamineError as error:
        raise DomainError(DAMAGED) from error


def _tables(book: CalamineWorkbook) -> list[str]:
    """Worksheet names, hidden ones last."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if not sheets:
        raise DomainError(N_("The workbook has no worksheet. Copy the data into a new workbook and import that."))
    sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    return [sheet.name for sheet in sheets]


def _has_header(sheet: CalamineSheet, wanted: Sequence[str]) -> bool:
    rows = [[_cell(value) for value in row] for row in islice(sheet.iter_rows(), HEADER_SEARCH_ROWS)]
    return (find_header(rows, wanted) or find_header(rows)) is not None


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    for row in sheet.iter_rows():
        yield [value if type(value) is str else _cell(value) for value in row]


def _cell(value: str | int | float | bool | date | datetime | time | timedelta) -> Cell:
    """Days and moments become ISO text, whole numbers lose their point."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < SAFE_DIGITS else value
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def _is_locked(path: Path) -> bool:
    """An encrypted xlsx is a stream of an OLE file; an encrypted xls has a FILEPASS record after its first."""
    with path.open("rb") as file:
        content = file.read()
    return _PACKAGE in content or bool(_FILEPASS.search(content))


def _declares_entities(archive: Archive, part: str) -> bool:
    start = next(archive.blocks(part), b"")[:4096]
    return b"<!DOCTYPE" in start or b"<!ENTITY" in start
