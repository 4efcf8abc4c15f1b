"""A file into the shop in scope, the way a person imports it."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tenants.imports import verbs
from tenants.imports.models import Import


def load_file(folder: Path, *lines: str, today: date, **options: Any) -> Import:
    """Upload and load a CSV file of these lines."""
    file = folder / "export.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    found = verbs.upload(file, file.name, uploads=folder / "uploads", **options)
    now = datetime.combine(today, time(12), UTC)
    return verbs.load(found.id, folder / "uploads", today=today, now=now)
