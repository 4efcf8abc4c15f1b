"""Orders and customers from rows given in a test, without a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenants.imports import columns
from tenants.imports.canonical import Options
from tenants.imports.fields import ORDERS
from tenants.imports.intake import Intake
from tenants.imports.problems import Problem
from tenants.imports.reader import Chunk, Source

TODAY = date(2026, 7, 1)


def taken(
    *rows: Mapping[str, Any],
    kind: str = ORDERS,
    chosen: Mapping[str, str] | None = None,
    chunk: int = 1000,
    **options: Any,
) -> tuple[list[Any], list[Problem], Intake]:
    """Records, problems and the intake of rows given as header -> cell; the first row names all headers."""
    header = tuple(rows[0])
    source = Source("csv", "utf-8", "", (), False, 1, header, ())
    numbered = [(number, [row.get(name, "") for name in header]) for number, row in enumerate(rows, start=2)]
    mapping = columns.resolve(header, kind, chosen or {})
    intake = Intake(source, mapping, Options(kind, TODAY, **options))
    chunks = [Chunk(numbered[start : start + chunk], []) for start in range(0, len(numbered), chunk)]
    batches = list(intake.batches(chunks))
    return (
        [one for batch in batches for one in batch.records],
        [one for batch in batches for one in batch.problems],
        intake,
    )


def order_row(**changes: Any) -> dict[str, Any]:
    """A settled order of one car; further columns by their Chinese name."""
    row = {
        "工单号": "A1",
        "车牌号": "甘A12345",
        "客户名称": "张三",
        "手机": "13912345678",
        "结算日期": "2026-06-02",
        "实收": "100",
    }
    return {**row, **changes}
