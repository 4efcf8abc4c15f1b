"""An undo takes back what an import wrote, and nothing that people decided after it."""

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from saas.accounts.models import Shop
from tenants.customers import merging, wishes
from tenants.customers.models import Customer, CustomerPhone, Vehicle
from tenants.customers.wishes import Status
from tenants.db import db
from tenants.follow_ups.models import Contact
from tenants.imports import queries, verbs
from tenants.imports.models import Import
from tests.factories import LONG_AGO, create_appointment
from tests.importing import load_file

ORDERS = "工单号,客户名称,手机,车牌号,车架号,结算日期,实收金额"
OWNERS = "客户名称,手机号码,车牌号,品牌,微信"
ZHANG = "A1,张三,13912345678,甘A12345,LFMA1E2C3J0123456,2026-06-02,1280"
MORE_OF_ZHANG = "张三,13912345678,甘A12345,大众,zhang3"


class Files:
    """Loads one file a day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = 0

    def bring(self, header: str, *rows: str) -> uuid.UUID:
        self.day += 1
        return load_file(self.folder, header, *rows, today=date(2026, 7, self.day)).id

    def undo(self, import_id: uuid.UUID) -> Import:
        db.session.flush()
        undone = verbs.undo(import_id)
        db.session.expire_all()
        return undone


@pytest.fixture
def files(in_shop: Shop, tmp_path: Path) -> Files:
    return Files(tmp_path)


def named(name: str) -> Customer:
    return db.session.scalars(select(Customer).where(Customer.name == name)).one()


def names() -> list[str]:
    return sorted(db.session.scalars(select(Customer.name)))


def car(plate: str) -> Vehicle:
    return db.session.scalars(select(Vehicle).where(Vehicle.plate == plate)).one()


def test_what_people_decided_after_an_import_outlives_its_undoing(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    advisor = uuid.uuid4()
    second = files.bring(OWNERS, MORE_OF_ZHANG)
    refused = dict.fromkeys(wishes.FLAGS, True)
    wishes.wish(named("张三").id, dedicated_advisor_id=advisor, email="zhang@example.com", **refused)
    car("甘A12345").closed_on, car("甘A12345").exit_reason = date(2026, 7, 5), "sold"

    undone = files.undo(second)

    zhang = named("张三")
    assert (zhang.wechat, car("甘A12345").brand) == (None, None)
    assert (zhang.dedicated_advisor_id, zhang.email) == (advisor, "zhang@example.com")
    assert all(getattr(zhang, flag) for flag in wishes.FLAGS)
    assert (car("甘A12345").closed_on, car("甘A12345").exit_reason) == (date(2026, 7, 5), "sold")
    assert undone.counts["kept"] == 2


def test_a_value_that_was_corrected_after_the_import_stays_as_corrected(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(OWNERS, MORE_OF_ZHANG)
    named("张三").wechat = "zhangsan-new"

    files.undo(second)

    assert (named("张三").wechat, car("甘A12345").brand) == ("zhangsan-new", None)


def test_an_undo_without_later_decisions_keeps_nothing(files: Files) -> None:
    files.bring(ORDERS, ZHANG)

    assert files.undo(files.bring(OWNERS, MORE_OF_ZHANG)).counts["kept"] == 0


def test_a_merge_after_the_import_stays(files: Files) -> None:
    files.bring(ORDERS, ZHANG, "A2,张先生,13912345679,甘A22222,,2026-06-03,300")
    second = files.bring(OWNERS, MORE_OF_ZHANG)
    merging.merge(named("张三").id, named("张先生").id)

    files.undo(second)

    assert named("张三").merged_into_id == named("张先生").id
    assert named("张三").wechat is None


def test_who_was_marked_do_not_call_stays_with_his_number_when_his_import_goes(files: Files) -> None:
    first = files.bring(ORDERS, ZHANG, "A2,李四,13812345678,甘A22222,,2026-06-03,300")
    wishes.wish(named("张三").id, do_not_call=True)

    undone = files.undo(first)
    files.bring(ORDERS, ZHANG.replace("A1,", "B1,"))

    assert names() == ["张三"]
    assert named("张三").do_not_call
    assert undone.counts["kept"] == 1
    assert db.session.scalars(select(CustomerPhone.number)).all() == ["13912345678"]


@pytest.mark.parametrize("decided", ["refused", "called", "booked"])
def test_whom_somebody_has_worked_with_stays(files: Files, decided: str) -> None:
    first = files.bring(ORDERS, ZHANG)
    zhang = named("张三")
    if decided == "refused":
        wishes.record_consent([zhang.id], "sms", Status.REFUSED, source="reply", at=LONG_AGO)
    elif decided == "called":
        db.session.add(Contact(customer_id=zhang.id, channel="call", outcome="no_answer"))
    else:
        create_appointment(zhang, date(2026, 7, 9))

    files.undo(first)

    assert names() == ["张三"]


def test_an_older_record_stands_alone_again_when_its_survivor_goes_with_an_import(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(ORDERS, "A2,张先生,13912345679,甘A22222,,2026-06-03,300")
    old, new = named("张三"), named("张先生")
    merging.merge(old.id, new.id)
    new.dedicated_advisor_id = advisor = uuid.uuid4()

    files.undo(second)

    assert names() == ["张三"]
    assert (old.merged_into_id, old.dedicated_advisor_id) == (None, advisor)


def test_an_older_record_keeps_what_was_refused_by_the_record_it_was_merged_into(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(ORDERS, "A2,张先生,13912345679,甘A22222,,2026-06-03,300")
    wishes.wish(named("张先生").id, do_not_call=True)
    wishes.record_consent([named("张先生").id], "sms", Status.REFUSED, source="reply", at=LONG_AGO)
    merging.merge(named("张三").id, named("张先生").id)

    files.undo(second)

    old = named("张三")
    assert (old.merged_into_id, old.do_not_call) == (None, True)
    assert wishes.wishes_of([old.id])[old.id].consents == {"sms": False}


def test_records_merged_step_by_step_come_apart_at_the_one_that_goes(files: Files) -> None:
    files.bring(ORDERS, ZHANG, "A3,张老师,13912345670,甘A33333,,2026-06-03,300")
    second = files.bring(ORDERS, "A2,张先生,13912345679,甘A22222,,2026-06-03,300")
    oldest, old = named("张老师"), named("张三")
    merging.merge(oldest.id, old.id)
    merging.merge(old.id, named("张先生").id)

    files.undo(second)

    assert (oldest.merged_into_id, old.merged_into_id) == (old.id, None)


def test_a_plate_that_moved_to_another_car_comes_back(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(ORDERS, "A7,钱七,13612345678,甘A12345,1M8GDM9AXKP042788,2026-06-25,100")

    files.undo(second)

    assert (car("甘A12345").vin, car("甘A12345").closed_on) == ("LFMA1E2C3J0123456", None)


def test_two_cars_that_exchanged_a_plate_have_their_own_again(files: Files) -> None:
    files.bring(ORDERS, ZHANG, "A2,钱七,13612345678,甘A77777,1M8GDM9AXKP042788,2026-06-03,300")
    second = files.bring(ORDERS, "A7,钱七,13612345678,甘A12345,1M8GDM9AXKP042788,2026-06-25,100")

    files.undo(second)

    cars = {row.vin: (row.plate, row.closed_on) for row in db.session.scalars(select(Vehicle))}
    assert cars == {"LFMA1E2C3J0123456": ("甘A12345", None), "1M8GDM9AXKP042788": ("甘A77777", None)}


def test_a_car_with_a_decision_of_its_own_stays_and_keeps_its_plate(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(ORDERS, "A7,钱七,13612345678,甘A12345,1M8GDM9AXKP042788,2026-06-25,100")
    db.session.execute(
        text(
            "INSERT INTO odometer_decisions (shop_id, vehicle_id, read_on, km_read, decided_at)"
            " SELECT shop_id, id, DATE '2026-06-25', 100, now() FROM vehicles WHERE vin = '1M8GDM9AXKP042788'"
        )
    )

    files.undo(second)

    cars = {row.vin: row.closed_on for row in db.session.scalars(select(Vehicle))}
    assert cars == {"LFMA1E2C3J0123456": date(2026, 6, 25), "1M8GDM9AXKP042788": None}
    assert names() == ["张三", "钱七"]


def test_a_file_from_before_the_written_values_were_kept_gives_back_what_imports_write(files: Files) -> None:
    files.bring(ORDERS, ZHANG)
    second = files.bring(OWNERS, MORE_OF_ZHANG)
    db.session.execute(text("UPDATE import_changes SET written = NULL"))
    wishes.wish(named("张三").id, do_not_call=True)

    files.undo(second)

    zhang = named("张三")
    assert (zhang.wechat, car("甘A12345").brand, zhang.do_not_call) == (None, None, True)


def test_what_an_undo_would_take_away_counts_only_what_it_takes(files: Files) -> None:
    first = files.bring(ORDERS, ZHANG, "A2,李四,13812345678,甘A22222,,2026-06-03,300")
    wishes.wish(named("张三").id, do_not_call=True)
    db.session.flush()

    losses: Any = queries.losses(first)

    assert (losses.orders, losses.customers, losses.vehicles) == (2, 1, 2)
