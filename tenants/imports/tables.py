"""A sheet as rows of cells, whatever file it came from, and where its data begin and end (domain.md 6.1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from tenants.errors import N_, DomainError
from tenants.imports.columns import Header, find_header
from tenants.imports.limits import (
    CELL_CHARACTERS,
    COLUMNS,
    EMPTY_ROWS_AT_END,
    HEADER_KNOWN_NAMES,
    HEADER_SEARCH_ROWS,
    ROWS,
)
from tenants.imports.problems import Flaw
from tenants.imports.values import Cell, text

Record = list[Cell] | Flaw  # one row of the file, or why it could not be read
END_WORDS = ("合计", "总计", "小计")
SHOWN_CHARACTERS = 120
REPLACED = "\ufffd"  # what a decoder writes for bytes it cannot read


@dataclass(slots=True)
class Sheet:
    """One sheet of a file; `records` begins with the first row a person sees and can be read once."""

    container: str
    records: Iterator[Record]
    encoding: str = ""
    name: str = ""
    names: tuple[str, ...] = ()  # of all sheets
    is_1904: bool = False
    first_column: int = 0


@dataclass(slots=True)
class Found:
    """A flaw at its place; `column` is the place of the cell, -1 for the whole row."""

    row_no: int
    flaw: Flaw
    column: int = -1
    value: str = ""


@dataclass(slots=True)
class Body:
    """The rows under the header, as wide as it. What cannot be read goes to `found` instead."""

    header: Header
    records: Iterator[Record]
    found: list[Found] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        """(row number as the user's program counts, cells), to the totals row or five empty rows.

        Raises DomainError past the row limit.
        """
        taken = empty = 0
        numbered = enumerate(self.records, start=self.header.row + self.header.rows + 1)
        for row_no, record in numbered:
            if isinstance(record, Flaw):
                self.found.append(Found(row_no, record))
                taken += 1
                continue
            empty = empty + 1 if is_blank(record) else 0
            if empty == EMPTY_ROWS_AT_END or is_end(record):
                self._tell_unread(row_no, record, numbered)
                return
            if empty:
                continue
            taken += 1
            if taken > ROWS:
                raise DomainError(
                    N_("The file has more than %(limit)s rows. Split it and import the parts."), limit=ROWS
                )
            cells = self._fitted(row_no, record)
            if cells is not None:
                yield row_no, cells

    def _fitted(self, row_no: int, record: list[Cell]) -> list[Cell] | None:
        width = len(self.header.names)
        if len(record) > width:
            if not is_blank(record[width:]):
                counts = (("cells", str(len(record))), ("columns", str(width)))
                self.found.append(Found(row_no, Flaw("row_too_wide", counts)))
                return None
            del record[width:]
        elif len(record) < width:
            record += [""] * (width - len(record))
        letters = "".join([cell for cell in record if isinstance(cell, str)])
        if len(letters) > CELL_CHARACTERS or REPLACED in letters:
            broken = self._broken(row_no, record)
            if broken:
                self.found.append(broken)
                return None
        return None if record[0] == self.header.names[0] and self._repeats_header(record) else record

    def _broken(self, row_no: int, record: list[Cell]) -> Found | None:
        for place, cell in enumerate(record):
            if isinstance(cell, str) and len(cell) > CELL_CHARACTERS:
                return Found(row_no, Flaw("cell_too_long", (("limit", f"{CELL_CHARACTERS:,}"),)), place, cell[:60])
            if isinstance(cell, str) and REPLACED in cell:
                return Found(row_no, Flaw("row_undecodable"), place, cell[:60])
        return None

    def _repeats_header(self, record: list[Cell]) -> bool:
        """Printed reports repeat their header on every page."""
        return tuple(text(cell) or "" for cell in record) == self.header.names

    def _tell_unread(self, row_no: int, record: list[Cell], rest: Iterator[tuple[int, Record]]) -> None:
        """Mention the rows left behind if they look like data: a footer with a signature does not."""
        filled = (sum(cell != "" for cell in row) for _, row in rest if not isinstance(row, Flaw))
        count = sum(cells >= HEADER_KNOWN_NAMES for cells in filled)
        if count:
            value = next((str(cell) for cell in record if cell != ""), "")
            self.found.append(Found(row_no, Flaw("rows_after_end", (("count", str(count)),)), value=value))


def lay_out(records: Iterator[Record], wanted: Sequence[str] = ()) -> Body:
    """Find the header among the first rows: the row with the wanted names, else one with known names.

    Raises DomainError when there is none, and for a table wider than the column limit.
    """
    head = list(islice(records, HEADER_SEARCH_ROWS))
    seen = [[] if isinstance(record, Flaw) else record for record in head]
    header = (find_header(seen, wanted) if wanted else None) or find_header(seen)
    columns = len(trimmed(header.names)) if header else max(map(len, seen), default=0)
    if columns > COLUMNS:
        raise DomainError(
            N_("The table has %(columns)s columns, more than %(limit)s. Delete the columns that are not needed."),
            columns=columns,
            limit=COLUMNS,
        )
    if header is None:
        raise DomainError(
            N_(
                "No row with column names was found. The first row reads: %(row)s. Put the column names in one row "
                "above the data; if the text looks garbled, choose another encoding."
            ),
            row=_shown(next((row for row in seen if not is_blank(row)), [])),
        )
    return Body(header._replace(names=trimmed(header.names)), chain(head[header.row + header.rows :], records))


def _shown(record: list[Cell]) -> str:
    said = " | ".join(text(cell) or "" for cell in record[:20])
    return said if len(said) <= SHOWN_CHARACTERS else f"{said[:SHOWN_CHARACTERS]}…"


def trimmed(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without the nameless columns at the end."""
    end = len(names)
    while end > 1 and names[end - 1] == f"#{end}":
        end -= 1
    return names[:end]


def is_blank(record: Iterable[Cell]) -> bool:
    """Whether no cell of the row holds anything to see."""
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in record)


def is_end(record: Iterable[Cell]) -> bool:
    """Whether this is a totals row: 合计, 总计 or 小计 in its first filled cell."""
    first = next((cell for cell in record if cell != ""), "")
    if not isinstance(first, str) or first.isascii():
        return False
    return (text(first) or "").replace(" ", "").startswith(END_WORDS)
