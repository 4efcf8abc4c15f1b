"""CSV and its cousins: comma, semicolon, tab and pipe. One broken record never takes the next with it."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from tenants.errors import N_, DomainError
from tenants.imports.columns import find_header
from tenants.imports.encodings import detect
from tenants.imports.limits import CELL_CHARACTERS, HEADER_SEARCH_ROWS, LINE_CHARACTERS
from tenants.imports.problems import Flaw
from tenants.imports.tables import Record, Sheet

DELIMITERS = (",", "\t", ";", "|")
_DECLARED = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)


def open_text(path: Path, wanted: Sequence[str] = (), encoding: str = "") -> Sheet:
    """A text table as a sheet. Raises DomainError when the encoding cannot be told."""
    encoding = detect(path, encoding)
    with path.open("rb") as raw, _decoded(raw, encoding) as file:
        declared = _DECLARED.match(file.readline(LINE_CHARACTERS))
        delimiter = declared[1] if declared else _delimiter(file, wanted)
    return Sheet("csv", _records(path, encoding, delimiter, skipped=1 if declared else 0), encoding)


def _decoded(raw: BinaryIO, encoding: str) -> TextIOWrapper:
    # newline="" keeps line ends inside quotes; CR, LF and CRLF all end a line
    return TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")


def _delimiter(file: TextIOWrapper, wanted: Sequence[str]) -> str:
    """The delimiter that shows a header; of several the one with most columns."""

    def promise(delimiter: str) -> tuple[bool, int]:
        file.seek(0)
        rows = [row for row in islice(Records(file, delimiter), HEADER_SEARCH_ROWS) if not isinstance(row, Flaw)]
        header = find_header(rows, wanted) or find_header(rows)
        return header is not None, len(header.names) if header else max(map(len, rows), default=0)

    return max(DELIMITERS, key=promise)


def _records(path: Path, encoding: str, delimiter: str, skipped: int) -> Iterator[Record]:
    with path.open("rb") as raw, _decoded(raw, encoding) as file:
        yield from islice(Records(file, delimiter), skipped, None)


class Records:
    """The records of an open text file, a Flaw for each that cannot be read.

    The csv module keeps reading lines while a quote is open. The lines of the record under way are remembered, so
    that after a failure only its first line is given up and the rest is read again.
    """

    def __init__(self, file: TextIO, delimiter: str) -> None:
        self._file = file
        self._delimiter = delimiter
        self._waiting: deque[str] = deque()
        self._pending: list[str] = []
        self._line_no = 0
        self._ended = False

    def __iter__(self) -> Iterator[Record]:
        csv.field_size_limit(CELL_CHARACTERS)
        reader = csv.reader(self._lines(), delimiter=self._delimiter)
        while True:
            self._pending.clear()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._give_up()
                reader = csv.reader(self._lines(), delimiter=self._delimiter)
                continue
            if self._ended and self._pending:  # the file ended inside a quote
                yield self._give_up()
                reader = csv.reader(self._lines(), delimiter=self._delimiter)
            else:
                yield record  # type: ignore[misc]  # a list of str is a list of cells

    def _lines(self) -> Iterator[str]:
        while True:
            line = self._waiting.popleft() if self._waiting else self._file.readline(LINE_CHARACTERS)
            self._ended = not line
            if not line:
                return
            if len(line) >= LINE_CHARACTERS:
                raise DomainError(
                    N_("A line of the file is longer than %(limit)s characters. Export the file again as a table."),
                    limit=LINE_CHARACTERS,
                )
            self._pending.append(line)
            yield line.replace("\0", "") if "\0" in line else line

    def _give_up(self) -> Flaw:
        first, *rest = self._pending
        self._waiting.extendleft(reversed(rest))
        self._ended = False
        if '"' in first and len(first) <= CELL_CHARACTERS:
            return Flaw("quote_unclosed")
        return Flaw("cell_too_long", (("limit", f"{CELL_CHARACTERS:,}"),))
