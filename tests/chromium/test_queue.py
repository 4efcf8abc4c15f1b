"""A morning at the queue, with mouse, keyboard, phone, and without a script."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from saas.accounts.models import Shop
from tenants import clock
from tests.chromium.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("in_calling_hours", "furnished")]
Visit = Callable[..., Visitor]

# two of the three follow-ups of the furnished shop are open: a promised and a planned call


def number(page: Page) -> str:
    """Of the customer on the card: three may share a name, but none a phone."""
    return page.locator("#dial").get_by_text(re.compile(r"\d{3} \d{4} \d{4}")).first.inner_text().removeprefix("Call")


@pytest.fixture
def in_calling_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Wednesday in July, half past ten in the morning."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 1, 2, 30, tzinfo=UTC))


def row(page: Page, place: int) -> str:
    return page.locator("#queue-list [data-row] b").nth(place).inner_text()


def test_two_taps_record_an_outcome_and_the_next_card_follows(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    first = number(page)
    following = page.locator("#queue-list [data-row]").nth(1).get_attribute("href")

    page.locator("label[for=outcome-satisfied]").click()
    page.get_by_role("button", name="All good").click()

    expect(page.get_by_role("status").filter(has_text="Satisfied")).to_be_visible()
    expect(page.locator("#dial")).not_to_contain_text(first)
    expect(page.locator("#queue-list [data-row]")).to_have_count(1)
    expect(page.locator("#queue-head")).to_contain_text("Call this one first")
    expect(page).to_have_url(f"{page.url.split('/s/')[0]}{following}")


def test_an_outcome_is_taken_back_from_the_strip(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    name = page.locator("#queue-card h2").inner_text()
    page.locator("#outcome-no_answer").click()

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


def test_letters_choose_the_outcomes_that_no_digit_is_left_for(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    page.get_by_role("link", name="Other outcomes").press("Enter")
    expect(page.locator("#other-outcomes summary")).to_be_focused()
    chips = page.locator("#queue-card [data-outcome]").evaluate_all("all => all.map(one => one.htmlFor || one.id)")

    page.keyboard.press("abefghilmn"[chips.index("outcome-car_sold") - 9])

    expect(page.locator("#outcome-car_sold")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("by the letter each shows")


def test_an_impatient_advisor_records_once(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")

    page.locator("#outcome-busy").dblclick(delay=30)

    expect(page.locator("#queue-list [data-row]")).to_have_count(1)


def test_the_keyboard_walks_the_list_and_the_card_follows(visit: Visit) -> None:
    page = visit("advisor").go("/queue")
    second = row(page, 1)

    page.keyboard.press("j")

    expect(page.locator("#queue-card h2")).to_have_text(second)
    expect(page.locator("#queue-card h2")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#queue-query")).to_be_focused()


def test_the_keyboard_dials_records_takes_back_and_explains_itself(visit: Visit) -> None:
    visitor = visit("advisor", language="en")
    page = visitor.go("/queue")
    expect(page.locator("#dial [data-dial]")).to_be_visible()
    first = number(page)

    page.keyboard.press("1")
    expect(page.locator("#outcome-satisfied-form fieldset button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Satisfied")).to_be_visible()
    expect(page.locator("#dial")).not_to_contain_text(first)
    page.keyboard.press("u")
    expect(page.locator("#dial")).to_contain_text(first)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert visitor.barriers() == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()


def test_nothing_is_recorded_behind_what_explains_the_keys(visit: Visit) -> None:
    page = visit("advisor", language="en").go("/queue")
    expect(page.locator("#dial [data-dial]")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()

    page.keyboard.press("1")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()

    expect(page.locator("#outcome-satisfied")).not_to_be_checked()
    page.keyboard.press("1")
    expect(page.locator("#outcome-satisfied")).to_be_checked()


def test_two_advisors_at_one_queue_get_two_customers(visit: Visit) -> None:
    first, colleague = visit("advisor", language="en").go("/queue"), visit("advisor", language="en")
    expect(first.locator("#dial [data-dial]")).to_be_visible()
    taken = number(first)

    page = colleague.go("/queue")
    expect(page.locator("#dial")).to_contain_text("Yours until")
    assert number(page) != taken
    page.locator("#queue-list [data-row]").first.click()

    expect(page.locator("#dial")).to_contain_text("has this card open until")
    expect(page.locator("#dial [data-dial]")).to_have_count(0)
    assert colleague.barriers() == []


def test_on_a_phone_a_call_takes_three_taps_and_the_next_card_is_there(visit: Visit) -> None:
    page = visit("advisor", width=390, language="en").go("/queue")
    page.locator("#queue-list [data-row]").first.click()
    expect(page.locator("#dial [data-dial]")).to_be_visible()  # the first tap dials
    first = number(page)

    page.locator("label[for=outcome-satisfied]").click()
    page.get_by_role("button", name="All good").click()

    expect(page.locator("#dial")).not_to_contain_text(first)
    expect(page.locator("#dial")).to_contain_text("Yours until")


def test_on_a_phone_the_card_covers_the_list_and_leads_back(visit: Visit) -> None:
    visitor = visit("advisor", width=390)
    page = visitor.go("/queue")
    expect(page.locator("#queue-card")).not_to_be_visible()

    page.locator("#queue-list [data-row]").first.click()

    expect(page.locator("#dial [data-dial]")).to_be_visible()
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
    expect(page.locator("#dial")).to_contain_text("Yours until")
    visitor.context.clear_cookies(name="huitou-session")

    page.locator("#queue-list [data-row]").nth(1).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.locator("#queue-list").count() == 0
    visitor.expect_complaint("401")


def test_without_a_network_the_number_still_dials(visit: Visit) -> None:
    visitor = visit("advisor", width=390, language="en")
    page = visitor.go("/queue")
    visitor.context.route("**/claim", lambda route: route.abort())

    page.locator("#queue-list [data-row]").first.click()

    expect(page.locator("#dial [data-dial]")).to_have_attribute("href", re.compile(r"tel:\d{11}"))
    visitor.expect_complaint("ERR_FAILED")
    visitor.expect_complaint("htmx:error")
