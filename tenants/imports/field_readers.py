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


def field_readers(options: Options, orders: Mapping[str, DateOrder], is_1904: bool) -> dict[str, Callable[[str], Read]]:
    """field -> (header -> reader of its cells). `orders` is the date order of each header that holds dates."""

    zone = ZoneInfo(options.timezone)

    def moments(header: str) -> Read:
        order = options.date_order or orders.get(header, DateOrder.UNPROVEN)
        read = partial(dates.moment, order=order, is_1904=is_1904)
        return remembering(lambda raw: dates.local(read(raw), zone))

    def words(field: str, table: Mapping[str, str]) -> Lookup:
        return lookup(table, options.words.get(field))

    last_day = options.today.replace(year=options.today.year + YEARS_AHEAD, day=28)
    return {
        **dict.fromkeys(("order_no", "customer_key"), lambda _: _number),
        **dict.fromkeys(SHORT_FIELDS, lambda _: partial(values.words, limit=SHORT_CHARACTERS)),
        **dict.fromkeys(LONG_FIELDS, lambda _: partial(values.words, limit=LONG_CHARACTERS)),
        **dict.fromkeys(STAFF_FIELDS, lambda _: remembering(partial(values.words, limit=SHORT_CHARACTERS))),
        **dict.fromkeys(MONEY_FIELDS, partial(_money, options.money_unit)),
        **dict.fromkeys(DATE_FIELDS, moments),
        **dict.fromkeys(DAY_FIELDS, lambda header: partial(_day, moments(header), last_day, False)),
        **dict.fromkeys(EXPIRY_FIELDS, lambda header: partial(_day, moments(header), last_day, True)),
        "order_type": lambda _: remembering(partial(_order_type, words("order_type", TYPE_WORDS))),
        "order_status": lambda _: remembering(
            partial(_word, exact, words("order_status", STATUS_WORDS), "status_unknown")
        ),
        "payer": lambda _: remembering(partial(_word, contained, words("payer", PAYER_WORDS), "payer_unknown")),
        "customer_type": lambda _: remembering(
            partial(_word, exact, words("customer_type", CUSTOMER_TYPE_WORDS), "customer_type_unknown")
        ),
        "gender": lambda _: remembering(partial(_known_word, lookup(GENDER_WORDS))),
        "fuel": lambda _: remembering(partial(_known_word, lookup(FUEL_WORDS))),
        "use": lambda _: remembering(partial(_known_word, lookup(USE_WORDS))),
        "odometer_in": lambda header: partial(values.kilometres, factor=unit(header, 1)),
        "qty": lambda _: remembering(values.quantity),
        "plate": lambda _: partial(identity.plate, province=options.province),
        "vin": lambda _: identity.vin,
        "mobile": lambda _: identity.phones,
        "birthday": lambda header: partial(
            dates.birthday, order=orders.get(header, DateOrder.UNPROVEN), is_1904=is_1904
        ),
        "model_year": lambda _: remembering(partial(values.whole, low=MODEL_YEARS[0], high=MODEL_YEARS[1])),
        "seats": lambda _: remembering(partial(values.whole, low=SEATS[0], high=SEATS[1])),
    }


def _money(money_unit: str, header: str) -> Read:
    return partial(values.fen, factor=unit(header, 1 if money_unit == "fen" else 100))


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


def _word(find: Callable[[str, Lookup], str | None], words: Lookup, unknown: str, raw: Cell) -> str | Flaw | None:
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
