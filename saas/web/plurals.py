"""Sentences about a number of things, which reads as every number of a page does: 1,234."""

from flask_babel import get_translations

from saas.web.formats import number


def ngettext(singular: str, plural: str, num: int, /, **slots: object) -> str:
    """In the language of the page; the number is the slot `num` unless another is given."""
    return pattern(singular, plural, num) % slots_of(num, slots)


def pattern(singular: str, plural: str, num: int) -> str:
    """The form for so many, its slots still open."""
    # %d knows no separators
    return str(get_translations().ungettext(singular, plural, num)).replace("%(num)d", "%(num)s")


def slots_of(num: int, slots: dict[str, object]) -> dict[str, object]:
    return {"num": number(num)} | slots
