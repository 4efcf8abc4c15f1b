"""Looking somebody up while he is on the phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from saas.accounts.models import Shop
from tenants.customers.models import CustomerPhone
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.usefixtures("furnished")
def test_the_list_follows_the_typing_and_the_address_follows_the_list(visit: Visit) -> None:
    page = visit("advisor").go("/customers")

    page.locator("#customers-query").fill("13812340001")

    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile("query=13812340001"))
    page.reload()
    expect(page.locator("[data-row]")).to_have_count(1)


@pytest.mark.usefixtures("furnished")
def test_a_class_is_chosen_and_a_customer_opened(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/customers")

    page.locator("#rfm-class").select_option("LOST")
    expect(page.locator("[data-row]")).to_have_count(0)
    page.get_by_role("link", name="Show everybody").click()
    page.locator("[data-row]").first.click()

    expect(page.get_by_role("heading", name="Why this class")).to_be_visible()


def test_a_list_is_taken_along_after_a_reason_is_given(visit: Visit, furnished: dict[Key, str]) -> None:
    page = visit("manager", language="en").go("/customers")

    page.get_by_text("Export").click()
    page.locator("#export-reason").select_option("call_list")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()

    name = waiting.value.suggested_filename
    assert "customers" in name
    assert name.endswith(".csv")
    assert waiting.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_on_a_phone_several_numbers_leave_the_name_its_room(visit: Visit, shop: Shop) -> None:
    with tenant_scope(shop.id):
        customer = factories.create_customer("兰州金城电梯工程有限公司", "13912340001")
        db.session.add(CustomerPhone(customer_id=customer.id, number="13912340002", position=1))
        db.session.commit()

    page = visit("advisor", width=390).go(f"/customers/{customer.id}")

    name = page.get_by_role("heading", level=1).bounding_box()
    assert page.locator("a[href^='tel:']").count() == 2
    assert name is not None
    assert name["width"] > name["height"]
