"""Putting data right: look what would change, accept, take it back; merge and part."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from saas.accounts.models import Shop
from tenants.customers import duplicates
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_mistyped_reading_is_looked_at_accepted_and_taken_back(visit: Visit, width: int) -> None:
    visitor = visit("advisor", width=width, language="en")
    page = visitor.go("/data-quality")
    suspects = page.locator("[data-row]").count()

    page.get_by_role("link", name="What changes?").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="instead of").first).to_be_visible()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("now.").first.wait_for()
    left = page.locator("[data-row]").count()
    page.get_by_role("link", name="Decided by you", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("counts as it was read again").wait_for()
    visitor.go("/data-quality")

    assert (left, page.locator("[data-row]").count()) == (suspects - 1, suspects)


@pytest.mark.usefixtures("furnished")
def test_the_readings_of_a_car_are_drawn_with_a_way_to_each_fix(visit: Visit) -> None:
    visitor = visit("advisor", language="en")
    page = visitor.go("/data-quality")

    page.locator("[data-row] a").first.click()
    page.locator("#odometer canvas").wait_for()

    assert page.get_by_role("img", name="Readings").count() == 1
    assert visitor.barriers() == []


@pytest.mark.parametrize("width", [1440, 390])
def test_two_records_are_merged_after_a_question_and_parted_again(visit: Visit, shop: Shop, width: int) -> None:
    with tenant_scope(shop.id):
        for phone in ("13812340001", "13812340010"):
            factories.create_customer("王建国", phone)
        duplicates.find()
        db.session.commit()
    visitor = visit("manager", width=width, language="en")
    page = visitor.go("/duplicates")

    page.get_by_role("button", name="Keep this one").first.click()
    assert visitor.barriers() == []
    page.get_by_role("dialog").get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("was merged").wait_for()
    page.get_by_role("link", name="Merged records").click()
    page.get_by_role("button", name="Part them").click()

    page.get_by_text("stands alone again").wait_for()
