"""Which encoding a text file is in: BOM, strict UTF-8, GB18030, else ask (domain.md 6.1). Evidence, never a guesser."""

import codecs
from collections.abc import Iterable
from pathlib import Path

from tenants.errors import N_, DomainError
from tenants.imports.limits import MB

# what a user may choose when we ask
CHOICES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5", "shift_jis", "euc_kr", "cp1252")
# UTF-32 first: its little-endian mark begins with the one of UTF-16
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LOOKED_AT_BYTES = 1 * MB
NUL_SHARE_OF_UTF16 = 0.05  # digits, commas and line ends alone exceed it; stray NULs never do


def detect(path: Path, chosen: str = "") -> str:
    """The codec name. A file with some broken lines is still UTF-8 or GB18030 when most of its lines are.

    Raises DomainError when the evidence supports neither; then the user chooses.
    """
    if chosen:
        return _chosen(chosen)
    with path.open("rb") as file:
        head = file.read(LOOKED_AT_BYTES)
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    if _looks_like_utf16(head):
        raise DomainError(
            N_("The file looks like UTF-16 text without its mark. Save it as CSV UTF-8, or choose the encoding below.")
        )
    if decodes(path, "utf-8"):
        return "utf-8"
    lines = [line for line in head.splitlines() if not line.isascii()] or [b"\xff"]
    if _share(lines, "utf-8") > 0.5:
        return "utf-8"
    if decodes(path, "gb18030") or _share(lines, "gb18030") > 0.5:
        return "gb18030"
    raise DomainError(
        N_("The text is neither UTF-8 nor GB18030. Save the file as CSV UTF-8, or choose its encoding below.")
    )


def _chosen(encoding: str) -> str:
    if encoding.lower() not in CHOICES:
        raise DomainError(
            N_("There is no encoding %(encoding)s here. Choose one of %(choices)s."),
            encoding=encoding,
            choices=", ".join(CHOICES),
        )
    return encoding.lower()


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is valid in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(MB):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _share(lines: Iterable[bytes], encoding: str) -> float:
    """The share of lines that decode."""
    valid = [_is_valid(line, encoding) for line in lines]
    return sum(valid) / len(valid)


def _is_valid(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_utf16(head: bytes) -> bool:
    nuls = head.count(0)
    if nuls <= len(head) * NUL_SHARE_OF_UTF16:
        return False
    even = head[::2].count(0)
    return max(even, nuls - even) > 0.9 * nuls
