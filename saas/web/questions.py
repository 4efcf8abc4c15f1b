"""What a file cannot tell by itself: how it is written, and what its own words mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from saas.web.labels import CUSTOMER_TYPE, ORDER_TYPE, Label
from tenants.errors import N_, DomainError
from tenants.imports import queries
from tenants.imports.dates import DateOrder
from tenants.imports.encodings import CHOICES
from tenants.imports.fields import ORDERS
from tenants.imports.identity import PROVINCES
from tenants.imports.models import Import
from tenants.imports.reader import Preview

MONEY_UNITS = {"yuan": _l("Yuan: 1280.00"), "fen": _l("Hundredths: 128000")}
DATE_ORDERS = {
    "": _l("Find out"),
    DateOrder.DAY_FIRST.value: _l("Day first: 31/12/2026"),
    DateOrder.MONTH_FIRST.value: _l("Month first: 12/31/2026"),
}
STATUSES = {"settled": _l("Settled"), "open": _l("Still open"), "voided": _l("Voided")}
PAYERS = {
    "CUSTOMER": _l("The customer"),
    "INSURER": _l("The insurer"),
    "PACKAGE": _l("A package or prepaid card"),
    "WARRANTY": _l("The maker, by warranty"),
    "INTERNAL": _l("We ourselves"),
    "GOODWILL": _l("Nobody: a gift"),
    "REWORK": _l("Nobody: rework"),
}


def _texts(labels: dict[str, Label]) -> dict[str, LazyString]:
    return {code: label.text for code, label in labels.items()}


# what an unknown word may mean: field -> question, answers
MEANINGS = {
    "order_status": (_l("What does the status “%(word)s” mean?"), STATUSES),
    "order_type": (_l("What kind of order is “%(word)s”?"), _texts(ORDER_TYPE)),
    "payer": (_l("Who pays “%(word)s”?"), PAYERS),
    "customer_type": (_l("What kind of customer is “%(word)s”?"), _texts(CUSTOMER_TYPE)),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One select of the form."""

    name: str
    text: str
    choices: Sequence[tuple[str, str | LazyString]]
    value: str


def questions(import_: Import, preview: Preview) -> list[Question]:
    """What the file itself cannot tell; words only once a check has met them."""
    return [*_of_reading(import_, preview), *_of_values(import_), *_of_words(import_)]


def _of_reading(import_: Import, preview: Preview) -> Iterator[Question]:
    source = preview.source
    if len(source.sheets) > 1:
        yield Question("sheet", gettext("Which sheet?"), [(name, name) for name in source.sheets], source.sheet)
    if source.encoding:
        chosen = import_.options.get("encoding", "")
        yield Question("encoding", gettext("Are the characters right?"), encodings(source.encoding), chosen)


# what people know an encoding by
ENCODINGS = {
    "utf-8": _l("UTF-8, the usual one today"),
    "gb18030": _l("GB18030 / GBK, simplified Chinese of Windows"),
    "utf-16-le": _l("UTF-16, “Unicode text” of Excel"),
    "utf-16-be": _l("UTF-16, big-endian"),
    "big5": _l("Big5, traditional Chinese"),
    "shift_jis": _l("Shift JIS, Japanese"),
    "euc_kr": _l("EUC-KR, Korean"),
    "cp1252": _l("Windows 1252, western European"),
}


def encodings(found: str = "") -> list[tuple[str, str | LazyString]]:
    """The encodings a person may choose; none means the one that was `found`."""
    as_found = gettext("As found: %(encoding)s", encoding=found.upper()) if found else gettext("Find out")
    return [("", as_found), *((name, ENCODINGS[name]) for name in CHOICES)]


def _of_values(import_: Import) -> Iterator[Question]:
    said = import_.options
    if import_.kind == ORDERS:
        units = list(MONEY_UNITS.items())
        yield Question("money_unit", gettext("How are amounts written?"), units, said.get("money_unit", "yuan"))
    orders = list(DATE_ORDERS.items())
    yield Question("date_order", gettext("How are dates like 6/2/2026 meant?"), orders, said.get("date_order") or "")
    provinces = [("", gettext("Do not add one")), *((name, name) for name in PROVINCES)]
    yield Question("province", gettext("Province of plates without one"), provinces, said.get("province", ""))


def _of_words(import_: Import) -> Iterator[Question]:
    told, unknown = import_.options.get("words", {}), queries.unknown_words(import_.id)
    for code, (asked, meanings) in MEANINGS.items():
        mine = told.get(code, {})
        for word in dict.fromkeys([*unknown.get(code, []), *mine]):
            answers = [("", gettext("I do not know")), *meanings.items()]
            yield Question(f"word-{code}-{word}", str(asked) % {"word": word}, answers, mine.get(word, ""))


def answers_to(asked: Sequence[Question]) -> dict[str, Any]:
    """What the form answered, as options of an import. Raises DomainError for an answer that was not offered."""
    answers: dict[str, Any] = {"words": {}}
    for question in asked:
        value = request.form.get(question.name, question.value)
        if value not in dict(question.choices):
            raise DomainError(N_("%(value)s is not one of the choices. Choose from the list."), value=value[:40])
        if not question.name.startswith("word-"):
            answers[question.name] = value
        elif value:
            _, code, word = question.name.split("-", 2)
            answers["words"].setdefault(code, {})[word] = value
    return answers
