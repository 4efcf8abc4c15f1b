"""What a customer wrote, as people see it."""

import unicodedata


def visible(said: str) -> str:
    """A text without marks that nobody sees, but with its lines."""
    told = unicodedata.normalize("NFC", said.replace("\r\n", "\n"))
    return "".join(mark if mark == "\n" or mark.isprintable() else _instead_of(mark) for mark in told).strip()


def _instead_of(mark: str) -> str:
    """Nothing for what only steers others, such as the direction of writing; a space for the rest."""
    return "" if unicodedata.category(mark) == "Cf" else " "
