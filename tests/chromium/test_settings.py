"""An owner sets limits: sees what they would change while typing, saves, and takes it back."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from saas.accounts.models import Shop
from tenants.db import db
from tenants.needs import item_names
from tenants.needs.unmapped import find_unmapped
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.fixture
def price_list(shop: Shop) -> None:
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        order = factories.create_order(customer, factories.create_vehicle(customer, series="帕萨特"))
        for line_no, name in enumerate(("舒心套餐", "舒心套餐", "车内香氛"), 1):
            factories.create_line(order, name, line_no, net_fen=100_00)
        find_unmapped(date(2026, 6, 30), item_names.naming())
        db.session.commit()


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_preview_follows_the_typing_and_saving_can_be_taken_back(visit: Visit, width: int) -> None:
    visitor = visit("owner", language="en", width=width)
    page = visitor.go("/settings/lifecycle")

    page.get_by_label("Active up to").fill("10")
    expect(page.locator("#settings-preview")).to_contain_text("would stand elsewhere")
    assert visitor.barriers() == []
    page.get_by_label("Active up to").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    page.get_by_role("button", name="Back to default: Active up to").click()

    expect(page.get_by_label("Active up to")).to_have_value("180")
    visitor.go("/settings/changes")
    expect(page.get_by_role("row")).to_have_count(1 + 3)  # the furnished shop has changed one itself
    page.get_by_role("row").nth(1).get_by_role("button", name="Restore").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert visitor.barriers() == []


@pytest.mark.usefixtures("furnished")
def test_a_preview_needs_no_script(visit: Visit) -> None:
    page = visit("manager", language="en", script=False).go("/settings")

    page.get_by_label("R cut: days").fill("3")
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("#settings-preview")).to_contain_text("would change class")
    expect(page.get_by_label("R cut: days")).to_have_value("3")


@pytest.mark.usefixtures("furnished")
def test_a_mistake_is_shown_at_its_field_in_sight(visit: Visit) -> None:
    visitor = visit("owner", language="zh-CN", width=390)
    page = visitor.go("/settings/days")

    page.get_by_label("单独的休息日").fill("春节")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("alert")).to_have_text("春节 不是日期。请写成 2026-02-17 的形式。")
    expect(page.get_by_role("link", name="营业日")).to_be_in_viewport()
    assert visitor.barriers() == []
    visitor.expect_complaint("422")


@pytest.mark.usefixtures("price_list")
def test_a_name_of_the_price_list_is_placed_and_an_interval_set(visit: Visit) -> None:
    visitor = visit("manager", language="en", width=390)
    page = visitor.go("/items/names")

    page.get_by_label("舒心套餐").select_option("Oil and filter, fully synthetic")
    assert visitor.barriers() == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("1 name was placed")

    page.get_by_role("link", name="Intervals").click()
    page.get_by_role("link", name="Oil and filter, fully synthetic").click()
    page.get_by_label("Kilometres").first.fill("8000")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("in this shop: 8,000 km or 12 months")).to_be_visible()
    assert visitor.barriers() == []
