"""Forms: WTForms with our two words, and the one safe way back."""

import uuid
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm
from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm


class Form(FlaskForm):  # type: ignore[misc]
    """A form filled from the request; `ok` says whether it may be used, `errors` why not, per field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: BaseForm, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            filters = unbound_field.kwargs.get("filters", ())
            return unbound_field.bind(form=form, filters=[*filters, _without_nul], **options)

    @classmethod
    def from_request(cls, **defaults: object) -> Self:
        """Filled from the body of an unsafe request, else from `defaults`."""
        return cls(**defaults)

    @property
    def ok(self) -> bool:
        return bool(self.validate_on_submit())

    def error_of(self, field: str) -> str:
        """The first message at a field, or nothing."""
        return str(next(iter(self[field].errors), ""))


def day_of(typed: str | None) -> date | None:
    """What a field for a day sent, None when it is empty or no day."""
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None


def id_of(typed: str | None) -> uuid.UUID | None:
    """What a hidden field or a list sent, None when it names nothing."""
    try:
        return uuid.UUID(typed or "")
    except ValueError:
        return None


def next_page(fallback: str = "/") -> str:
    """Where the form asks to go afterwards, if that is a page of ours."""
    wish = request.values.get("next", "")
    return wish if is_own_page(wish) else fallback


def is_own_page(address: str) -> bool:
    """A path on this site and nothing else. Browsers read a backslash as a slash and drop control characters."""
    if not address.startswith("/") or address.startswith("//"):
        return False
    if "\\" in address or any(character < " " or character == "\x7f" for character in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def _without_nul(value: object) -> object:
    """PostgreSQL keeps every character but this one."""
    return value.replace("\0", "") if isinstance(value, str) else value
