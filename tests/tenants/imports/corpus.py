"""Bad and odd files, each with what must become of it: how many records, which problems, or a refusal."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook

from tenants.imports.batches import Record

TODAY = date(2026, 7, 1)
HEADER = "工单号,客户名称,手机,车牌号,结算日期,实收金额"
COLUMNS = HEADER.split(",")
FIRST = "A1,张三,13912345678,甘A12345,2026-06-02,1280.00"
ROWS = [FIRST, "A2,李四,13812345678,甘A22222,2026-06-03,300", "A3,王五,13712345678,甘A33333,2026-06-04,99.50"]


@dataclass(frozen=True)
class Case:
    """`codes` are the problems of the file with their counts; `refused` is a part of the sentence that refuses it."""

    name: str
    make: Callable[[], bytes]
    records: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    refused: str = ""
    says: Callable[[list[Any]], Any] = bool
    expected: Any = True
    kind: str = "orders"
    reading: dict[str, Any] = field(default_factory=dict)  # sheet, encoding
    chosen: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    truncated_to: int = 0  # a file of so many bytes that needs no content


def adding_to(cases: list[Case]) -> Callable[..., None]:
    """A function that adds a case; content may be text (written as UTF-8), bytes, or what makes them."""

    def case(name: str, content: Callable[[], bytes] | bytes | str, **outcome: Any) -> None:
        made = content.encode() if isinstance(content, str) else content
        cases.append(Case(name, made if callable(made) else lambda: made, **outcome))

    return case


def csv(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    """A text table."""
    return end.join([header, *rows]) + end


def with_cell(column: str, value: str) -> str:
    """The first row with another value in a column, quoted."""
    cells = FIRST.split(",")
    cells[COLUMNS.index(column)] = '"' + value.replace('"', '""') + '"'
    return ",".join(cells)


def values(column: str, *said: str) -> str:
    """One row per value of a column, each an order of its own."""
    rows = []
    for number, value in enumerate(said, start=1):
        rows.append(
            with_cell(column, value).replace("A1,", f"B{number},", 1)
            if column != "工单号"
            else with_cell(column, value)
        )
    return csv(*rows)


def saved(book: Workbook) -> bytes:
    """The bytes of an openpyxl workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: Iterable[Any], header: Iterable[str] = COLUMNS) -> Workbook:
    """A workbook of one sheet."""
    book = Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    return book


XLSX_ROWS = [
    ("A1", "张三", 13912345678, "甘A12345", date(2026, 6, 2), 1280.0),
    ("A2", "李四", "13812345678", "甘A22222", date(2026, 6, 3), 300),
]


def names(records: list[Record]) -> list[str]:
    return [record.customer.name if record.customer else "" for record in records]


def fen(records: list[Any]) -> list[int]:
    return [order.fen.customer for order in records]


def refunds(records: list[Any]) -> list[int]:
    return [order.fen.refund for order in records]


def days(records: list[Any]) -> list[str]:
    return [str(order.settled_on) for order in records]


def plates(records: list[Record]) -> list[str | None]:
    return [record.vehicle.plate if record.vehicle else None for record in records]


def mobiles(records: list[Record]) -> list[list[str]]:
    return [[phone.number for phone in record.customer.phones] if record.customer else [] for record in records]


def numbers(records: list[Any]) -> list[str]:
    return [order.order_no for order in records]
