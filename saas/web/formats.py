"""How values read on a page: money, days, numbers, phones, plates. Registered as Jinja filters."""

from datetime import date, datetime, time

from babel.numbers import format_compact_decimal
from flask import Flask, g
from flask_babel import format_currency, format_datetime, format_decimal, format_percent, get_locale

SYMBOLS = {"CNY": "¥"}  # in a shop there is one currency: no CN¥ for those who read English
NOTHING = "—"  # an unknown number is never shown as 0
LEAST_SHARE = 0.001  # with one decimal place


def install(app: Flask) -> None:
    numbers = (money, short_money, number, percent, decimal)
    days = (day, short_day, month, local_day, days_after, moment, clock)
    filters = (*numbers, *days, phone, masked_phone, plate, initial)
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def money(fen: int | None) -> str:
    """Hundredths in the shop's currency; the hundredths themselves only when there are any."""
    if fen is None:
        return NOTHING
    currency = _currency()
    if currency in SYMBOLS and not fen % 100:
        return f"{'-' if fen < 0 else ''}{SYMBOLS[currency]}{abs(fen) // 100:,}"
    pattern = SYMBOLS.get(currency, "¤") + ("#,##0.00" if fen % 100 else "#,##0")
    return str(format_currency(fen / 100, currency, format=f"{pattern};-{pattern}", currency_digits=False))


def short_money(fen: int) -> str:
    """For small places: ¥6.4万, ¥64.2K."""
    return f"{symbol()}{format_compact_decimal(fen / 100, locale=get_locale(), fraction_digits=1)}"


def symbol() -> str:
    """Of the shop's currency, or nothing."""
    return SYMBOLS.get(_currency(), "")


def number(value: float | None) -> str:
    if isinstance(value, int):
        return f"{value:,}"  # as Babel does in both languages, without reading the pattern again for a hundred numbers
    return NOTHING if value is None else str(format_decimal(value, format="#,##0.#"))


def decimal(value: float | None, places: int = 2) -> str:
    return NOTHING if value is None else f"{value:.{places}f}"


def percent(share: float | None) -> str:
    """0.382 -> 38.2%; a little is not nothing."""
    if share is not None and 0 < share < LEAST_SHARE / 2:
        return f"<{percent(LEAST_SHARE)}"
    return NOTHING if share is None else str(format_percent(share, format="#,##0.#%"))


def day(on: date | None) -> str:
    return on.isoformat() if on else NOTHING


def short_day(on: date | None) -> str:
    return on.strftime("%m-%d") if on else NOTHING


def month(of: date) -> str:
    return of.strftime("%Y-%m")


def local_day(at: datetime) -> str:
    """The shop's day of a moment."""
    return str(format_datetime(at, "yyyy-MM-dd"))


def days_after(on: date, today: date) -> int:
    """How many days after `today` a day is; negative when it is over."""
    return (on - today).days


def moment(at: datetime | None) -> str:
    """In the shop's time zone."""
    return str(format_datetime(at, "yyyy-MM-dd HH:mm")) if at else NOTHING


def clock(at: datetime | time) -> str:
    """The hour: of a moment in the shop's time zone, or as it was promised."""
    return at.strftime("%H:%M") if isinstance(at, time) else str(format_datetime(at, "HH:mm"))


def phone(digits: str) -> str:
    """A Chinese mobile in the groups it is spoken in."""
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if _is_mobile(digits) else digits


def masked_phone(digits: str) -> str:
    """138****1234 (domain.md 4.9)."""
    if _is_mobile(digits):
        return f"{digits[:3]}****{digits[7:]}"
    return f"{'*' * max(len(digits) - 4, 0)}{digits[-4:]}"


def plate(registered: str) -> str:
    """甘A12345 as it is printed: 甘A·12345. Plates of other countries stay as they are."""
    is_chinese = len(registered) > 2 and "\u4e00" <= registered[0] <= "\u9fff"
    return f"{registered[:2]}·{registered[2:]}" if is_chinese else registered


def initial(name: str) -> str:
    return name.strip()[:1].upper() or "?"


def _currency() -> str:
    shop = g.get("shop")
    return shop.currency if shop else "CNY"


def _is_mobile(digits: str) -> bool:
    return len(digits) == 11 and digits.startswith("1") and digits.isdigit()
