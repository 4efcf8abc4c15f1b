"""Reads a file in a child process with little memory, little time and no secrets, and streams its rows back."""

import json
import logging
import os
import select
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Any

from tenants.errors import N_, DomainError
from tenants.imports import columns
from tenants.imports.limits import CHILD_SILENCE_SECONDS, FRAME_BYTES, LENGTH_BYTES
from tenants.imports.problems import Flaw, Problem, problem
from tenants.imports.values import Cell

ROOT = Path(__file__).resolve().parents[2]
CHILD = "tenants.imports.child"
TOO_SLOW = N_("The file takes too long to read. Split it and import the parts.")
STOPPED = N_(
    "The file is damaged or needs too much memory to open. Delete the empty rows and columns around the table, "
    "or save it as .csv."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """What the file turned out to be. `header_row` counts as the user's program does."""

    container: str
    encoding: str
    sheet: str
    sheets: tuple[str, ...]
    is_1904: bool
    header_row: int
    header: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows as (row number, cells as many as the header has), and the rows that could not be read."""

    rows: list[tuple[int, list[Cell]]]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file being read; `chunks` can be walked once and raises DomainError when the file must be refused."""

    source: Source
    chunks: Iterator[Chunk]


@dataclass(frozen=True, slots=True)
class Preview:
    """What to show before an import: the guess, and a few rows to judge the guess by."""

    source: Source
    kind: str
    mapping: dict[str, str]  # field -> header
    rows: list[tuple[int, list[Cell]]]
    missing: DomainError | None  # which column the kind of file still lacks


def preview(
    path: Path, *, kind: str = "", chosen: Mapping[str, str] | None = None, sheet: str = "", encoding: str = ""
) -> Preview:
    """Header, first rows and guessed mapping of a file. Raises DomainError when the file must be refused."""
    chosen = chosen or {}
    with reading(path, wanted=tuple(chosen.values()), sheet=sheet, encoding=encoding, is_sample=True) as file:
        rows = [row for chunk in file.chunks for row in chunk.rows]
    header = file.source.header
    kind = kind or columns.detect_kind(header, chosen)
    mapping = columns.resolve(header, kind, chosen)
    try:
        columns.require(mapping, kind)
        missing = None
    except DomainError as error:
        missing = error
    return Preview(file.source, kind, mapping, rows, missing)


@contextmanager
def reading(
    path: Path, *, wanted: Sequence[str] = (), sheet: str = "", encoding: str = "", is_sample: bool = False
) -> Iterator[Reading]:
    """Open a file in a child process that ends with the block. Raises DomainError when the file must be refused."""
    options = {"wanted": [name for name in wanted if name], "sheet": sheet, "encoding": encoding, "sample": is_sample}
    with tempfile.TemporaryFile() as errors:
        child = _Child(path, options, errors)
        try:
            frames = child.frames()
            source = _source(next(frames)["source"])
            yield Reading(source, _chunks(frames, source.header))
        finally:
            child.end()


def _source(said: dict[str, Any]) -> Source:
    header, sheets = tuple(said.pop("header")), tuple(said.pop("sheets"))
    problems = list(_about_header(header))
    if len(sheets) > 1:
        others = ", ".join(name for name in sheets if name != said["sheet"])
        problems.append(problem(0, Flaw("sheets_unread", (("sheet", said["sheet"]), ("others", others)))))
    return Source(**said, header=header, sheets=sheets, problems=tuple(problems))


def _about_header(header: Sequence[str]) -> Iterator[Problem]:
    for name in header:
        renamed = [other for other in header if other.startswith(f"{name} (") and columns.normal(other) != name]
        again = [f"{name} ({number})" for number in range(2, len(renamed) + 2)]
        if renamed and renamed == again:
            yield problem(0, Flaw("header_repeated", (("renamed", ", ".join(renamed)),)), name)


def _chunks(frames: Iterator[dict[str, Any]], header: Sequence[str]) -> Iterator[Chunk]:
    for frame in frames:
        rows = [(row_no, cells) for row_no, cells in frame["rows"]]
        yield Chunk(rows, [_problem(found, header) for found in frame["found"]])


def _problem(found: list[Any], header: Sequence[str]) -> Problem:
    row_no, code, params, place, value = found
    flaw = Flaw(code, tuple((name, said) for name, said in params))
    return problem(row_no, flaw, header[place] if place >= 0 else "", value)


class _Child:
    """The process and its frames. Its errors go to a file nobody sees unless it dies."""

    def __init__(self, path: Path, options: Mapping[str, Any], errors: IO[bytes]) -> None:
        self._errors = errors
        self._process = Popen(
            [sys.executable, "-P", "-s", "-m", CHILD, str(path.resolve(strict=True)), json.dumps(options)],
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=errors,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},  # and none of our secrets
        )

    def frames(self) -> Iterator[dict[str, Any]]:
        """Raises DomainError when the child refuses the file, dies or falls silent."""
        while True:
            length = int.from_bytes(self._take(LENGTH_BYTES), "big")
            if length > FRAME_BYTES:
                raise self._failure(STOPPED)
            frame = json.loads(self._take(length))
            if "refused" in frame:
                raise DomainError(frame["refused"], **frame["params"])
            yield frame
            if frame.get("end"):
                return

    def end(self) -> None:
        """Kill the child if it still runs, and close what it wrote to."""
        self._process.kill()
        self._process.wait()
        self._pipe().close()

    def _take(self, length: int) -> bytes:
        taken = bytearray()
        pipe = self._pipe()
        while len(taken) < length:
            if not select.select([pipe], [], [], CHILD_SILENCE_SECONDS)[0]:
                raise self._failure(TOO_SLOW)
            block = os.read(pipe.fileno(), length - len(taken))
            if not block:
                raise self._failure(TOO_SLOW if self._process.wait() == -signal.SIGXCPU else STOPPED)
            taken += block
        return bytes(taken)

    def _failure(self, sentence: str) -> DomainError:
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace")
        log.warning("the import reader stopped with %s: %s", self._process.poll(), said[-2000:])
        return DomainError(sentence)

    def _pipe(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout
