"""A section of settings as a form: shown from what is stored, or from what somebody typed, with his mistakes."""

import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask_babel import LazyString, gettext
from werkzeug.datastructures import MultiDict

from saas.web import errors
from saas.web.setting_kinds import Kind, kind_of, kind_of_past
from saas.web.setting_words import SECTIONS, WORDS
from tenants import settings
from tenants.errors import N_, DomainError
from tenants.settings import Settings, changes, rules
from tenants.settings.settings import DEFAULTS, read

MODES = ("f_cut_mode", "m_cut_mode")  # say how the value beside them is read


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting with what stands beside it. `written` is what the control holds, `said` the value in words."""

    name: str
    label: LazyString
    effect: LazyString
    kind: Kind
    written: list[str]
    said: str
    default: str
    is_changed: bool
    seen: str
    error: str = ""


@dataclass(slots=True)
class Typed:
    """What a form said. `values` holds what could be read, `seen` the values the person had before him."""

    chosen: Settings
    values: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_overtaken: bool = False  # somebody else was faster

    @property
    def draft(self) -> Settings:
        """The settings as they would be."""
        return replace(self.chosen, **self.values)

    def problems(self) -> dict[str, str]:
        """What keeps it from being saved, by setting."""
        refused = rules.problems(self.draft)
        return self.errors or {name: errors.sentence(problem) for name, problem in refused.items()}

    def save(self, user_id: uuid.UUID, now: datetime) -> list[str]:
        """Store it; the names of what is different now. Nothing is stored while there are errors."""
        if self.errors:
            return []
        try:
            return settings.change(user_id=user_id, now=now, seen=self.seen, **self.values)
        except changes.Refused as refusal:
            self.errors = {name: errors.sentence(problem) for name, problem in refusal.problems.items()}
        except changes.ChangedMeanwhile as conflict:
            self._overtaken(conflict)
        return []

    def _overtaken(self, conflict: changes.ChangedMeanwhile) -> None:
        """Show what it became; who saves again has seen that."""
        self.is_overtaken = True
        self.chosen = settings.current()
        self.errors = {name: _became(name, self.chosen) for name in conflict.names}
        self.seen |= {name: getattr(self.chosen, name) for name in conflict.names}


def typed(section: str, sent: MultiDict[str, str]) -> Typed:
    """What was sent of a section. A setting that the form did not have is left alone."""
    found = Typed(settings.current())
    names = [name for name in SECTIONS[section].names if f"was-{name}" in sent]
    for name in sorted(names, key=lambda name: name not in MODES):
        found.seen[name] = _seen(sent[f"was-{name}"])
        found.written[name] = sent.getlist(name)
        try:
            found.values[name] = kind_of(name, found.draft).read(found.written[name])
        except DomainError as error:
            found.errors[name] = errors.sentence(error)
    return found


def shown(section: str, told: Typed | None = None) -> list[Shown]:
    """The settings of a section as they are, or as somebody typed them."""
    told = told or Typed(settings.current())
    return [_shown(name, told) for name in SECTIONS[section].names]


def said(name: str, value: Any) -> str:
    """A value of the history in words; one of an older release may mean nothing any more."""
    try:
        return kind_of_past(name, value).said(read(value))
    except (KeyError, TypeError, ValueError):
        return str(value)


def _shown(name: str, told: Typed) -> Shown:
    value, default = getattr(told.chosen, name), getattr(DEFAULTS, name)
    kind = kind_of(name, told.draft)
    return Shown(
        name=name,
        label=WORDS[name].label,
        effect=WORDS[name].effect,
        kind=kind,
        written=told.written[name] if name in told.written else kind.written(value),
        said=kind_of(name, told.chosen).said(value),
        default=kind_of(name, DEFAULTS).said(default),
        is_changed=value != default,
        seen=json.dumps(told.seen.get(name, value)),
        error=told.errors.get(name, ""),
    )


def _seen(sent: str) -> Any:
    try:
        return read(json.loads(sent))
    except (ValueError, RecursionError) as error:
        raise DomainError(N_("This page is too old. Load it again.")) from error


def _became(name: str, chosen: Settings) -> str:
    now = said(name, getattr(chosen, name))
    return str(gettext("Somebody else set this to %(value)s meanwhile. Save again to overwrite it.", value=now))
