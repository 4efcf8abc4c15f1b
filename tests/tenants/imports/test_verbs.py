"""Imports against the database: dry run, load, the same file again, one changed amount, undo."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, CustomerKey, CustomerPhone, Ownership, Vehicle
from tenants.customers.wishes import Status, record_consent, wishes_of
from tenants.db import db
from tenants.errors import DomainError
from tenants.imports import files, verbs
from tenants.imports.models import Import, ImportChange, ImportProblem
from tenants.visits.models import Visit, WorkOrder, WorkOrderLine
from tests.factories import LONG_AGO, create_customer

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


@pytest.fixture
def importer(in_shop: Shop, tmp_path: Path) -> Importer:
    return Importer(tmp_path)


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


def test_tv_i_a_gbk_row_is_one_customer_one_vehicle_one_order(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0], encoding="gbk")

    assert (count(Customer), count(Vehicle), count(WorkOrder)) == (1, 1, 1)
    assert db.session.scalars(select(WorkOrder.customer_fen)).one() == 1280_00
    assert db.session.scalars(select(Visit.m_fen)).one() == 1280_00


def test_tv_i_the_same_file_twice_changes_nothing(importer: Importer) -> None:
    assert importer.run(HEADER, *ROWS) == counts(new=3)
    before = everything()

    assert importer.run(HEADER, *ROWS) == counts(same=3)
    assert everything() == before


def test_tv_i_one_changed_amount_updates_exactly_one_order(importer: Importer) -> None:
    importer.run(HEADER, *ROWS)

    again = importer.run(HEADER, ROWS[0], ROWS[1].replace("300", "350"), ROWS[2])

    assert again == counts(updated=1, same=2)
    assert db.session.scalars(select(WorkOrder.customer_fen).where(WorkOrder.order_no == "A2")).one() == 350_00
    assert db.session.scalars(select(Visit.m_fen).where(Visit.visit_on == date(2026, 6, 3))).one() == 350_00


def test_a_dry_run_counts_like_a_load_and_writes_no_business_row(importer: Importer) -> None:
    importer.run(HEADER, *ROWS[:2])
    before = everything()
    lines = (HEADER, ROWS[0], ROWS[1].replace("300", "350"), ROWS[2])
    import_ = importer.upload(*lines)

    dry = importer.check(import_)

    assert everything() == before
    assert dry == importer.load(import_) == counts(new=1, updated=1, same=1)


def test_one_bad_row_does_not_spoil_the_others(importer: Importer) -> None:
    good = [f"B{number},客户{number},,甘B{number:05d},2026-06-02,100" for number in range(30)]

    found = importer.run(HEADER, *good, "X1,坏的,1.38E+10,甘A99999,2026-06-02,100")

    assert found == counts(new=30, quarantined=1)
    problem = db.session.scalars(select(ImportProblem)).one()
    assert (problem.row_no, problem.column, problem.value, problem.severity) == (32, "手机", "1.38E+10", "error")


def test_too_many_bad_rows_stop_and_ask(importer: Importer) -> None:
    import_ = importer.upload(HEADER, ROWS[0], "X1,坏的,1.38E+10,甘A99999,2026-06-02,100")

    with pytest.raises(DomainError, match="1 of 2 rows"):
        importer.load(import_)


def test_a_person_may_accept_to_leave_bad_rows_out(importer: Importer) -> None:
    import_ = importer.upload(HEADER, ROWS[0], "X1,坏的,1.38E+10,甘A99999,2026-06-02,100")
    verbs.map_columns(import_, import_.mapping, {"accept_quarantine": True}, uploads=importer.folder / "uploads")

    assert importer.load(import_) == counts(new=1, quarantined=1)


def test_undo_takes_everything_back(importer: Importer) -> None:
    importer.run(HEADER, *ROWS[:2])
    before = everything()
    import_ = importer.upload(
        HEADER + ",品牌,客户编号",
        ROWS[0] + ",大众,K1",
        ROWS[1].replace("300", "350") + ",丰田,K2",
        "A9,王五,13712345678,甘A33333,2026-06-09,500,本田,K3",
    )
    importer.load(import_)
    assert everything() != before

    verbs.undo(import_.id)

    assert everything() == before
    assert import_.status == "undone"
    assert count(ImportChange) == 0


def test_undo_puts_changed_lines_back(importer: Importer) -> None:
    header = "工单号,客户名称,车牌号,结算日期,项目名称,金额"
    importer.run(header, "L1,张三,甘A12345,2026-06-02,机油,300", "L1,张三,甘A12345,2026-06-02,机滤,50")
    before = everything()
    assert count(WorkOrderLine) == 2
    import_ = importer.upload(header, "L1,张三,甘A12345,2026-06-02,轮胎,800")
    importer.load(import_)
    assert db.session.scalars(select(WorkOrderLine.item_name)).all() == ["轮胎"]

    verbs.undo(import_.id)

    assert everything() == before


def test_a_later_import_must_be_undone_first(importer: Importer) -> None:
    first, second = importer.upload(HEADER, ROWS[0], name="一.csv"), importer.upload(HEADER, ROWS[1], name="二.csv")
    importer.load(first)
    importer.load(second)

    with pytest.raises(DomainError, match=r"later import 二\.csv first"):
        verbs.undo(first.id)

    verbs.undo(second.id)
    verbs.undo(first.id)
    assert count(Customer) == 0


def test_an_import_is_loaded_once_only(importer: Importer) -> None:
    import_ = importer.upload(HEADER, *ROWS)
    importer.load(import_)

    with pytest.raises(DomainError, match="moved on"):
        importer.load(import_)


def test_the_mapping_of_a_source_is_remembered(importer: Importer) -> None:
    odd = "编码甲,谁,车,哪天,多少钱"
    chosen = {"order_no": "编码甲", "customer_name": "谁", "plate": "车", "settled_at": "哪天", "received": "多少钱"}
    row = "Z1,张三,甘A12345,2026-06-02,100"
    importer.run(odd, row, mapping=chosen, kind="orders", source_system="老系统", options={"money_unit": "fen"})

    again = importer.upload(odd, row.replace("Z1", "Z2"), source_system="老系统")

    assert again.kind == "orders"
    assert chosen.items() <= again.mapping.items()
    assert again.options["money_unit"] == "fen"
    assert importer.load(again) == counts(new=1)


def test_a_mapping_without_a_needed_column_is_refused_with_its_name(importer: Importer) -> None:
    import_ = importer.upload(HEADER, *ROWS)

    with pytest.raises(DomainError, match="结算日期"):
        verbs.map_columns(import_, import_.mapping | {"settled_at": ""}, uploads=importer.folder / "uploads")


def test_a_phone_with_a_fitting_name_is_the_same_customer(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0], "A4,张先生,13912345678,甘A44444,2026-06-05,100")

    assert count(Customer) == 1
    assert count(Vehicle) == 2


def test_a_phone_with_another_name_is_another_customer(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0], "A4,王五,13912345678,甘A44444,2026-06-05,100")

    assert count(Customer) == 2


def test_a_number_of_more_than_three_customers_identifies_nobody(importer: Importer) -> None:
    names = ["张三", "李四", "王五", "赵六", "张三"]
    rows = [f"S{number},{name},13912345678,甘C{number:05d},2026-06-02,100" for number, name in enumerate(names)]

    importer.run(HEADER, *rows)

    assert count(Customer) == 5


def test_name_and_plate_without_a_phone_are_the_same_customer(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0], "A4,张三,,甘A12345,2026-06-05,100")

    assert count(Customer) == 1


def test_the_sources_own_number_is_an_identity_and_needs_no_vehicle(importer: Importer) -> None:
    header = "order_no,customer_key,settled_at,received"
    rows = [f"{number},{number % 2:04d},1998-01-{number + 1:02d},10.55" for number in range(6)]
    mapping = {name: name for name in header.split(",")}

    importer.run(header, *rows, mapping=mapping)

    assert sorted(db.session.scalars(select(CustomerKey.key))) == ["0000", "0001"]
    assert count(Customer) == 2
    assert count(Visit) == 6


def test_two_numbers_of_one_source_on_one_car_are_two_customers(importer: Importer) -> None:
    header = "order_no,customer_key,vin,settled_at,received"

    importer.run(
        header,
        "1,0001,LFMA1E2C3J0123456,2026-06-01,29.33",
        "2,0002,LFMA1E2C3J0123456,2026-06-09,50",
        "3,0001,LFMA1E2C3J0123456,2026-06-18,29.73",
    )

    assert count(Customer) == 2
    assert count(Vehicle) == 1


def test_the_same_vin_with_a_new_plate_is_the_same_vehicle(importer: Importer) -> None:
    header = HEADER + ",车架号"
    vin = "LFMA1E2C3J0123456"
    importer.run(header, ROWS[0] + f",{vin}")

    importer.run(header, f"A7,张三,13912345678,甘A77777,2026-06-25,100,{vin}")

    assert db.session.scalars(select(Vehicle.plate)).all() == ["甘A77777"]
    assert set(db.session.scalars(select(Visit.vehicle_id))) == set(db.session.scalars(select(Vehicle.id)))


def test_the_same_plate_with_another_vin_is_a_new_vehicle_and_closes_the_old(importer: Importer) -> None:
    header = HEADER + ",车架号"
    importer.run(header, ROWS[0] + ",LFMA1E2C3J0123456")

    importer.run(header, "A7,钱七,13612345678,甘A12345,2026-06-25,100,1M8GDM9AXKP042788")

    cars = {car.vin: car.closed_on for car in db.session.scalars(select(Vehicle))}
    assert cars == {"LFMA1E2C3J0123456": date(2026, 6, 25), "1M8GDM9AXKP042788": None}


def test_a_customer_file_fills_and_corrects_what_is_known(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0])
    customers = (
        "客户名称,手机号码,车牌号,品牌,微信",
        "张三,13912345678,甘A12345,大众,zhang3",
        "新人,13512345678,甘A55555,丰田,",
    )

    first, second = importer.run(*customers, name="c.csv"), importer.run(*customers, name="c.csv")

    assert first == counts(new=1, updated=1)
    assert second == counts(same=2)
    assert db.session.scalars(select(Customer.wechat).where(Customer.name == "张三")).one() == "zhang3"


def test_a_new_owner_in_the_customer_file_leaves_old_visits_with_the_old_owner(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0])

    importer.run("客户名称,手机号码,车牌号", "新主,13512345678,甘A12345", name="c.csv")

    owners = [row.from_on for row in db.session.scalars(select(Ownership).order_by(Ownership.from_on))]
    assert owners == [date(1990, 1, 1), TODAY]
    assert db.session.scalars(select(Customer.name).join(Visit, Visit.customer_id == Customer.id)).one() == "张三"


def test_rows_of_a_merged_customer_go_to_the_survivor(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0])
    survivor = create_customer("张三丰")
    merging.merge(db.session.scalars(select(Customer.id).where(Customer.name == "张三")).one(), survivor.id)

    importer.run(HEADER, ROWS[2])

    order = db.session.scalars(select(WorkOrder).where(WorkOrder.order_no == "A3")).one()
    assert order.customer_id == survivor.id


def test_do_not_contact_survives_a_new_import(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0])
    customer = db.session.scalars(select(Customer)).one()
    customer.do_not_call = True
    record_consent([customer.id], "sms", Status.REFUSED, source="reply", at=LONG_AGO)
    db.session.flush()

    importer.run("客户名称,手机号码,车牌号,微信", "张三,13912345678,甘A12345,zhang3", name="c.csv")

    db.session.expire_all()
    assert db.session.scalars(select(Customer)).one().do_not_call
    assert wishes_of([customer.id])[customer.id].consents == {"sms": False}


def test_chinese_names_get_a_key_to_sort_and_find_by(importer: Importer) -> None:
    importer.run(HEADER, ROWS[0])

    assert db.session.scalars(select(Customer.name_pinyin)).one() == "zhangsan"


def test_the_file_lies_in_the_folder_of_its_shop(importer: Importer, in_shop: Shop) -> None:
    import_ = importer.upload(HEADER, *ROWS)

    path = files.path_of(import_.id, importer.folder / "uploads")

    assert path == importer.folder / "uploads" / str(in_shop.id) / str(import_.id)
    assert path.stat().st_mode & 0o077 == 0
