"""Formula errors and formulas nobody has calculated: the workbook library shows both as blank cells."""

import re
from collections.abc import Iterator
from posixpath import join, normpath

from lxml import etree

from tenants.imports.archives import Archive
from tenants.imports.tables import Record

UNCALCULATED = "#FORMULA!"
_FORMULA = rb"(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)"
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>' + _FORMULA + rb"?<v>([^<]*)</v>")
_NO_VALUE = re.compile(rb"<c\b([^>/]*)>" + _FORMULA + rb"(?:<v></v>|<v/>)?</c>")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_OVERLAP = 4096  # a cell cut in two by the end of a block

Marks = dict[int, dict[int, str]]  # row -> column -> what the cell says, both from 0


def with_formula_errors(records: Iterator[Record], archive: Archive, sheet: str, first_column: int) -> Iterator[Record]:
    """The records of a sheet with `#REF!` and the like where the workbook holds them."""
    part = _part_of(archive, sheet)
    marks = _marks(archive, part) if part else {}
    return _marked(records, marks, first_column) if marks else records


def _marked(records: Iterator[Record], marks: Marks, first_column: int) -> Iterator[Record]:
    for number, record in enumerate(records):
        for column, said in marks.get(number, {}).items():
            place = column - first_column
            if isinstance(record, list) and 0 <= place < len(record) and record[place] == "":
                record[place] = said
        yield record


def _part_of(archive: Archive, sheet: str) -> str:
    """The part that holds a sheet, "" if the workbook does not say."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except etree.XMLSyntaxError:
        return ""
    ids = {
        one.get("name"): next((value for key, value in one.attrib.items() if str(key).endswith("}id")), "")
        for one in book.iter("{*}sheet")
    }
    targets = {one.get("Id"): one.get("Target", "") for one in relations.iter("{*}Relationship")}
    target = str(targets.get(ids.get(sheet), ""))
    part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return part if part in archive.names else ""


def _marks(archive: Archive, part: str) -> Marks:
    """Cells with an Excel error or a formula nobody has calculated: the library shows both as blank."""
    marks: Marks = {}
    tail = b""
    for block in archive.blocks(part):
        window = tail + block
        tail = window[-_OVERLAP:]
        if b't="e"' in window:
            for attributes, said in _ERROR.findall(window):
                _mark(marks, attributes, said.decode("ascii", "replace") or "#N/A")
        if b"<f" in window:
            for attributes in _NO_VALUE.findall(window):
                _mark(marks, attributes, UNCALCULATED)
    return marks


def _mark(marks: Marks, attributes: bytes, said: str) -> None:
    reference = _REFERENCE.search(attributes)
    if not reference:
        return
    column = 0
    for letter in reference[1]:
        column = column * 26 + letter - 64
    marks.setdefault(int(reference[2]) - 1, {})[column - 1] = said
