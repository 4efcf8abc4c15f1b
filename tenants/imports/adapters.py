"""From bytes on disk to one sheet of cells. What a file is, its first bytes say; its name is never asked."""

import re
from collections.abc import Sequence
from pathlib import Path

from tenants.errors import N_, DomainError
from tenants.imports.delimited import open_text
from tenants.imports.encodings import BOMS
from tenants.imports.limits import FILE_BYTES, MB
from tenants.imports.markup import open_html
from tenants.imports.tables import Sheet
from tenants.imports.workbooks import NOT_A_WORKBOOK, open_xls, open_xlsx

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHTML"),
    (b"SQLite format 3", "SQLite"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|table|style|tr)\b", re.IGNORECASE)
_LOOKED_AT = 4096


def open_sheet(path: Path, wanted: Sequence[str] = (), sheet: str = "", encoding: str = "") -> Sheet:
    """The sheet called `sheet`, or the first with a header; `wanted` are headers it should hold, `encoding` a choice.

    Raises DomainError for anything that is not a table we read, and for what is too large.
    """
    if path.stat().st_size > FILE_BYTES:
        raise DomainError(
            N_("The file is larger than %(limit)s MB. Split it and import the parts."), limit=FILE_BYTES // MB
        )
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DomainError(N_("The file is empty. Export it again."))
    for mark, kind in FOREIGN:
        if start.startswith(mark):
            raise DomainError(NOT_A_WORKBOOK, kind=kind)
    if start.startswith(ZIP):
        return open_xlsx(path, wanted, sheet)
    if start.startswith(OLE):
        return open_xls(path, wanted, sheet)
    return _open_characters(path, start, wanted, encoding)


def _open_characters(path: Path, start: bytes, wanted: Sequence[str], encoding: str) -> Sheet:
    page = _as_text(start).lstrip("\ufeff \t\r\n")
    if page.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in page:
        raise DomainError(NOT_A_WORKBOOK, kind="XML Spreadsheet 2003")
    if page.startswith("<") and _HTML.search(page):
        return open_html(path, encoding)
    return open_text(path, wanted, encoding)


def _as_text(start: bytes) -> str:
    encoding = next((encoding for mark, encoding in BOMS if start.startswith(mark)), "latin-1")
    return start.decode(encoding, "replace")
