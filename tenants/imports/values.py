"""Cleaning of cells, and the numbers in them: money in fen, kilometres, counts (domain.md 6.1).

A reader returns the value, None for a blank, or a Flaw; it never raises.
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from tenants.imports.problems import Flaw, Noted

Cell = str | int | float  # "" is a blank
T = TypeVar("T")

NULL_WORDS = {"空", "无", "暂无", "-", "--", "---", "—", "——", "/", "\\", "n/a", "na", "null", "none"}
NULL_WORDS |= {"0000-00-00", "1900-01-00", "00:00:00"}  # empty dates of MySQL and Excel
LONGEST_NULL = max(map(len, NULL_WORDS))
ERROR_CELLS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FORMULA!"}
AMOUNT_LIMIT_YUAN = 10**10
ODOMETER_LIMIT_KM = 2_000_000
SAFE_DIGITS = 10**15  # Excel keeps 15 digits of a number
REMEMBERED_CELLS = 1 << 10  # per column

_SPACE = re.compile(r"\s+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d+\Z")
_LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[eE]\+\d+\Z")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\Z")
_PLAIN = re.compile(r"(?:\d+\.?\d*|\.\d+)\Z")
_MONEY_MARKS = re.compile(r"\A(?:rmb|cny|[¥￥$])|(?:元整?|rmb|cny|[¥￥])\Z", re.IGNORECASE)
_KM_MARKS = re.compile(r"(?:km|kms|公里|千米|公里数)\Z", re.IGNORECASE)
_ODD_DIGIT = re.compile(r"[²³¹¼-¾⁰-₎①-⓿❶-➓㈠-㊰]")


def remembering(read: Callable[[Cell], T]) -> Callable[[Cell], T]:
    """The same reader with a memory, for a column that repeats few short texts: days, words, names of staff."""
    return lru_cache(REMEMBERED_CELLS)(read)


def text(raw: Cell) -> str | None:
    """NFKC, one line, no control, direction or zero-width characters, no leading apostrophe; None for blank words."""
    if not isinstance(raw, str):
        return _number_as_text(raw)
    if raw.isprintable() and (raw.isascii() or unicodedata.is_normalized("NFKC", raw)):
        said = raw.strip()
    else:
        said = _clean(raw)
    if said.startswith("'"):  # Excel's text mark, and the guard of our own exports
        said = said[1:].lstrip()
    return None if not said or (len(said) <= LONGEST_NULL and said.lower() in NULL_WORDS) else said


def _clean(raw: str) -> str:
    said = unicodedata.normalize("NFKC", raw)
    if not said.isprintable():
        said = "".join(mark for mark in said if mark.isprintable() or mark.isspace() or _is_rare_hanzi(mark))
    return _SPACE.sub(" ", said).strip()


def _is_rare_hanzi(mark: str) -> bool:
    return unicodedata.category(mark) == "Co"  # where older GB18030 tables put characters found in names


def has_odd_digit(raw: Cell) -> bool:
    """Whether a figure holds ², ① or the like, which NFKC would quietly turn into one more digit."""
    return isinstance(raw, str) and not raw.isascii() and bool(_ODD_DIGIT.search(raw))


def _number_as_text(raw: int | float) -> str:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < SAFE_DIGITS:
        return str(int(raw))
    return str(raw)


def identifier(raw: Cell) -> str | Flaw | None:
    """A number that names something (order, customer): kept as text, refused when Excel has eaten digits of it."""
    said = text(raw)
    if said is None:
        return None
    lost = _LOST_DIGITS.match(said) if isinstance(raw, str) else abs(float(raw)) >= SAFE_DIGITS
    if lost:
        return Flaw("digits_lost")
    return Flaw("error_cell") if said in ERROR_CELLS else said


def words(raw: Cell, limit: int) -> str | Flaw | Noted[str] | None:
    """Free text of at most `limit` characters."""
    said = text(raw)
    if said is None:
        return None
    if said in ERROR_CELLS:
        return Flaw("error_cell")
    if len(said) > limit:
        return Noted(said[:limit], Flaw("text_shortened", (("limit", str(limit)),)))
    return said


def fen(raw: Cell, factor: int = 100) -> int | Flaw | None:
    """Money in fen, half-up. `factor` is fen per unit of the column: 100 for yuan, 1 for fen, 1,000,000 for 万元."""
    if isinstance(raw, str) and raw.isascii() and factor == 100:
        whole, _, part = raw.partition(".")
        if whole.isdigit() and len(whole) < 12 and (part.isdigit() or not part) and len(part) <= 2:
            return int(whole) * 100 + int(part.ljust(2, "0"))
    number = decimal(raw)
    if not isinstance(number, Decimal):
        return number
    if abs(number) * factor > AMOUNT_LIMIT_YUAN * 100:
        return Flaw("amount_too_large")
    return int((number * factor).quantize(Decimal(1), ROUND_HALF_UP))


def decimal(raw: Cell) -> Decimal | Flaw | None:
    """A number as people write it: 1,280.00 · ¥12 · (3.50) · 5- · 1.2万. What can be read in two ways is a Flaw."""
    if not isinstance(raw, str):
        return Decimal(repr(raw)) if isfinite(raw) else Flaw("amount_unreadable")
    said = text(raw)
    if said is None:
        return None
    if said.upper() in ERROR_CELLS:
        return Flaw("error_cell")
    if has_odd_digit(raw):
        return Flaw("amount_unreadable")
    figure, negative = _sign(said.replace(" ", "").replace("−", "-"))
    figure = _MONEY_MARKS.sub("", figure)
    times = 10_000 if figure.endswith("万") else 1
    figure, also_negative = _sign(figure.removesuffix("万"))
    if _GROUPED.match(figure):
        figure = figure.replace(",", "")
    if not _PLAIN.match(figure) or not figure.isascii():
        return _what_is_wrong(figure)
    if len(figure) > 40:
        return Flaw("amount_too_large")
    number = Decimal(figure) * times
    return -number if negative != also_negative else number


def _sign(figure: str) -> tuple[str, bool]:
    if figure.startswith("(") and figure.endswith(")"):
        return figure[1:-1], True
    if figure.startswith(("-", "+")):
        return figure[1:], figure[0] == "-"
    if figure.endswith("-"):
        return figure[:-1], True
    return figure, False


def _what_is_wrong(figure: str) -> Flaw:
    if _SCIENTIFIC.match(figure):
        return Flaw("amount_scientific")
    if "," in figure and figure.replace(",", "").replace(".", "").isdigit():
        return Flaw("amount_unclear")
    return Flaw("amount_unreadable")


def kilometres(raw: Cell, factor: int = 1) -> int | Flaw | None:
    """An odometer reading in km; `factor` 10,000 for a column in 万公里. 3.5万 and 35,000 km are understood."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 7 and factor == 1:
        return int(raw)
    said = text(raw)
    if said is not None and isinstance(raw, str):
        said = _KM_MARKS.sub("", said).strip()
    number = decimal(said if isinstance(raw, str) else raw) if said else None
    if not isinstance(number, Decimal):
        return number if number is None or number.code == "error_cell" else Flaw("number_unreadable")
    km = number * factor
    if not 0 <= km <= ODOMETER_LIMIT_KM:
        return Flaw("odometer_unlikely")
    return int(km.quantize(Decimal(1), ROUND_HALF_UP))


def quantity(raw: Cell) -> Decimal | Flaw | None:
    """A count or hours, up to three decimals."""
    number = decimal(raw)
    if isinstance(number, Flaw) or (number is not None and abs(number) >= 10**9):
        return Flaw("number_unreadable")
    return number


def whole(raw: Cell, low: int, high: int) -> int | Flaw | None:
    """An integer within its bounds, e.g. seats or a model year (2018款 is understood)."""
    said = text(raw)
    if said is None:
        return None
    try:
        number = Decimal(said.rstrip("年款座 ")) if not has_odd_digit(raw) else Decimal("NaN")
    except InvalidOperation:
        return Flaw("number_unreadable")
    if not number.is_finite() or number != number.to_integral_value() or not low <= number <= high:
        return Flaw("number_unreadable")
    return int(number)
