"""No cell of a download can act as a formula, and Excel opens it as it is."""

import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from saas.web import sheets
from saas.web.sheets import Cell

ANY_TEXT = '𠮷\x00\x1f野,"家"\n二行'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_a_text_that_would_run_starts_with_an_apostrophe(text: str) -> None:
    assert sheets.safe(text) == f"'{text}"


@pytest.mark.parametrize(
    "cell", ["张三", "13912345678", "1-2", "", "a=b", -5, 1.5, Decimal("-2.50"), date(2026, 6, 2), None]
)
def test_everything_else_stays_as_it_is(cell: Cell) -> None:
    assert sheets.safe(cell) == cell


def test_a_csv_is_known_as_utf_8_and_quotes_what_it_must(app: Flask) -> None:
    with app.test_request_context():
        answer = sheets.download("名单", "csv", ["=头", "金额"], [[ANY_TEXT, Decimal("1280.50")], [None, 7]])
        answer.direct_passthrough = False

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.get_data() == '\ufeff\'=头,金额\r\n"𠮷野,""家""\n二行",1280.50\r\n,7\r\n'.encode()


def test_a_workbook_keeps_numbers_as_numbers(app: Flask) -> None:
    with app.test_request_context():
        answer = sheets.download("名单", "xlsx", ["=头", "金额"], [[ANY_TEXT, Decimal("1280.50")], [None, 7]])
        answer.direct_passthrough = False

    rows = list(load_workbook(io.BytesIO(answer.get_data())).active.iter_rows(values_only=True))
    assert rows == [("'=头", "金额"), ('𠮷野,"家"\n二行', 1280.5), (None, 7)]
