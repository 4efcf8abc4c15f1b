"""Days and moments as export files write them (domain.md 6.1). Shop-local; nothing here knows today's date."""

import re
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import NamedTuple

from tenants.imports.problems import Flaw
from tenants.imports.values import ERROR_CELLS, NULL_WORDS, Cell, text


class DateOrder(StrEnum):
    """How a column writes 6/2/2026. CONTRADICTED and UNPROVEN columns need the user's word."""

    UNPROVEN = "unproven"
    CONTRADICTED = "contradicted"
    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class Moment(NamedTuple):
    """A local day, with the time when the file gave one, and the offset when it named one."""

    on: date
    at: time | None = None
    offset: timezone | None = None


EXCEL_EPOCH = date(1899, 12, 30)  # right from 1900-03-01 on; earlier serials are refused as too early anyway
EXCEL_EPOCH_1904 = date(1904, 1, 1)
LAST_SERIAL = 80_000  # the year 2119
CENTURY_PIVOT = 70  # two-digit years: 70-99 are 19xx
SECONDS_A_DAY = 86_400

_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_YM = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\Z")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?\Z")
_SHORT = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|周)[一二三四五六日天]\)?")
_CLOCK = re.compile(
    r"[T\s]*(上午|下午|晚上|中午|凌晨)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?|分)?\s*(am|pm)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\Z",
    re.IGNORECASE,
)
_AFTERNOON = frozenset(("下午", "晚上", "pm"))
_MORNING = frozenset(("上午", "凌晨", "am"))


def moment(raw: Cell, order: DateOrder = DateOrder.UNPROVEN, is_1904: bool = False) -> Moment | Flaw | None:
    """The day, and the time if given, in any spelling of domain.md 6.1; a bare year and month are their first day."""
    try:
        if not isinstance(raw, str):
            return _numeric(raw, is_1904)
        if raw in NULL_WORDS:
            return None
        if raw.isascii() and raw[4:5] == raw[7:8] == "-":  # most exports; the rest below would read it too, slower
            if len(raw) == 10:
                return Moment(date.fromisoformat(raw))
            if len(raw) == 19 and raw[13] == raw[16] == ":":
                exact = datetime.fromisoformat(raw)
                return Moment(exact.date(), exact.time())
        said = text(raw)
        if said is None:
            return None
        return Flaw("error_cell") if said in ERROR_CELLS else _spelled(said, order, is_1904)
    except (ValueError, OverflowError):
        return Flaw("date_unreadable")


def local(read: Moment | Flaw | None, zone: tzinfo) -> Moment | Flaw | None:
    """In the shop's own time, when the file named another offset."""
    if not isinstance(read, Moment) or read.offset is None or read.at is None or read.on.year in (MINYEAR, MAXYEAR):
        return read
    there = datetime.combine(read.on, read.at, read.offset).astimezone(zone)
    return Moment(there.date(), there.time())


def month_end(raw: Cell) -> date | None:
    """The last day of a cell that names only a year and a month, else None: an expiry holds to the end of it."""
    match = _YM.match(text(raw) or "")
    if not match or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) < 9999:
        return None
    year, month = int(match[1]), int(match[2])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def date_order(cells: Iterable[Cell]) -> DateOrder:
    """What a column proves about 6/2/2026: month first only if some second place exceeds 12 and no first place does."""
    first = second = 0
    for cell in cells:
        match = _SHORT.match(cell) if isinstance(cell, str) else None
        if match and (len(match[4]) == 4 or (match[2] == "/" and int(match[1]) <= 12)):
            first, second = max(first, int(match[1])), max(second, int(match[3]))
    if first > 12 and second > 12:
        return DateOrder.CONTRADICTED
    return DateOrder.MONTH_FIRST if second > 12 else DateOrder.UNPROVEN


def _spelled(said: str, order: DateOrder, is_1904: bool) -> Moment | Flaw:
    if match := _YMD.match(said):
        return _with_clock(date(int(match[1]), int(match[2]), int(match[3])), said[match.end() :])
    if match := _PACKED.match(said):
        clock = time(int(match[4]), int(match[5]), int(match[6] or 0)) if match[4] else None
        return Moment(date(int(match[1]), int(match[2]), int(match[3])), clock)
    if match := _YM.match(said):
        return Moment(date(int(match[1]), int(match[2]), 1))
    if match := _SHORT.match(said):
        day = _short(int(match[1]), int(match[3]), match, order)
        return day if isinstance(day, Flaw) else _with_clock(day, said[match.end() :])
    if _SERIAL.match(said):
        return _serial(float(said), is_1904)
    return Flaw("date_unreadable")


def _short(first: int, second: int, match: re.Match[str], order: DateOrder) -> date | Flaw:
    """Three short groups: month and day in the order of the column, or the year first (26-6-2)."""
    last = int(match[4])
    short_year = len(match[4]) <= 2
    if order in (DateOrder.MONTH_FIRST, DateOrder.DAY_FIRST) and not (short_year and first > 31):
        month, day = (first, second) if order is DateOrder.MONTH_FIRST else (second, first)
        if month <= 12:
            return date(_full_year(last) if short_year else last, month, day)
        if not short_year:
            return Flaw("date_order_contradicted")
    if short_year and len(match[1]) == 2 and (match[2] != "/" or first > 12):
        return date(_full_year(first), second, last)
    return Flaw("date_order_unclear")


def _full_year(year: int) -> int:
    return year + (1900 if year >= CENTURY_PIVOT else 2000)


def _with_clock(day: date, rest: str) -> Moment | Flaw:
    rest = _WEEKDAY.sub("", rest)
    if not rest.strip():
        return Moment(day)
    match = _CLOCK.match(rest)
    if not match:
        return Flaw("date_unreadable")
    hour, half = int(match[2]), (match[1] or match[5] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    return Moment(day, time(hour, int(match[3]), int(match[4] or 0)), _offset(match[6]))


def _offset(said: str | None) -> timezone | None:
    if not said:
        return None
    if said in "Zz":
        return UTC
    minutes = int(said[1:3]) * 60 + int(said[-2:])
    return timezone(timedelta(minutes=-minutes if said[0] == "-" else minutes))


def _numeric(raw: int | float, is_1904: bool) -> Moment | Flaw | None:
    if raw == 0:
        return None  # how Excel stores an empty date: 1900-01-00
    if raw >= 10_000_000 and raw == int(raw):
        return _spelled(str(int(raw)), DateOrder.UNPROVEN, is_1904)
    return _serial(float(raw), is_1904)


def _serial(serial: float, is_1904: bool) -> Moment | Flaw:
    if not 0 < serial <= LAST_SERIAL:
        return Flaw("date_unreadable")
    day, part = divmod(serial, 1)
    seconds = round(part * SECONDS_A_DAY)
    epoch = EXCEL_EPOCH_1904 if is_1904 else EXCEL_EPOCH
    on = epoch + timedelta(days=int(day) + seconds // SECONDS_A_DAY)
    seconds %= SECONDS_A_DAY
    return Moment(on, time(seconds // 3600, seconds // 60 % 60, seconds % 60) if seconds else None)


_LUNAR = re.compile(r"(?:农历|阴历|lunar)\s*", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")


def birthday(raw: Cell, order: DateOrder = DateOrder.UNPROVEN, is_1904: bool = False) -> str | Flaw | None:
    """As stored: "1988-06-02", "06-02" when the year is unknown, "lunar 06-02" for a 农历 day."""
    said = text(raw)
    if said is None:
        return None
    solar = _LUNAR.sub("", said)
    lunar = "lunar " if solar != said else ""
    if match := _MONTH_DAY.match(solar):
        month, day = int(match[1]), int(match[2])
        return f"{lunar}{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else Flaw("date_unreadable")
    read = moment(solar if isinstance(raw, str) else raw, order, is_1904)
    if not isinstance(read, Moment):
        return read
    return f"{lunar}{read.on:%m-%d}" if lunar else read.on.isoformat()
