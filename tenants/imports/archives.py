"""The zip directory of a workbook, checked before any library unpacks it (reliability.md 4 "Uploads")."""

import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tenants.errors import N_, DomainError
from tenants.imports.limits import MB, ZIP_ENTRIES, ZIP_RATIO, ZIP_RATIO_FLOOR, ZIP_UNPACKED_BYTES

_LOCAL_HEADER = 30
_BLOCK = 256 * 1024


class Archive:
    """An open zip file whose directory tells the truth: few parts, plain names, honest sizes."""

    def __init__(self, path: Path) -> None:
        """Raises DomainError for a damaged, an oversized or a lying archive."""
        self._path = path
        try:
            with ZipFile(path) as archive:
                self._parts = archive.infolist()
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DomainError(DAMAGED) from error
        self._check_directory()
        self._by_name = {part.filename: part for part in self._parts}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._by_name)

    def verify(self) -> None:
        """Unpack every part once, never past its declared size. Raises DomainError when a size is a lie."""
        for part in self._parts:
            for _ in self.blocks(part.filename):
                pass

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, unpacked in bounded memory."""
        part = self._by_name[name]
        unpacked = 0
        with self._path.open("rb") as file:
            for block in _unpack(file, part):
                unpacked += len(block)
                if unpacked > part.file_size:
                    raise DomainError(DISHONEST)
                yield block
        if unpacked != part.file_size:
            raise DomainError(DISHONEST)

    def read(self, name: str, limit: int = MB) -> bytes:
        """A small part whole, or nothing if it is absent or larger than `limit`."""
        part = self._by_name.get(name)
        return b"".join(self.blocks(name)) if part and part.file_size <= limit else b""

    def _check_directory(self) -> None:
        if len(self._parts) > ZIP_ENTRIES:
            raise DomainError(OVERSIZED)
        total = sum(part.file_size for part in self._parts)
        packed = self._path.stat().st_size
        if total > ZIP_UNPACKED_BYTES or (total > ZIP_RATIO_FLOOR and total > packed * ZIP_RATIO):
            raise DomainError(OVERSIZED)
        end = 0
        for part in sorted(self._parts, key=lambda part: part.header_offset):
            if not _is_plain(part) or part.header_offset < end:  # overlapping parts: one blob counted many times
                raise DomainError(DISHONEST)
            end = part.header_offset + _LOCAL_HEADER + len(part.filename.encode()) + part.compress_size
        if len({part.filename.lower() for part in self._parts}) < len(self._parts):
            raise DomainError(DISHONEST)


OVERSIZED = N_(
    "The workbook unpacks to far more than a table needs. Copy the data into a new workbook and import that."
)
DISHONEST = N_(
    "The workbook's inner directory is not in order. Open it in Excel, save it as a new .xlsx and import that."
)
DAMAGED = N_("The workbook is damaged. Open it in Excel, save it as a new .xlsx and import that.")


def _is_plain(part: ZipInfo) -> bool:
    name = part.filename.replace("\\", "/")
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    is_encrypted = bool(part.flag_bits & 1)
    escapes = name.startswith("/") or ":" in name or ".." in name.split("/")
    return not (is_link or is_encrypted or escapes) and part.compress_type in (ZIP_STORED, ZIP_DEFLATED)


def _unpack(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """Inflate by hand: zipfile stops at the declared size, so it could not notice a longer stream."""
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if header[:4] != b"PK\x03\x04":
        raise DomainError(DAMAGED)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    inflater = None if part.compress_type == ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and (packed := file.read(min(_BLOCK, left))):
            left -= len(packed)
            if inflater is None:
                yield packed
                continue
            while packed and not inflater.eof:
                yield inflater.decompress(packed, _BLOCK)
                packed = inflater.unconsumed_tail
    except zlib.error as error:
        raise DomainError(DAMAGED) from error
