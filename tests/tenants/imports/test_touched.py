"""An import touches whom it is about, and no more."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.imports.touched import touched
from tests import factories
from tests.importing import load_file

pytestmark = pytest.mark.usefixtures("in_shop")

TODAY = date(2026, 7, 1)
HEADER = "工单号,客户名称,手机,车牌号,结算日期,实收金额"


def row(number: int, yuan: int = 300, day: str = "2026-06-03") -> str:
    return f"A{number},客户{number},1391234{number:04d},甘A{number:05d},{day},{yuan}"


def names(ids: list[object]) -> set[str]:
    return set(db.session.scalars(select(Customer.name).where(Customer.id.in_(ids))))


def plates(ids: list[object]) -> set[str | None]:
    return set(db.session.scalars(select(Vehicle.plate).where(Vehicle.id.in_(ids))))


@pytest.fixture
def known(in_shop: Shop, tmp_path: Path) -> None:
    load_file(tmp_path, HEADER, *(row(number) for number in range(20)), today=TODAY)


@pytest.mark.usefixtures("known")
def test_a_new_order_touches_its_customer_and_his_car(tmp_path: Path) -> None:
    import_ = load_file(tmp_path, HEADER, row(3), "B1,客户4,13912340004,甘A00004,2026-06-30,99", today=TODAY)

    found = touched(import_.id)

    assert found is not None
    assert (names(found.customers), plates(found.vehicles)) == ({"客户4"}, {"甘A00004"})


@pytest.mark.usefixtures("known")
def test_a_changed_order_touches_whom_it_was_about_and_whom_it_is_about(tmp_path: Path) -> None:
    moved = "A5,客户6,13912340006,甘A00006,2026-06-03,300"
    import_ = load_file(tmp_path, HEADER, moved, today=TODAY)

    found = touched(import_.id)

    assert found is not None
    assert names(found.customers) == {"客户5", "客户6"}
    assert plates(found.vehicles) == {"甘A00005", "甘A00006"}


@pytest.mark.usefixtures("known")
def test_the_survivor_of_a_merge_is_touched_in_place_of_the_record(tmp_path: Path) -> None:
    record = db.session.scalars(select(Customer).where(Customer.name == "客户7")).one()
    survivor = factories.create_customer("客户7")
    merging.merge(record.id, survivor.id)
    import_ = load_file(tmp_path, HEADER, row(7, yuan=400), today=TODAY)

    found = touched(import_.id)

    assert found is not None
    assert found.customers == [survivor.id]


@pytest.mark.usefixtures("known")
def test_a_file_about_a_large_part_of_the_shop_touches_all_of_it(tmp_path: Path) -> None:
    import_ = load_file(tmp_path, HEADER, *(row(number, yuan=400) for number in range(6)), today=TODAY)

    assert touched(import_.id) is None
