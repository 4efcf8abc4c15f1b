"""Workbooks and what pretends to be one (reliability.md 9, files 34 to 52)."""

import io
import struct
import zipfile
from datetime import date

from openpyxl import Workbook

from tests.tenants.imports.corpus import (
    COLUMNS,
    ROWS,
    XLSX_ROWS,
    Case,
    adding_to,
    csv,
    days,
    fen,
    mobiles,
    names,
    saved,
    workbook,
)
from tests.tenants.imports.workbook_bytes import MAIN, ole, sheet_rows, xls, xlsx, xlsx_parts, zipped

WORKBOOKS: list[Case] = []
case = adding_to(WORKBOOKS)


TEXT_ROW = ("A1", "张三", "13912345678", "甘A12345", "2026-06-02", "1280")
TWO = {"says": names, "expected": ["张三", "李四"], "records": 2}


def merged() -> bytes:
    book = Workbook()
    book.active.append(["某某汽修厂工单"])
    book.active.merge_cells("A1:F1")
    for row in (COLUMNS, *XLSX_ROWS):
        book.active.append(list(row))
    return saved(book)


def indented() -> bytes:
    """A table with a margin, and a formula nobody has calculated in its last column."""
    book = Workbook()
    for row in (COLUMNS, XLSX_ROWS[0], (*XLSX_ROWS[1][:5], "=1+1")):
        book.active.append([None, *row])
    book.active.insert_rows(1)
    return saved(book)


def hidden() -> bytes:
    book = workbook(*XLSX_ROWS)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.active.auto_filter.ref = "A1:F3"
    secret = book.create_sheet("密", 0)
    secret.sheet_state = "hidden"
    secret.append(COLUMNS)
    secret.append(["X9", "旧数据", "13912345678", "甘A12345", date(2020, 1, 1), 1])
    book.active = 1
    return saved(book)


def several_sheets() -> bytes:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["请勿修改"])
    book.create_sheet("字典").append(["保养", "维修"])
    sheet = book.create_sheet("工单")
    for row in (COLUMNS, *XLSX_ROWS):
        sheet.append(list(row))
    return saved(book)


def lying_size(more: int) -> bytes:
    """A sheet whose directory entry names another size than its real one."""
    data = bytearray(xlsx(sheet_rows(COLUMNS, TEXT_ROW)))
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    (size,) = struct.unpack_from("<I", data, entry + 24)
    struct.pack_into("<I", data, entry + 24, size + more)
    return bytes(data)


def overlapping() -> bytes:
    """Two directory entries over the same bytes, as zip quines and better bombs have."""
    data = bytearray(zipped({**xlsx_parts(sheet_rows(COLUMNS, TEXT_ROW)), "xl/worksheets/sheet2.xml": "x" * 100}))
    first = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    second = data.rindex(b"xl/worksheets/sheet2.xml") - 46
    data[second : second + 46] = data[first : first + 46]
    return bytes(data)


def with_link() -> bytes:
    out = io.BytesIO(xlsx(sheet_rows(COLUMNS, TEXT_ROW)))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def serials(is_1904: bool, *said: float) -> bytes:
    """Settle dates as bare numbers."""
    rows = [
        (f"B{n}", "张三", "13912345678", "甘A12345", f'<c r="@"><v>{serial}</v></c>', "5")
        for n, serial in enumerate(said)
    ]
    return xlsx(sheet_rows(COLUMNS, *rows), is_1904=is_1904)


STRINGS = (
    f'<sst xmlns="{MAIN}"><si><r><t>张</t></r><r><rPr><b/></rPr><t>三</t></r></si>'
    '<si><t>李四</t><rPh sb="0" eb="2"><t>りし</t></rPh></si></sst>'
)
SHARED = '<c r="@" t="s"><v>{}</v></c>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
PAGE = (
    '<html><head><meta charset="gb2312"></head><body><table>'
    + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split(",")) + "</tr>" for row in (",".join(COLUMNS), *ROWS)
    )
    + "</table></body></html>"
)

case("34 merged cells", merged, **TWO)
case(
    "35 formulas nobody has calculated",
    lambda: saved(workbook(XLSX_ROWS[0], ("A2", "李四", "13812345678", "甘A22222", date(2026, 6, 3), "=1+1"))),
    records=1,
    codes={"error_cell": 1},
)
case("35 the same in a table that starts at B2", indented, records=1, codes={"error_cell": 1})
case(
    "36 formulas as text",
    lambda: xlsx(sheet_rows(COLUMNS, ("A1", "=HYPERLINK(1)", *TEXT_ROW[2:]), ("A2", "=cmd|x", *TEXT_ROW[2:]))),
    records=2,
    says=names,
    expected=["=HYPERLINK(1)", "=cmd|x"],
)
case("37 hidden sheet, row and column", hidden, **TWO, codes={"sheets_unread": 1})
case("38 data in the third sheet", several_sheets, **TWO, codes={"sheets_unread": 1})
case("38 another sheet chosen", several_sheets, reading={"sheet": "字典"}, refused="No row with column names")
case("38 no such sheet", several_sheets, reading={"sheet": "没有"}, refused="no sheet 没有")
case("39 xls named xlsx", xls([COLUMNS, TEXT_ROW]), records=1, says=names, expected=["张三"])
case("40 csv named xlsx", csv(*ROWS), records=3)
case("40 tab-separated text named xls", csv(*ROWS).replace(",", "\t").encode("gbk"), records=3)
case("40 HTML named xls, GBK", PAGE.encode("gbk"), records=3, says=names, expected=["张三", "李四", "王五"])
case("40 HTML named xls, UTF-16", b"\xff\xfe" + PAGE.encode("utf-16-le"), records=3)
case(
    "40 HTML named xls, broken UTF-16",
    b"\xff\xfe" + PAGE.encode("utf-16-le").replace("张".encode("utf-16-le"), b"\x00\xd8"),
    refused="page cannot be read",
)
case("40 HTML without a table", "<html><body>请登录</body></html>", refused="has no table")
case("41 password, xlsx", ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), refused="password")
case("41 password, xls", xls([COLUMNS, TEXT_ROW], is_locked=True), refused="password")
case("42 zip bomb", lambda: xlsx(" " * 101_000_000), refused="unpacks to far more")
case("42 zip bomb by its ratio", lambda: xlsx(" " * 20_000_000), refused="unpacks to far more")
case("43 a size too small", lying_size(-100), refused="not in order")
case("43 a size too large", lying_size(100), refused="not in order")
case("43 overlapping entries", overlapping, refused="not in order")
case(
    "44 10,000 entries",
    lambda: xlsx(sheet_rows(COLUMNS, TEXT_ROW), more={f"x/{n}": "" for n in range(10_000)}),
    refused="unpacks to far more",
)
case("44 ../ in a name", xlsx(sheet_rows(COLUMNS, TEXT_ROW), more={"../../evil.xml": "x"}), refused="not in order")
case("44 absolute name", xlsx(sheet_rows(COLUMNS, TEXT_ROW), more={"/etc/evil.xml": "x"}), refused="not in order")
case("44 symbolic link", with_link, refused="not in order")
case(
    "45 entities in the strings", xlsx(sheet_rows(COLUMNS, TEXT_ROW), strings=DOCTYPE + STRINGS), refused="not in order"
)
case(
    "46 dimension of a whole sheet",
    xlsx('<dimension ref="A1:XFD1048576"/>' + sheet_rows(COLUMNS, TEXT_ROW)),
    records=1,
)
case(
    "46 a cell in the last corner",
    xlsx(
        sheet_rows(COLUMNS, TEXT_ROW).replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
    ),
    refused="needs too much memory",
)
case(
    "47 string index out of range",
    xlsx(sheet_rows(COLUMNS, (SHARED.format(99), *TEXT_ROW[1:])), strings=STRINGS),
    refused="damaged",
)
case("48 1904 dates", serials(True, 44713), records=1, says=days, expected=["2026-06-02"])
case("48 1900 dates", serials(False, 46175, 46175.75), records=2, says=days, expected=["2026-06-02"] * 2)
case("49 serials 59, 60, 61", serials(False, 59, 60, 61), codes={"date_too_early": 3})
case(
    "50 rich text and phonetic guides",
    xlsx(
        sheet_rows(COLUMNS, ("A1", SHARED.format(0), *TEXT_ROW[2:]), ("A2", SHARED.format(1), *TEXT_ROW[2:])),
        strings=STRINGS,
    ),
    **TWO,
)
case(
    "51 error cells",
    xlsx(
        sheet_rows(
            COLUMNS,
            TEXT_ROW,
            (*TEXT_ROW[:5], '<c r="@" t="e"><v>#REF!</v></c>'),
            ("A3", '<c r="@" t="e"><f>x</f><v>#N/A</v></c>', *TEXT_ROW[2:]),
        )
    ),
    records=2,
    codes={"error_cell": 2},
    says=names,
    expected=["张三", ""],
)
case(
    "52 macros, links and pictures",
    xlsx(
        sheet_rows(COLUMNS, TEXT_ROW),
        more={
            "xl/vbaProject.bin": b"\xd0\xcf",
            "xl/externalLinks/externalLink1.xml": "<x/>",
            "xl/media/image1.png": b"\x89PNG",
        },
    ),
    records=1,
)
case(
    "numbers where text was meant",
    lambda: saved(workbook(*XLSX_ROWS)),
    records=2,
    says=mobiles,
    expected=[["13912345678"], ["13812345678"]],
)
case("amounts as numbers", lambda: saved(workbook(*XLSX_ROWS)), records=2, says=fen, expected=[128000, 30000])
case("a PDF", b"%PDF-1.7 x", refused="is a PDF")
case("a zip of other things", zipped({"orders.csv": csv(*ROWS)}), refused="is a zip")
case("an OpenDocument sheet", zipped({"content.xml": "<x/>"}), refused="is a ods")
case("half a workbook", xlsx(sheet_rows(COLUMNS, TEXT_ROW))[:700], refused="damaged")
case("half an old workbook", xls([COLUMNS, TEXT_ROW])[:1500], refused="damaged")
