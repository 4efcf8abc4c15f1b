"""A file on its way into the shop and out again, as somebody at the counter sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tests.chromium.visitor import Visitor
from workers.actor import Actor
from workers.imports import check_import, load_import, undo_import

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
Do = Callable[[Actor, str], None]


@pytest.fixture
def do(shop: Shop) -> Do:
    """Do the job that the page at an address waits for."""

    def work(actor: Actor, address: str) -> None:
        with tenant_scope(shop.id):
            actor(import_id=address.split("?")[0].rstrip("/").split("/")[-1])
            db.session.commit()

    return work


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "六月工单.csv"
    lines = ["工单号,结算日期,客户名称,手机,车牌号,实收"]
    lines += [
        f"WO{number},2026-06-{number + 1:02d},客户{number},1390000{number:04d},甘A{number:05d},800"
        for number in range(25)
    ]
    path.write_text("\n".join([*lines, "WO99,2026-02-30,王五,13700000000,甘C99999,100"]), encoding="gb18030")
    return path


def test_a_file_goes_in_and_comes_out_again(visit: Visit, do: Do, file: Path) -> None:
    page = visit("manager", language="en").go("/imports/new")

    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("[data-file-name]")).to_have_text("六月工单.csv")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the columns")
    page.get_by_role("button", name="Check the rows").click()

    expect(page.get_by_text("Checking")).to_be_visible()
    do(check_import, page.url)
    # the page asks by itself and shows the report
    expect(page.get_by_role("heading", level=1)).to_have_text("Before loading")
    expect(page.get_by_role("row").filter(has_text="2026-02-30")).to_be_visible()
    page.get_by_role("button", name="Load 25 rows").click()

    expect(page.get_by_text("Loading")).to_be_visible()
    do(load_import, page.url)
    expect(page.get_by_role("link", name="Open the queue")).to_be_visible()
    page.get_by_role("button", name="Undo this import").first.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("25 work orders, 25 customers and 25 vehicles")
    page.keyboard.press("Escape")
    expect(question).not_to_be_visible()
    page.get_by_role("button", name="Undo this import").first.click()
    question.get_by_role("button", name="Undo this import").click()

    expect(page.get_by_text("Undoing")).to_be_visible()
    do(undo_import, page.url)
    expect(page.get_by_text("Everything this file changed was put back.")).to_be_visible()


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("manager", language="en", width=390)
    page = visitor.go("/imports/new")
    path = tmp_path / "letter.csv"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert visitor.barriers() == []
    visitor.expect_complaint("422")


def test_a_column_with_another_name_is_corrected_by_hand(visit: Visit, do: Do, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace("实收".encode("gb18030"), "到账".encode("gb18030")))
    visitor = visit("manager", language="en", width=390)
    page = visitor.go("/imports/new")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()

    expect(page.get_by_role("status")).to_contain_text("The file needs one of these columns")
    page.locator("select[name=column-5]").select_option("received")
    page.get_by_role("button", name="Check the rows").click()
    do(check_import, page.url)

    expect(page.get_by_role("heading", level=1)).to_have_text("Before loading")
