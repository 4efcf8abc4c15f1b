"""Workbooks by the byte, for what no library would write: OLE files, old xls, and xlsx parts of any kind."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

SECTOR = 512
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with up to three streams."""
    body, chain, entries = b"", [], [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        size = max(4096, -(-len(data) // SECTOR) * SECTOR)  # shorter ones would live in a stream of their own kind
        start, count = len(chain), size // SECTOR
        chain += [*range(start + 1, start + count), END]
        body += data.ljust(size, b"\0")
        sibling = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, start, size, sibling=sibling))
    entries += [_entry("", 0, END, 0)] * (4 - len(entries))
    directory, table = len(chain), len(chain) + 1
    fat = [*chain, END, FAT_SECTOR]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, END, 0, END, 0, table)
    header = header.ljust(SECTOR, b"\xff")
    return header + body + b"".join(entries) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int, *, sibling: int = FREE, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sI16sIQ", text, len(text), kind, 1, FREE, sibling, child, b"", 0, b"", start & 0xFFFFFFFF, size
    )


def xls(rows: Iterable[Iterable[str | float]], *, is_locked: bool = False) -> bytes:
    """A BIFF8 workbook of one sheet."""
    lock = _record(0x2F, b"\1\0" * 3) if is_locked else b""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + lock
    name = _record(0x85, struct.pack("<IHBB", 0, 0, 6, 0) + b"orders")
    end = _record(0x0A, b"")
    sheet_at = len(start) + len(name) + len(end)
    name = _record(0x85, struct.pack("<IHBB", sheet_at, 0, 6, 0) + b"orders")
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row_no, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet += _cell(row_no, column, value)
    return ole({"Workbook": start + name + end + sheet + end})


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx(
    sheet: str, *, strings: str = "", more: Mapping[str, bytes | str] | None = None, is_1904: bool = False
) -> bytes:
    """An xlsx of one sheet from the XML of its rows, and any further parts."""
    return zipped({**xlsx_parts(sheet, strings, is_1904=is_1904), **(more or {})})


def xlsx_parts(sheet: str, strings: str = "", *, is_1904: bool = False) -> dict[str, bytes | str]:
    """The parts of such a workbook, for a test to spoil."""
    flag = '<workbookPr date1904="1"/>' if is_1904 else ""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{flag}'
        '<sheets><sheet name="orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    return parts | ({"xl/sharedStrings.xml": strings} if strings else {})


def _relations(*targets: tuple[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def sheet_rows(*rows: Iterable[str]) -> str:
    """Rows of inline text cells, as sheet XML; a cell that begins with `<` is XML itself, with `@` as its place."""
    said = ""
    for row_no, row in enumerate(rows, start=1):
        cells = ""
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{row_no}"
            inline = f'<c r="@" t="inlineStr"><is><t>{value}</t></is></c>'
            cells += (value if value.startswith("<") else inline).replace("@", place)
        said += f'<row r="{row_no}">{cells}</row>'
    return f"<sheetData>{said}</sheetData>"
