"""From the header of a file to a mapping: which column holds which field (domain.md 6.2)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tenants.errors import N_, DomainError
from tenants.imports.fields import (
    AMOUNT_FIELDS,
    CUSTOMERS,
    FIELD_NAMES,
    ORDERS,
    PARTY_FIELDS,
    PAYER_FIELDS,
    fields_of,
)
from tenants.imports.limits import HEADER_KNOWN_NAMES
from tenants.imports.values import Cell, text

_UNITS = {
    "万公里": 10_000,
    "公里": 1,
    "km": 1,
    "千米": 1,
    "万元": 1_000_000,
    "元": 100,
    "yuan": 100,
    "rmb": 100,
    "分": 1,
    "fen": 1,
}
_UNIT = re.compile(r"[(\[【]\s*(万公里|公里|km|千米|万元|元|yuan|rmb|分|fen)\s*[)\]】]", re.IGNORECASE)
_REMARKS = re.compile(r"[(\[【]?(必填|选填|可选|required|optional)[)\]】]?", re.IGNORECASE)
_IGNORED = re.compile(r"[\s()\[\]{}【】「」:;,/\\_\-*#.·'\"]+")


class Header(NamedTuple):
    """`row` is its place among the rows looked at, `names` the columns as shown: repeated ones carry a number."""

    row: int
    rows: int  # 2 when a second header row was folded in
    names: tuple[str, ...]


def normal(header: str) -> str:
    """A header as compared: NFKC, lower case, without units, spaces, brackets and colons."""
    said = unicodedata.normalize("NFKC", header).lower()
    return _IGNORED.sub("", _REMARKS.sub("", _UNIT.sub("", said)))


def unit(header: str, default: int) -> int:
    """The factor a header asks for: km per unit (万公里 10,000) or fen per unit (元 100, 万元 1,000,000, 分 1)."""
    said = unicodedata.normalize("NFKC", header).lower()
    match = _UNIT.search(said)
    if match:
        return _UNITS[match[1]]
    return _UNITS["万公里"] if said.strip().endswith("万公里") else default


_SPELLINGS = {
    field: tuple(dict.fromkeys(normal(name) for name in (*zh, *en, field))) for field, (zh, en) in FIELD_NAMES.items()
}
_KNOWN = frozenset(name for names in _SPELLINGS.values() for name in names)


def guess(headers: Sequence[str], kind: str, taken: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field -> header for every field whose name is found. `taken` is decided already; a header serves one field."""
    mapping = {field: header for field, header in (taken or {}).items() if header}
    free: dict[str, str] = {}
    for header in headers:
        if header not in mapping.values():
            free.setdefault(normal(header), header)
    for field in fields_of(kind):
        if field in (taken or {}):
            continue
        name = next((name for name in _SPELLINGS[field] if name in free), None)
        if name is not None:
            mapping[field] = free.pop(name)
    return mapping


def detect_kind(headers: Sequence[str], taken: Mapping[str, str] | None = None) -> str:
    """Orders if there is an order number, a settle date or an amount, else customers with vehicles."""
    mapping = guess(headers, ORDERS, taken)
    return ORDERS if any(field in mapping for field in ("order_no", "settled_at", *AMOUNT_FIELDS)) else CUSTOMERS


def resolve(headers: Sequence[str], kind: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The mapping to read by: what the user chose (field -> header, "" for none), the rest guessed.

    Raises DomainError for a field or a header that does not exist.
    """
    taken: dict[str, str] = {}
    by_name = {normal(header): header for header in reversed(headers)}
    for field, header in chosen.items():
        if field not in FIELD_NAMES:
            raise DomainError(
                N_("There is no field %(field)s. The fields are %(fields)s."),
                field=field,
                fields=", ".join(fields_of(kind)),
            )
        if header and header not in headers and normal(header) not in by_name:
            raise DomainError(
                N_("The file has no column %(header)s. Its columns are %(headers)s."),
                header=header,
                headers=", ".join(headers),
            )
        taken[field] = header if header in headers else by_name.get(normal(header), "")
    return guess(headers, kind, taken)


def require(mapping: Mapping[str, str], kind: str) -> None:
    """Raises DomainError naming the column that is missing for this kind of file."""
    if kind == CUSTOMERS:
        _require_one(mapping, ("customer_name", "plate", "customer_key"))
        return
    _require_one(mapping, ("settled_at",))
    _require_one(mapping, PARTY_FIELDS)
    if not any(field in mapping for field in (*AMOUNT_FIELDS, *PAYER_FIELDS)) and "price" not in mapping:
        _require_one(mapping, AMOUNT_FIELDS)


def _require_one(mapping: Mapping[str, str], fields: Sequence[str]) -> None:
    if any(field in mapping for field in fields):
        return
    names = [name for field in fields for name in (FIELD_NAMES[field][0][0], FIELD_NAMES[field][1][0])]
    if len(fields) == 1:
        message = N_("The file has no column for %(field)s. Rename it to %(names)s, or choose it below.")
    else:
        message = N_("The file needs one of these columns: %(names)s. Rename yours, or choose it below.")
    raise DomainError(message, field=fields[0], names=", ".join(names))


def find_header(rows: Sequence[Sequence[Cell]], wanted: Iterable[str] = ()) -> Header | None:
    """The first row that holds all `wanted` headers; without those, three known names, or nothing but known names."""
    asked = {normal(header) for header in wanted if header}
    for number, row in enumerate(rows):
        found = [normal(text(cell) or "") for cell in row]
        known = sum(name in _KNOWN for name in found)
        filled = sum(bool(name) for name in found)
        if asked <= set(found) if asked else known >= HEADER_KNOWN_NAMES or 0 < known == filled:
            return _folded(rows, number)
    return None


def _folded(rows: Sequence[Sequence[Cell]], number: int) -> Header:
    """Fold a header of two rows: merged cells leave names in the row above, or group names of the row below."""
    above, names, below = (_texts(rows, place) for place in (number - 1, number, number + 1))
    filled = [name for name in below if name]
    if len(filled) >= 2 and all(normal(name) in _KNOWN for name in filled):
        return Header(number, 2, distinct(under or name for name, under in zip_longest(names, below, fillvalue="")))
    over = [name if normal(name) in _KNOWN else "" for name in above]
    return Header(number, 1, distinct(name or upper for name, upper in zip_longest(names, over, fillvalue="")))


def _texts(rows: Sequence[Sequence[Cell]], number: int) -> list[str]:
    return [text(cell) or "" for cell in rows[number]] if 0 <= number < len(rows) else []


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Column names a person can tell apart: the second 电话 is "电话 (2)", a nameless fifth column "#5"."""
    shown: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        free = name = name or f"#{place}"
        again = 2
        while free in shown:
            free = f"{name} ({again})"
            again += 1
        shown[free] = None
    return tuple(shown)
