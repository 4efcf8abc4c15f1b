"""Looking ahead: from the calendar to a day, from a day to a customer, by mouse and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("width", [1440, 390])
def test_a_day_of_the_calendar_opens_its_list_without_a_mouse(visit: Visit, width: int) -> None:
    visitor = visit("viewer", width=width, language="en")
    page = visitor.go("/due")
    whole = page.locator("#due-list [data-row]").count()

    page.locator("#due a[aria-label$=' due']").first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"day=\d{4}-\d{2}-\d{2}"))
    expect(page.get_by_role("heading", name=re.compile("Due on"))).to_be_visible()
    assert 0 < page.locator("#due-list [data-row]").count() < whole
    assert visitor.barriers() == []


@pytest.mark.usefixtures("furnished")
def test_the_list_follows_its_filters_and_keeps_the_address(visit: Visit) -> None:
    page = visit("viewer", language="en").go("/due")

    page.locator("#due-confidence").select_option("low")
    expect(page).to_have_url(re.compile("confidence=low"))
    page.reload()

    assert page.locator("#due-confidence").input_value() == "low"


def test_a_customer_is_opened_from_the_list_and_his_charts_are_drawn(visit: Visit, furnished: dict[Key, str]) -> None:
    visitor = visit("viewer", language="en")
    page = visitor.go("/due")

    page.locator("#due-list a[href*='/customers/'] >> visible=true").first.click()
    page.locator("#odometer canvas").wait_for()

    assert page.locator("#history canvas").count() == 1
    assert page.get_by_role("img", name="Money and visits").count() == 1
    assert visitor.barriers() == []


@pytest.mark.usefixtures("furnished")
def test_without_script_the_calendar_still_leads_to_a_day(visit: Visit) -> None:
    page = visit("viewer", language="en", script=False).go("/due")

    page.locator("#due a[aria-label$=' due']").first.click()

    assert "day=" in page.url
