"""Cells as numbers and clean text (domain.md 6.1)."""

import pytest

from tenants.imports.problems import Flaw, Noted
from tenants.imports.values import Cell, fen, identifier, kilometres, text, whole, words


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("1280.00", 128000),
        ("¥1,280.5", 128050),
        ("￥ 1 280 元", 128000),
        ("(123.45)", -12345),
        ("5-", -500),
        ("−5", -500),
        ("1.2万", 1200000),
        ("0.005", 1),
        ("-0.005", -1),
        (0.285, 29),
        (1280, 128000),
        ("", None),
        ("--", None),
        ("暂无", None),
    ],
)
def test_an_amount_becomes_fen_half_up(raw: Cell, amount: int | None) -> None:
    assert fen(raw) == amount


def test_the_unit_of_the_column_scales_the_amount() -> None:
    assert (fen("128000", 1), fen("1.28", 1_000_000)) == (128000, 1280000)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1.234,50", "amount_unclear"),
        ("1,23", "amount_unclear"),
        ("1e3", "amount_scientific"),
        ("NaN", "amount_unreadable"),
        ("inf", "amount_unreadable"),
        (float("nan"), "amount_unreadable"),
        ("1_000", "amount_unreadable"),
        ("5²", "amount_unreadable"),
        ("1" + "0" * 15, "amount_too_large"),
        ("9" * 5000, "amount_too_large"),
        ("#REF!", "error_cell"),
    ],
)
def test_an_amount_with_two_readings_or_none_is_a_flaw(raw: Cell, code: str) -> None:
    assert fen(raw) == Flaw(code)


@pytest.mark.parametrize(
    ("raw", "km"), [("62440", 62440), ("35,000 km", 35000), ("3.5万公里", 35000), (62440.0, 62440), ("无", None)]
)
def test_an_odometer_reading_becomes_kilometres(raw: Cell, km: int | None) -> None:
    assert kilometres(raw) == km


def test_a_column_in_ten_thousands_is_multiplied() -> None:
    assert kilometres("3.52", 10_000) == 35200


@pytest.mark.parametrize(
    ("raw", "code"), [("-5", "odometer_unlikely"), ("9999999", "odometer_unlikely"), ("新", "number_unreadable")]
)
def test_an_unlikely_odometer_reading_is_a_flaw(raw: str, code: str) -> None:
    assert kilometres(raw) == Flaw(code)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (" ａｂ\u3000c ", "ab c"),
        ("张\u202e\u200b三\x00", "张三"),
        ("'=1+1", "=1+1"),
        ("e\u0301", "\u00e9"),
        ("一\r\n二", "一 二"),
        (62440.0, "62440"),
        ("N/A", None),
        ("'", None),
    ],
)
def test_text_is_cleaned_of_what_nobody_sees(raw: Cell, clean: str | None) -> None:
    assert text(raw) == clean


def test_a_name_in_the_private_area_of_old_chinese_tables_is_kept() -> None:
    assert text("张\ue816\u200b") == "张\ue816"


def test_a_long_text_is_cut_and_noted() -> None:
    assert words("长" * 5, 3) == Noted("长" * 3, Flaw("text_shortened", (("limit", "3"),)))


@pytest.mark.parametrize("raw", ["1.23457E+17", 1.23e17, 10**15])
def test_a_number_that_lost_digits_names_nothing(raw: Cell) -> None:
    assert identifier(raw) == Flaw("digits_lost")


def test_leading_zeros_of_a_number_are_kept() -> None:
    assert identifier("000123") == "000123"


def test_a_model_year_is_understood_within_its_bounds() -> None:
    assert (whole("2018款", 1950, 2100), whole("18", 1950, 2100)) == (2018, Flaw("number_unreadable"))
