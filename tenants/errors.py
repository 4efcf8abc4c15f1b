"""Expected trouble: a sentence that tells a person what to do next."""

from typing import Any


def N_(message: str) -> str:
    """Mark an English sentence for the catalogue; translation happens at the edge, in the reader's language."""
    return message


class DomainError(Exception):
    """Expected trouble. `message` is an English msgid with named %-slots, `params` fill them."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message
