"""The child of the reader: `python -m tenants.imports.child FILE OPTIONS` reads one table and writes it as frames.

It limits its own memory and time before it opens the file. A frame is four bytes of length and a JSON object.
"""

import json
import resource
import sys
import traceback
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from tenants.errors import N_, DomainError
from tenants.imports.adapters import open_sheet
from tenants.imports.limits import (
    CHILD_CPU_SECONDS,
    CHILD_LOG_BYTES,
    CHILD_MEMORY_BYTES,
    CHUNK_CHARACTERS,
    CHUNK_ROWS,
    LENGTH_BYTES,
    SAMPLE_ROWS,
)
from tenants.imports.tables import Body, Found, Sheet, lay_out
from tenants.imports.values import Cell

TOO_MUCH = N_(
    "The file needs too much memory to open. Delete the empty rows and columns around the table, or save it as .csv."
)
BROKEN = N_("The file cannot be read. Open it in Excel, save it as a new .xlsx or .csv and import that.")
NO_ROWS = N_("The file has column names but no rows under them. Export it again.")

Numbered = tuple[int, list[Cell]]


def main(path: str, options: dict[str, Any], out: BinaryIO) -> None:
    """Write the source, the chunks and an end, or why the file is refused."""
    _limit()
    try:
        _serve(Path(path), options, out)
    except DomainError as error:
        _send(out, {"refused": error.message, "params": error.params})
    except MemoryError:
        _send(out, {"refused": TOO_MUCH, "params": {}})
    except BaseException:  # a panic of the workbook library is no Exception
        traceback.print_exc()
        _send(out, {"refused": BROKEN, "params": {}})


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY_BYTES, CHILD_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CHILD_CPU_SECONDS, CHILD_CPU_SECONDS + 5))  # SIGXCPU, then SIGKILL
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHILD_LOG_BYTES, CHILD_LOG_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(path: Path, options: dict[str, Any], out: BinaryIO) -> None:
    sheet = open_sheet(path, options["wanted"], options["sheet"], options["encoding"])
    body = lay_out(sheet.records, options["wanted"])
    _send(out, {"source": _source(sheet, body)})
    rows = islice(body, SAMPLE_ROWS if options["sample"] else None)
    some = False
    for chunk in _chunks(rows):
        some = True
        _send(out, {"rows": chunk, "found": _take(body.found)})
    if not some and not body.found:
        raise DomainError(NO_ROWS)
    _send(out, {"rows": [], "found": _take(body.found), "end": True})


def _source(sheet: Sheet, body: Body) -> dict[str, Any]:
    return {
        "container": sheet.container,
        "encoding": sheet.encoding,
        "sheet": sheet.name,
        "sheets": sheet.names,
        "is_1904": sheet.is_1904,
        "header_row": body.header.row + 1,
        "header": body.header.names,
    }


def _chunks(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    """Lists of rows, short where the rows are long: a chunk is what the parent holds at once."""
    chunk: list[Numbered] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += sum([len(cell) for cell in row[1] if isinstance(cell, str)])
        if len(chunk) == CHUNK_ROWS or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _take(found: list[Found]) -> list[list[Any]]:
    taken = [[one.row_no, one.flaw.code, one.flaw.params, one.column, one.value] for one in found]
    found.clear()
    return taken


def _send(out: BinaryIO, frame: dict[str, Any]) -> None:
    said = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    out.write(len(said).to_bytes(LENGTH_BYTES, "big"))
    out.write(said)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.stdout.buffer)
