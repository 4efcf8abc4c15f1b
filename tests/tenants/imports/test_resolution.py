"""Which customer and which vehicle a row of a file is about."""

from datetime import date

from sqlalchemy import select

from tenants.customers import merging
from tenants.customers.models import Customer, CustomerKey, Ownership, Vehicle
from tenants.customers.wishes import Status, record_consent, wishes_of
from tenants.db import db
from tenants.visits.models import Visit, WorkOrder
from tests.factories import LONG_AGO, create_customer
from tests.tenants.imports.importer import HEADER, ROWS, TODAY, Importer, count, counts


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
