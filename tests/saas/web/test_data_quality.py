"""What is wrong with a shop's data, counted and listed."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers.models import CustomerPhone
from tenants.db import db
from tenants.needs import verbs
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.importing import load_file
from tests.queries import recorded_queries

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
AS_OF = date(2026, 6, 30)


@pytest.fixture
def suspect(shop: Shop) -> uuid.UUID:
    """The car of TV-N1, whose 92,300 km cannot be true."""
    with tenant_scope(shop.id):
        car = factories.create_car_with_a_typo()
        predict(AS_OF)
        db.session.commit()
        return car.id


def test_a_suspect_reading_is_listed_with_what_it_may_have_been(member: Member, shop: Shop, suspect: uuid.UUID) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/data-quality", headers=ENGLISH).text

    assert "92,300 km" in page
    assert "Does not fit" in page
    assert "probably 29,300 km" in page
    assert "digits swapped" in page
    assert str(suspect) in page


def test_the_buttons_are_for_those_who_may_use_them(member: Member, shop: Shop, suspect: uuid.UUID) -> None:
    pages = {
        role: member(role).get(f"/s/{shop.slug}/data-quality", headers=ENGLISH).text for role in ("viewer", "advisor")
    }

    assert "Accept 29,300" not in pages["viewer"]
    assert "Accept 29,300" in pages["advisor"]


def test_a_shop_with_good_data_is_told_what_is_good(member: Member, shop: Shop) -> None:
    browser = member("viewer")

    pages = [
        browser.get(f"/s/{shop.slug}{tail}", headers=ENGLISH).text
        for tail in (
            "/data-quality",
            "/data-quality/phones",
            "/duplicates",
            "/data-quality/decisions",
            "/duplicates/merged",
            "/data-quality/rework",
        )
    ]

    assert "Every odometer reading fits" in pages[0]
    assert "Everybody can be called" in pages[1]
    assert "No two records look like one customer" in pages[2]
    assert "Nothing was decided yet" in pages[3]
    assert "Nothing was merged" in pages[4]
    assert "Nothing was done twice" in pages[5]


def test_customers_without_a_phone_are_listed_with_their_cars(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        silent, wrong = factories.create_customer("张三"), factories.create_customer("李四", "13812340001")
        factories.create_customer("王五", "13812340002")
        factories.create_vehicle(silent, "甘A12345")
        db.session.get_one(CustomerPhone, (shop.id, wrong.id, "13812340001")).invalid_at = datetime(
            2026, 6, 1, tzinfo=UTC
        )
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/data-quality/phones", headers=ENGLISH).text

    assert "张三" in page
    assert "甘A·12345" in page
    assert "The number on file is wrong" in page
    assert "王五" not in page


def test_names_nobody_placed_lead_to_the_page_of_items(member: Member, shop: Shop, suspect: uuid.UUID) -> None:
    with tenant_scope(shop.id):
        factories.create_line(factories.create_order(settled_on=AS_OF), "神秘项目")
        predict(AS_OF)
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/data-quality", headers=ENGLISH).text

    assert f"/s/{shop.slug}/items/names" in page
    assert "on 1 lines" in page


def test_what_was_decided_is_listed_with_who_did(member: Member, shop: Shop, suspect: uuid.UUID) -> None:
    user = factories.create_user("李婷")
    with tenant_scope(shop.id):
        verbs.accept_fix(suspect, date(2025, 10, 17), 92_300, 29_300, by=user.id, now=datetime.now(UTC), as_of=AS_OF)
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/data-quality/decisions", headers=ENGLISH).text

    assert "29,300" in page
    assert "李婷" in page


def test_it_is_told_who_reads_odometers(member: Member, shop: Shop) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        car = factories.create_vehicle(factories.create_customer("张三"))
        for days, km, advisor in ((30, 30_000, "李婷"), (20, None, "赵强"), (10, None, "赵强")):
            factories.create_order(None, car, today - timedelta(days), odometer_km=km, advisor=advisor)
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/data-quality", headers=ENGLISH).text

    table = page[page.index('id="care-title"') :].partition("</table>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
    told = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]
    assert told == [
        ["Whole shop", "3", "1", "0", "33.3%"],
        ["赵强", "2", "0", "0", "0%"],
        ["李婷", "1", "1", "0", "100%"],
    ]


def test_what_was_done_twice_is_proposed_as_rework(member: Member, shop: Shop) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        customer = factories.create_customer("张三")
        car = factories.create_vehicle(customer, "甘A12345")
        for days, number, item in (
            (30, "WO-FIRST", "更换水泵"),
            (24, "WO-AGAIN", "更换水泵"),
            (20, "WO-OTHER", "更换雨刮"),
        ):
            order = factories.create_order(customer, car, today - timedelta(days), order_no=number, odometer_km=60_000)
            factories.create_line(order, item)
        db.session.commit()
    viewer = member("viewer")

    page = viewer.get(f"/s/{shop.slug}/data-quality/rework", headers=ENGLISH).text

    assert "更换水泵" in page
    assert "WO-AGAIN" in page
    assert "WO-FIRST" in page
    assert "WO-OTHER" not in page
    assert f"/s/{shop.slug}/data-quality/rework" in viewer.get(f"/s/{shop.slug}/data-quality", headers=ENGLISH).text


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, suspect: uuid.UUID) -> None:
    stranger = member("owner", of=other_shop)

    for tail in ("/data-quality", "/data-quality/phones", "/data-quality/decisions", "/duplicates"):
        assert stranger.get(f"/s/{shop.slug}{tail}").status_code == 404
    assert "92,300" not in stranger.get(f"/s/{other_shop.slug}/data-quality").text


def test_the_page_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, suspect: uuid.UUID) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/data-quality")

    # who asks; count and rows of suspects; causes, decisions, names, customers without a phone, duplicates, and of
    # files the readings left out and the plates that changed; who reads odometers
    assert len(queries) <= 11


def test_what_files_said_wrongly_of_cars_is_listed(member: Member, shop: Shop, tmp_path: Path) -> None:
    header = "工单号,客户名称,手机,车牌号,车架号,结算日期,进厂里程,项目名称,实收金额"
    row = "{},张三,13912345678,{},LFMA1E2C3J0123456,2026-06-{:02},{},更换机油机滤,500"
    with tenant_scope(shop.id):
        load_file(tmp_path, header, row.format("W1", "甘A12345", 1, "9999999"), today=AS_OF)
        load_file(tmp_path, header, row.format("W2", "甘AD12345", 2, "41000"), today=AS_OF)
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/data-quality/files", headers=ENGLISH).text

    assert "9999999" in page
    assert "export.csv" in page
    assert "1 plate changed" in page
    assert "LFMA1E2C3J0123456" in page.split("Cars with another plate")[-1]
