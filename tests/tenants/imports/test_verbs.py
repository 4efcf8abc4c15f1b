"""Imports against the database: dry run, load, the same file again, one changed amount, undo."""

from datetime import date

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.errors import DomainError
from tenants.imports import files, verbs
from tenants.imports.models import ImportChange, ImportProblem
from tenants.visits.models import Visit, WorkOrder, WorkOrderLine
from tests.tenants.imports.importer import HEADER, ROWS, Importer, count, counts, everything


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


def test_the_file_lies_in_the_folder_of_its_shop(importer: Importer, in_shop: Shop) -> None:
    import_ = importer.upload(HEADER, *ROWS)

    path = files.path_of(import_.id, importer.folder / "uploads")

    assert path == importer.folder / "uploads" / str(in_shop.id) / str(import_.id)
    assert path.stat().st_mode & 0o077 == 0
