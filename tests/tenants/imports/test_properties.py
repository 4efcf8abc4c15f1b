"""What holds for any cell: readers never raise, and normalising twice changes nothing."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tenants.imports.columns import distinct
from tenants.imports.dates import DateOrder, Moment, birthday, moment
from tenants.imports.identity import Phones, phones, plate, vin
from tenants.imports.problems import Flaw, Noted
from tenants.imports.values import fen, identifier, kilometres, quantity, text, whole, words

DIGITS = st.text(alphabet="0123456789０１²①+-–.,:/ ()年月日万元eE¥ 　\u200b'*xXaApPmM", max_size=24)
CELLS = st.one_of(st.text(max_size=40), DIGITS, st.integers(), st.floats())


@given(CELLS)
def test_a_reader_never_raises(cell: str | int | float) -> None:
    for read in (fen, kilometres, quantity, identifier, moment, birthday, phones, plate, vin):
        read(cell)
    for order in DateOrder:
        moment(cell, order)
    whole(cell, 1, 100)
    words(cell, 10)


@given(CELLS)
def test_clean_text_is_clean(cell: str | int | float) -> None:
    said = text(cell)

    assert said is None or text(said) in (said, None) or said.startswith("'")
    assert said is None or not set(said) & {"\0", "\u202e", "\u200b", "\n"}


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_plain_amount_is_read_to_the_fen(amount: Decimal) -> None:
    assert fen(f"{amount:,.2f}") == fen(f"{amount:.2f}") == int(amount * 100)


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2118, 1, 1)))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    for spelled in (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", serial, str(serial)):
        assert moment(spelled) == Moment(day)


@given(DIGITS)
def test_a_normal_phone_stays_as_it_is(cell: str) -> None:
    read = phones(cell)

    for phone in read.numbers if isinstance(read, Phones) else ():
        assert phones(phone.number) == Phones((phone,))


@given(st.from_regex(r"[甘粤沪][A-Za-z·]{1,2}[A-Z0-9Oo挂]{4,6}", fullmatch=True))
def test_a_normal_plate_stays_as_it_is(cell: str) -> None:
    read = plate(cell)

    number = read.value if isinstance(read, Noted) else read
    assert isinstance(number, Flaw | None) or plate(number) == number


@given(st.from_regex(r"[A-Z0-9]{16,18}", fullmatch=True))
def test_a_normal_vin_stays_as_it_is(cell: str) -> None:
    read = vin(cell)

    number = read.value if isinstance(read, Noted) else read
    again = None if isinstance(number, Flaw | None) else vin(number)
    assert again is None or (again.value if isinstance(again, Noted) else again) == number


@given(st.lists(st.sampled_from(["电话", "电话 (2)", "电话 (3)", "", "#2"]), max_size=8))
def test_column_names_can_be_told_apart(names: list[str]) -> None:
    shown = distinct(names)

    assert len(set(shown)) == len(names)
