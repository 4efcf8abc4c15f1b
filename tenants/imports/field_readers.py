"""How the cells of each field are read: one table from field to reader."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tenants.imports import dates, identity, values
from tenants.imports.canonical import Options
from tenants.imports.cells import Read
from tenants.imports.columns import unit
from tenants.imports.dates import DateOrder, Moment
from tenants.imports.fields import AMOUNT_FIELDS, PAYER_FIELDS
from tenants.imports.problems import Flaw, Noted
from tenants.imports.values import Cell, remembering
from tenants.imports.words import (
    CUSTOMER_TYPE_WORDS,
    FUEL_WORDS,
    GENDER_WORDS,
    PAYER_WORDS,
    REFUND_WORDS,
    STATUS_WORDS,
    TYPE_WORDS,
    USE_WORDS,
    WASH_WORDS,
    Lookup,
    contained,
    exact,
    lookup,
    mentions,
)

NUMBER_CHARACTERS = 128  # order and customer numbers
SHORT_CHARACTERS = 100  # names, models, people
LONG_CHARACTERS = 2_000  # remarks, addresses
MODEL_YEARS, SEATS = (1950, 2100), (1, 200)
COUPON, NO_COUPON = "优惠券 ", ("0", "0.0", "0.00", "否", "n", "no")
FIRST_DAY = date(1990, 1, 1)
YEARS_AHEAD = 6

DATE_FIELDS = ("arrived_at", "settled_at", "delivered_at")
DAY_FIELDS = ("registered_on", "last_visit_on")
EXPIRY_FIELDS = ("compulsory_expire", "commercial_expire", "inspection_expire")
SHORT_FIELDS = (
    *("customer_name", "item_code", "emergency_contact", "wechat", "occupation", "source", "engine_no", "insurer"),
    *("brand", "series", "model"),
)
STAFF_FIELDS = ("advisor", "technician", "campaign")
LONG_FIELDS = ("remark", "entry_reason", "item_name", "address")
MONEY_FIELDS = (*AMOUNT_FIELDS, *PAYER_FIELDS, "discount", "refund", "price")


class OrderType(NamedTuple):
    """A type of domain.md 0.4, and whether its word means washing, or a refund."""

    code: str
    is_wash: bool = False
    is_refund: bool = False


Find = Callable[[str, Lookup], str | None]
Readers = dict[str, Callable[[str], Read]]  # field -> (header -> reader of its cells)


def field_readers(options: Options, orders: Mapping[str, DateOrder], is_1904: bool) -> Readers:
    """A reader maker for every field that is read. `orders` is the date order of each header that holds dates."""
    return {
        **_text_readers(),
        **_date_readers(options, orders, is_1904),
        **_word_readers(options.words),
        **dict.fromkeys(MONEY_FIELDS, partial(_money, options.money_unit)),
        "odometer_in": lambda header: partial(values.kilometres, factor=unit(header, 1)),
        "qty": lambda _: remembering(values.quantity),
        "plate": lambda _: partial(identity.plate, province=options.province),
        "vin": lambda _: identity.vin,
        "mobile": lambda _: identity.phones,
        "model_year": lambda _: remembering(partial(values.whole, low=MODEL_YEARS[0], high=MODEL_YEARS[1])),
        "seats": lambda _: remembering(partial(values.whole, low=SEATS[0], high=SEATS[1])),
        "coupon": lambda _: remembering(_coupon),
    }


def _text_readers() -> Readers:
    return {
        **dict.fromkeys(("order_no", "customer_key"), lambda _: _number),
        **dict.fromkeys(SHORT_FIELDS, lambda _: partial(values.words, limit=SHORT_CHARACTERS)),
        **dict.fromkeys(LONG_FIELDS, lambda _: partial(values.words, limit=LONG_CHARACTERS)),
        **dict.fromkeys(STAFF_FIELDS, lambda _: remembering(partial(values.words, limit=SHORT_CHARACTERS))),
    }


def _date_readers(options: Options, orders: Mapping[str, DateOrder], is_1904: bool) -> Readers:
    zone = ZoneInfo(options.timezone)
    last_day = options.today.replace(year=options.today.year + YEARS_AHEAD, day=28)

    def order(header: str) -> DateOrder:
        return options.date_order or orders.get(header, DateOrder.UNPROVEN)

    def moments(header: str) -> Read:
        read = partial(dates.moment, order=order(header), is_1904=is_1904)
        return remembering(lambda raw: dates.local(read(raw), zone))

    return {
        **dict.fromkeys(DATE_FIELDS, moments),
        **dict.fromkeys(DAY_FIELDS, lambda header: partial(_day, moments(header), last_day, False)),
        **dict.fromkeys(EXPIRY_FIELDS, lambda header: partial(_day, moments(header), last_day, True)),
        "birthday": lambda header: partial(dates.birthday, order=order(header), is_1904=is_1904),
    }


def _word_readers(own: Mapping[str, Mapping[str, str]]) -> Readers:
    """Words of the source system; `own` is what users have explained: field -> word -> code."""

    def asked(find: Find, field: str, table: Mapping[str, str], unknown: str) -> Callable[[str], Read]:
        return lambda _: remembering(partial(_word, find, lookup(table, own.get(field)), unknown))

    def unasked(table: Mapping[str, str]) -> Callable[[str], Read]:
        return lambda _: remembering(partial(_known_word, lookup(table)))

    return {
        "order_type": lambda _: remembering(partial(_order_type, lookup(TYPE_WORDS, own.get("order_type")))),
        "order_status": asked(exact, "order_status", STATUS_WORDS, "status_unknown"),
        "payer": asked(contained, "payer", PAYER_WORDS, "payer_unknown"),
        "customer_type": asked(exact, "customer_type", CUSTOMER_TYPE_WORDS, "customer_type_unknown"),
        "gender": unasked(GENDER_WORDS),
        "fuel": unasked(FUEL_WORDS),
        "use": unasked(USE_WORDS),
    }


def _money(money_unit: str, header: str) -> Read:
    return partial(values.fen, factor=unit(header, 1 if money_unit == "fen" else 100))


def _coupon(raw: Cell) -> str | Flaw | Noted[str] | None:
    """What was handed in, called a coupon lest it be taken for an event; an amount of nothing is none."""
    said = values.words(raw, SHORT_CHARACTERS - len(COUPON))
    if not isinstance(said, str):
        return said
    return None if said.casefold() in NO_COUPON else f"{COUPON}{said}"


def _number(raw: Cell) -> str | Flaw | None:
    said = values.identifier(raw)
    if isinstance(said, str) and len(said) > NUMBER_CHARACTERS:
        return Flaw("text_too_long", (("limit", str(NUMBER_CHARACTERS)),))
    return said


def _day(read: Callable[[Cell], Moment | Flaw | None], last: date, to_month_end: bool, raw: Cell) -> date | Flaw | None:
    """A day between 1990 and some years ahead; an expiry that names only a month holds to its end."""
    moment = read(raw)
    if not isinstance(moment, Moment):
        return moment
    day = (dates.month_end(raw) if to_month_end else None) or moment.on
    if day < FIRST_DAY:
        return Flaw("date_too_early")
    return Flaw("date_too_late") if day > last else day


def _word(find: Find, words: Lookup, unknown: str, raw: Cell) -> str | Flaw | None:
    said = values.text(raw)
    if said is None:
        return None
    if said in values.ERROR_CELLS:
        return Flaw("error_cell")
    return find(said, words) or Flaw(unknown)


def _known_word(words: Lookup, raw: Cell) -> str | None:
    """A word nobody needs to ask about when it is unknown."""
    said = values.text(raw)
    return contained(said, words) if said else None


def _order_type(words: Lookup, raw: Cell) -> OrderType | Noted[OrderType] | None:
    said = values.text(raw)
    if said is None:
        return None
    code = contained(said, words)
    kind = OrderType(code or "other", code == "beauty" and mentions(said, WASH_WORDS), mentions(said, REFUND_WORDS))
    return kind if code or kind.is_refund else Noted(kind, Flaw("type_unknown"))
