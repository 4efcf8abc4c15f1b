"""The imports that brought the story: one of the whole history, one of the last weeks, with rows that were kept out."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from saas.seeds.story import Customer, Story
from saas.seeds.write import SOURCE
from tenants.db import db, new_id
from tenants.imports.models import Import, ImportProblem
from tenants.imports.wordings import WORDINGS

FIRST_AGO, SECOND_AGO = 34, 1
MAPPING = {
    "order_no": "工单号", "order_type": "业务类型", "order_status": "状态", "arrived_at": "进厂日期",
    "settled_at": "结算日期", "customer_key": "客户编号", "customer_name": "客户名称", "mobile": "手机",
    "plate": "车牌号", "vin": "车架号", "odometer_in": "进厂里程", "advisor": "服务顾问", "received": "实收金额",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """A row that could not be read as it was: where, what stood there, and the code of the problem."""

    row_no: int
    column: str
    value: str
    code: str


SLIPS = (
    Slip(17, "手机", "1.38E+10", "digits_lost"),
    Slip(143, "车牌号", "甘A1234", "plate_invalid"),
    Slip(208, "手机", "138****1234", "phone_masked"),
    Slip(390, "手机", "13800138000", "phone_dummy"),
    Slip(411, "结算日期", "2026-02-30", "date_unreadable"),
    Slip(655, "实收金额", "待定", "amount_unreadable"),
)
LATER_SLIPS = (Slip(9, "手机", "12345678901", "phone_invalid"), Slip(31, "进厂里程", "八万", "odometer_unlikely"))


def record_imports(
    story: Story, customers: list[Customer], today: date, zone: ZoneInfo, by: uuid.UUID
) -> dict[date, uuid.UUID]:
    """Two loaded imports; returns the first day of the orders of each -> its id."""
    cut = today - timedelta(FIRST_AGO)
    arrived = [order.arrived_on for customer in customers for order in customer.orders]
    early = sum(day < cut for day in arrived)
    first = _record(f"维修记录_截至{cut:%Y%m%d}.xlsx", early, SLIPS, _evening(cut, zone), by)
    latest = today - timedelta(SECOND_AGO)
    second = _record(
        f"维修记录_{cut:%m%d}-{latest:%m%d}.csv", len(arrived) - early, LATER_SLIPS, _evening(latest, zone), by
    )
    db.session.flush()
    return {story.season.first_day: first, cut: second}


def _record(file_name: str, orders: int, slips: tuple[Slip, ...], at: datetime, by: uuid.UUID) -> uuid.UUID:
    import_id = new_id()
    kept_out = sum(WORDINGS[slip.code].severity == "error" for slip in slips)
    db.session.add(
        Import(
            id=import_id,
            kind="orders",
            status="loaded",
            source_system=SOURCE,
            file_name=file_name,
            file_bytes=orders * 180,
            file_sha256=hashlib.sha256(file_name.encode()).digest(),
            mapping=MAPPING,
            counts={"new": orders, "updated": 0, "same": 0, "quarantined": kept_out},
            created_by_id=by,
            created_at=at,
            loaded_at=at + timedelta(minutes=2),
        )
    )
    db.session.flush()
    for number, slip in enumerate(slips, start=1):
        severity = WORDINGS[slip.code].severity
        place = {"row_no": slip.row_no, "column": slip.column, "value": slip.value}
        db.session.add(ImportProblem(import_id=import_id, number=number, code=slip.code, severity=severity, **place))
    return import_id


def _evening(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(18, 40), zone)
