"""A morning at the queue, with mouse, keyboard, phone, and without a script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from saas.accounts.models import Shop
from tenants import clock
from tests.chromium.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("furnished")]
Visit = Callable[..., Visitor]

# two of the three follow-ups of the furnished shop are open: a promised and a planned call


def row(page: Page, place: int) -> str:
    return page.locator("#queue-list [data-row] b").nth(place).inner_text()


def test_two_taps_record_an_outcome_and_the_next_card_follows(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    first = page.locator("#queue-card a[href^='tel:']").get_attribute("href")
    following = page.locator("#queue-list [data-row]").nth(1).get_attribute("href")

    page.locator("label[for=outcome-satisfied]").click()
    page.get_by_role("button", name="All good").click()

    expect(page.get_by_role("status").filter(has_text="Satisfied")).to_be_visible()
    expect(page.locator("#queue-card a[href^='tel:']")).not_to_have_attribute("href", first or "")
    expect(page.locator("#queue-list [data-row]")).to_have_count(1)
    expect(page.locator("#queue-head")).to_contain_text("Call this one first")
    expect(page).to_have_url(f"{page.url.split('/s/')[0]}{following}")


def test_an_outcome_is_taken_back_from_the_strip(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    name = page.locator("#queue-card h2").inner_text()
    page.locator("label[for=outcome-no_answer]").click()
    page.get_by_role("button", name="Record “No answer”").click()

    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#queue-list [data-row]")).to_have_count(2)
    expect(page.locator("#queue-card h2")).to_have_text(name)


def test_a_mistake_is_shown_at_its_field_which_gets_the_focus(visit: Visit, shop: Shop) -> None:
    visitor = visit("advisor", language="en")
    page = visitor.go("/queue")
    yesterday = clock.today(shop.timezone) - timedelta(days=1)

    page.locator("label[for=outcome-booked]").click()
    page.locator("#outcome-booked-day").fill(yesterday.isoformat())
    page.get_by_role("button", name="Record “Booked”").click()

    expect(page.locator("#outcome-booked-day")).to_be_focused()
    expect(page.get_by_role("alert").filter(has_text="is over")).to_be_visible()
    assert visitor.barriers() == []
    visitor.expect_complaint("422")


@pytest.mark.parametrize("script", [True, False])
def test_a_seldom_outcome_is_one_tap_further_away(visit: Visit, script: bool) -> None:
    visitor = visit("advisor", language="en", script=script)
    page = visitor.go("/queue")

    page.get_by_role("link", name="Other outcomes").click()
    page.locator("label[for=outcome-car_sold]").click()
    if script:
        assert visitor.barriers() == []
    page.locator("#outcome-car_sold-form [value=bought_another]").click()

    expect(page.get_by_role("status").filter(has_text="Car sold")).to_be_visible()
    expect(page.locator("#queue-list [data-row]")).to_have_count(1)


def test_the_keyboard_reaches_the_seldom_outcomes(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")

    page.get_by_role("link", name="Other outcomes").press("Enter")

    expect(page.locator("#other-outcomes summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#other-outcomes form:visible button").first).to_be_visible()


def test_an_impatient_advisor_records_once(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")

    page.locator("label[for=outcome-busy]").click()
    page.get_by_role("button", name="Record “Busy”").dblclick()

    expect(page.locator("#queue-list [data-row]")).to_have_count(1)


def test_the_keyboard_walks_the_list_and_the_card_follows(visit: Visit) -> None:
    page = visit("advisor").go("/queue")
    second = row(page, 1)

    page.keyboard.press("j")

    expect(page.locator("#queue-card h2")).to_have_text(second)
    expect(page.locator("#queue-card h2")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#queue-query")).to_be_focused()


def test_on_a_phone_the_card_covers_the_list_and_leads_back(visit: Visit) -> None:
    visitor = visit("advisor", width=390)
    page = visitor.go("/queue")
    expect(page.locator("#queue-card")).not_to_be_visible()

    page.locator("#queue-list [data-row]").first.click()

    expect(page.locator("#queue-card a[href^='tel:']")).to_be_visible()
    assert visitor.barriers() == []
    page.locator("#queue-card").get_by_role("link", name="跟进队列").click()
    expect(page.locator("#queue-list")).to_be_visible()
    expect(page.locator("#queue-card")).not_to_be_visible()


def test_the_search_narrows_the_list_and_back_restores_it(visit: Visit) -> None:
    page = visit("manager").go("/queue")

    page.locator("#queue-query").fill("没有这个人")

    expect(page.locator("#queue-list [data-row]")).to_have_count(0)
    page.go_back()
    expect(page.locator("#queue-list [data-row]")).to_have_count(2)


def test_the_queue_works_without_a_script(visit: Visit) -> None:
    page = visit("advisor", language="en", script=False).go("/queue")

    page.locator("label[for=outcome-satisfied]").click()
    page.get_by_role("button", name="All good").click()

    expect(page.get_by_role("status").filter(has_text="Satisfied")).to_be_visible()
    expect(page.locator("#queue-list [data-row]")).to_have_count(1)


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in_page_and_back(visit: Visit) -> None:
    visitor = visit("advisor", language="en")
    page = visitor.go("/queue")
    visitor.context.clear_cookies(name="huitou-session")

    page.locator("#queue-list [data-row]").nth(1).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.locator("#queue-list").count() == 0
    visitor.expect_complaint("401")
