from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from babel.numbers import format_currency, format_decimal
from flask import Flask, g
from flask_babel import force_locale

from saas.web import formats


@pytest.mark.parametrize(
    ("fen", "locale", "text"),
    [
        (1864000, "zh_Hans_CN", "¥18,640"),
        (1864050, "zh_Hans_CN", "¥18,640.50"),
        (-5, "zh_Hans_CN", "-¥0.05"),
        (0, "zh_Hans_CN", "¥0"),
        (None, "zh_Hans_CN", "—"),
        (1864050, "en", "¥18,640.50"),
    ],
)
def test_money_shows_hundredths_only_when_there_are_any(app: Flask, fen: int | None, locale: str, text: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert formats.money(fen) == text


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
@pytest.mark.parametrize("whole", [0, 7, -7, 999, 1000, -1000, 1234567, -98765432100])
def test_whole_numbers_read_as_the_library_writes_them(app: Flask, whole: int, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert formats.number(whole) == format_decimal(whole, locale=locale)
        yuan = format_currency(whole, "CNY", "¥#,##0;-¥#,##0", locale=locale, currency_digits=False)
        assert formats.money(whole * 100) == yuan


def test_money_is_in_the_currency_of_the_shop(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        g.shop = SimpleNamespace(currency="USD", timezone="UTC")

        assert formats.money(19900) == "$199"


def test_a_share_of_nothing_is_unknown_and_not_zero(app: Flask) -> None:
    with app.test_request_context():
        assert formats.percent(None) == "—"
        assert formats.percent(0.3825) == "38.2%"
        assert formats.percent(0.0003) == "<0.1%"
        assert formats.percent(0) == "0%"


def test_a_moment_is_told_in_the_time_of_the_shop(app: Flask) -> None:
    with app.test_request_context():
        g.shop = SimpleNamespace(currency="CNY", timezone="Asia/Shanghai")

        assert formats.moment(datetime(2026, 11, 21, 17, 30, tzinfo=UTC)) == "2026-11-22 01:30"


@pytest.mark.parametrize(
    ("registered", "shown"), [("甘A12345", "甘A·12345"), ("粤BD12345", "粤B·D12345"), ("7ABC123", "7ABC123")]
)
def test_a_chinese_plate_is_shown_as_it_is_printed(registered: str, shown: str) -> None:
    assert formats.plate(registered) == shown


@pytest.mark.parametrize(
    ("digits", "spoken", "masked"),
    [("13800002217", "138 0000 2217", "138****2217"), ("0931-8888888", "0931-8888888", "********8888")],
)
def test_a_phone_number_is_spoken_in_groups_or_masked(digits: str, spoken: str, masked: str) -> None:
    assert formats.phone(digits) == spoken
    assert formats.masked_phone(digits) == masked


def test_days_are_the_same_in_both_languages() -> None:
    assert formats.day(date(2026, 11, 2)) == "2026-11-02"
    assert formats.short_day(date(2026, 11, 2)) == "11-02"
    assert formats.day(None) == "—"


def test_a_face_shows_the_first_letter() -> None:
    assert formats.initial("王建国") == "王"
    assert formats.initial(" zhang") == "Z"
    assert formats.initial("") == "?"
