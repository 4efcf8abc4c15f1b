"""One row of cells as named values: every mapped column through the reader of its field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tenants.imports.problems import Flaw, Noted
from tenants.imports.values import Cell

Read = Callable[[Cell], Any]  # a value, None for a blank, a Flaw, or a Noted value


class Column(NamedTuple):
    """A mapped column at work."""

    field: str
    place: int
    header: str
    read: Read


class Doubt(NamedTuple):
    """A flaw in the cell of a column."""

    column: Column
    raw: Cell
    flaw: Flaw


def columns_of(
    fields: Iterable[str],
    header: Sequence[str],
    mapping: Mapping[str, str],
    readers: Mapping[str, Callable[[str], Read]],
) -> list[Column]:
    """The columns among `fields` that the mapping names and somebody reads; `readers` make one from the header."""
    return [
        Column(field, header.index(mapping[field]), mapping[field], readers[field](mapping[field]))
        for field in fields
        if field in mapping and field in readers
    ]


def read_cells(columns: Iterable[Column], cells: Sequence[Cell], doubts: list[Doubt]) -> dict[str, Any]:
    """field -> value for what is filled and readable; the rest goes to `doubts`."""
    values: dict[str, Any] = {}
    for field, place, header, read in columns:
        raw = cells[place]
        if raw == "":
            continue
        value = read(raw)
        kind = type(value)  # exact types: this loop runs for every cell of every file
        if kind is Flaw:
            doubts.append(Doubt(Column(field, place, header, read), raw, value))
        elif kind is Noted:
            doubts.append(Doubt(Column(field, place, header, read), raw, value.flaw))
            values[field] = value.value
        elif value is not None:
            values[field] = value
    return values
