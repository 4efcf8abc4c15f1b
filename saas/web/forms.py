"""Forms: WTForms with our two words, and the one safe way back."""

from typing import Self
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]
    """A form filled from the request; `ok` says whether it may be used, `errors` why not, per field."""

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
