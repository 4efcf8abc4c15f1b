"""One pass over the file of an import: every row typed, resolved and counted, its problems kept."""

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from tenants.db import db
from tenants.imports import columns, files, reader
from tenants.imports.canonical import Options
from tenants.imports.dates import DateOrder
from tenants.imports.fields import ORDERS
from tenants.imports.intake import Intake
from tenants.imports.loader import Loader, seldom_collected
from tenants.imports.models import Import, ImportProblem
from tenants.imports.problems import Problem

PROBLEMS_KEPT = 5_000

Progress = Callable[[int, int], None]  # rows so far, rows in all or 0


def read_through(
    import_: Import, uploads: Path, today: date, timezone: str, progress: Progress | None, *, dry: bool
) -> Loader:
    """Read the whole file into the loader, `dry` without writing a business row; problems and counts are stored."""
    # an order says little about its customer; a customer file is about him
    loader = Loader(import_.id, import_.source_system, today, dry=dry, fills_only=import_.kind == ORDERS)
    problems: list[Problem] = []
    expected = import_.counts.get("rows", 0)
    wanted = [header for header in import_.mapping.values() if header]
    path = files.path_of(import_.id, uploads)
    where = {name: import_.options.get(name, "") for name in ("sheet", "encoding")}
    with seldom_collected(), reader.reading(path, wanted=wanted, **where) as file:
        mapping = columns.resolve(file.source.header, import_.kind, import_.mapping)
        intake = Intake(file.source, mapping, _options(import_, today, timezone))
        for batch in intake.batches(file.chunks):
            loader.take(batch)
            problems.extend(batch.problems[: max(PROBLEMS_KEPT - len(problems), 0)])
            if progress:
                progress(intake.tally.rows, expected)
    _store_problems(import_.id, problems)
    counts = loader.counts
    import_.counts = {
        "rows": intake.tally.rows,
        "new": counts.new,
        "updated": counts.updated,
        "same": counts.same,
        "quarantined": intake.tally.quarantined,
    }
    import_.stop_and_ask = intake.tally.stop_and_ask
    return loader


def _options(import_: Import, today: date, timezone: str) -> Options:
    said = import_.options
    return Options(
        kind=import_.kind,
        today=today,
        timezone=timezone,
        money_unit=said.get("money_unit", "yuan"),
        province=said.get("province", ""),
        date_order=DateOrder(said["date_order"]) if said.get("date_order") else None,
        words=said.get("words", {}),
    )


def _store_problems(import_id: uuid.UUID, problems: list[Problem]) -> None:
    db.session.execute(delete(ImportProblem).where(ImportProblem.import_id == import_id))
    rows = [
        {
            "import_id": import_id,
            "number": number,
            "row_no": each.row_no,
            "column": each.column,
            "value": each.value,
            "code": each.code,
            "severity": each.severity,
            "params": each.params,
        }
        for number, each in enumerate(problems, 1)
    ]
    if rows:
        db.session.execute(insert(ImportProblem), rows)
