"""The form that says what the columns of a file mean: a guess to correct."""

from dataclasses import dataclass, field, replace
from typing import Any

from flask import request
from flask_babel import get_locale, gettext

from saas.web.questions import Question, answers_to, questions
from tenants.errors import N_, DomainError
from tenants.imports import queries
from tenants.imports.fields import FIELD_NAMES, fields_of
from tenants.imports.models import Import
from tenants.imports.reader import Preview
from tenants.imports.values import text

REQUIRED = ("settled_at",)
LEAVE_OUT = ""
READING = ("sheet", "encoding")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its first values as they were read, and what it was taken for."""

    index: int
    header: str
    field: str
    samples: list[str]
    is_remembered: bool
    error: str


@dataclass(frozen=True, slots=True)
class Told:
    """How a file is to be read: as stored, or as the form said. `mapping` (field -> header) names every field, so
    that nothing is guessed again; `twice`: column -> what is wrong with it; `reads_otherwise`: another sheet or
    encoding was chosen, which has other columns."""

    preview: Preview
    mapping: dict[str, str]
    options: dict[str, Any]
    questions: list[Question]
    known: dict[str, str]
    twice: dict[int, str] = field(default_factory=dict)
    reads_otherwise: bool = False

    @property
    def reading(self) -> dict[str, str]:
        return {name: self.options.get(name, "") for name in READING}

    @property
    def columns(self) -> list[Column]:
        fields = {header: code for code, header in self.mapping.items() if header}
        return [
            Column(
                index,
                header,
                fields.get(header, LEAVE_OUT),
                [text(cells[index]) or "" for _, cells in self.preview.rows],
                is_remembered=header in fields and self.known.get(fields[header]) == header,
                error=self.twice.get(index, ""),
            )
            for index, header in enumerate(self.preview.source.header)
        ]

    @property
    def fields(self) -> list[tuple[str, str, bool]]:
        """What a column may be: field, its name in the reader's language, whether the file needs it."""
        place = 0 if str(get_locale()).startswith("zh") else 1
        names = {code: FIELD_NAMES[code][place][0] for code in fields_of(self.preview.kind)}
        return [(code, name[0].upper() + name[1:], code in REQUIRED) for code, name in names.items()]

    def refuse_twice(self) -> None:
        """Raises DomainError when two columns were given one meaning."""
        if self.twice:
            raise DomainError(N_("Two columns mean the same. Keep one of them."))


def stored(import_: Import, preview: Preview) -> Told:
    return Told(
        preview,
        preview.mapping,
        import_.options,
        questions(import_, preview),
        queries.remembered(import_),
    )


def told(import_: Import, preview: Preview) -> Told:
    """What the form chose. Raises DomainError for an answer that was not offered."""
    mapping, twice = dict.fromkeys(fields_of(import_.kind), LEAVE_OUT), {}
    for index, header in enumerate(preview.source.header):
        code = request.form.get(f"column-{index}", LEAVE_OUT)
        if code == LEAVE_OUT:
            continue
        if code not in mapping:
            raise DomainError(N_("There is no field %(field)s. Choose one from the list."), field=code[:40])
        if mapping[code]:
            twice[index] = gettext("“%(header)s” is this already.", header=mapping[code])
        mapping[code] = mapping[code] or header
    asked = questions(import_, preview)
    options = answers_to(asked)
    reads_otherwise = any(options[each.name] != each.value for each in asked if each.name in READING)
    answered = [replace(each, value=request.form.get(each.name, each.value)) for each in asked]
    return Told(preview, mapping, options, answered, queries.remembered(import_), twice, reads_otherwise)
