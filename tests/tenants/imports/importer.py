"""Files of one shop, imported as of one day, and what came of them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tenants.customers.models import Customer, CustomerKey, CustomerPhone, Ownership, Vehicle
from tenants.db import db
from tenants.imports import verbs
from tenants.imports.models import Import
from tenants.visits.models import Visit, WorkOrder, WorkOrderLine

TODAY = date(2026, 7, 1)
HEADER = "工单号,客户名称,手机,车牌号,结算日期,实收金额"
ROWS = [
    'A1,张三,13912345678,甘A12345,2026/6/2,"1,280.00"',
    "A2,李四,13812345678,甘A22222,2026-06-03,300",
    "A3,张三,13912345678,甘A12345,2026-06-20,99.50",
]


class Importer:
    """Uploads and loads files of one shop, as of TODAY."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moment = 0

    def upload(self, *lines: str, name: str = "orders.csv", encoding: str = "utf-8", **options: Any) -> Import:
        file = self.folder / name
        file.write_bytes("\n".join(lines).encode(encoding))
        return verbs.upload(file, name, uploads=self.folder / "uploads", **options)

    def check(self, import_: Import) -> dict[str, int]:
        return verbs.check(import_.id, self.folder / "uploads", today=TODAY).counts

    def load(self, import_: Import) -> dict[str, int]:
        self.moment += 1
        now = datetime(2026, 7, 1, 0, self.moment, tzinfo=UTC)
        return verbs.load(import_.id, self.folder / "uploads", today=TODAY, now=now).counts

    def run(self, *lines: str, **options: Any) -> dict[str, int]:
        return self.load(self.upload(*lines, **options))


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def counts(new: int = 0, updated: int = 0, same: int = 0, quarantined: int = 0) -> dict[str, int]:
    rows = new + updated + same + quarantined
    return {"rows": rows, "new": new, "updated": updated, "same": same, "quarantined": quarantined}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    db.session.flush()
    models: list[Any] = [Customer, CustomerPhone, CustomerKey, Vehicle, Ownership, WorkOrder, WorkOrderLine, Visit]
    return {
        model.__tablename__: sorted((tuple(row) for row in db.session.execute(select(model.__table__))), key=repr)
        for model in models
    }
