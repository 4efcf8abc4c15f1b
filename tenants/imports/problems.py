"""What is wrong with a row, as a value, and as a sentence that says what to do next."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tenants.imports.wordings import ERROR, WARNING, WORDINGS

__all__ = ["ERROR", "WARNING", "Flaw", "Noted", "Problem", "problem", "sentence", "severity_of"]

T = TypeVar("T")
SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why one cell could not be read: a code of WORDINGS and what fills its slots."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Noted(Generic[T]):
    """A value that could be read, with a doubt worth telling."""

    value: T
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Problem:
    """`row_no` counts as the user's program does, 0 is the whole file; `column` is the file's own header."""

    row_no: int
    column: str
    value: str
    code: str
    severity: str
    params: dict[str, Any] = field(default_factory=dict)


def problem(row_no: int, flaw: Flaw, column: str = "", value: object = "", severity: str | None = None) -> Problem:
    """The flaw at its place; `severity` overrides the one of the table."""
    shown = str(value)
    if len(shown) > SHOWN_CHARACTERS:
        shown = shown[: SHOWN_CHARACTERS - 1] + "…"
    if not shown.isprintable():
        shown = "".join(mark if mark.isprintable() else " " for mark in shown)
    return Problem(row_no, column, shown, flaw.code, severity or severity_of(flaw), dict(flaw.params))


def severity_of(flaw: Flaw) -> str:
    """The severity the table gives; only an error keeps a row out."""
    return WORDINGS[flaw.code].severity


def sentence(problem: Problem, language: str) -> str:
    """The whole sentence in `language` (zh or en): row, column, value, what is wrong and what to do."""
    if language.startswith("zh"):
        row = f"第 {problem.row_no} 行" if problem.row_no else ""
        column = f"「{problem.column}」" if problem.column else ""
        place = f"{row}{column}：" if row or column else ""
    else:
        place = ", ".join(part for part in (f"Row {problem.row_no}" * bool(problem.row_no), problem.column) if part)
        place = f"{place}: " if place else ""
    return f"{place}{problem.value}{' ' if problem.value else ''}{remedy(problem, language)}"


def remedy(problem: Problem, language: str) -> str:
    """What is wrong with the value and what to do, without saying again where it stands."""
    wording = WORDINGS[problem.code]
    return (wording.zh if language.startswith("zh") else wording.en).format(**problem.params)
