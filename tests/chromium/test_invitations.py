"""Somebody is asked in by the owner and opens his link on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from tests.chromium.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
PASSWORD = "see-you-next-visit"


@pytest.mark.parametrize(("script", "width"), [(True, 1440), (True, 390), (False, 390)])
def test_the_owner_hands_out_a_link_and_who_opens_it_works_in_the_queue(
    visit: Visit, chromium: Chromium, script: bool, width: int
) -> None:
    owner = visit("owner", language="en", width=width, script=script)
    page = owner.go("/staff")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name").fill("李婷")
    page.get_by_label("E-mail").fill(f"li-{width}-{script}-{owner.home[3:]}@example.com")
    page.get_by_label("Role").select_option("advisor")
    page.get_by_role("button", name="Make the link").click()
    expect(page.locator("#link")).to_contain_text("/invitations/")
    found = owner.barriers() if script else []
    link = page.locator("#link").inner_text()

    guest = Visitor(chromium, owner.address, owner.home, None, width=390, language="en", script=script)
    guest.page.goto(link)
    found += guest.barriers() if script else []
    guest.page.get_by_label("Password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Join", exact=True).click()
    expect(guest.page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()
    guest.leave()

    owner.go("/invitations")
    expect(page.get_by_text("Accepted", exact=True)).to_be_visible()
    assert found == []


def test_a_link_that_is_not_wanted_any_more_is_withdrawn(visit: Visit) -> None:
    owner = visit("owner", width=390, language="en")
    page = owner.go("/invitations")
    page.get_by_label("Name").fill("李婷")
    page.get_by_label("E-mail").fill("li@example.com")
    page.get_by_role("button", name="Make the link").click()

    page.get_by_role("button", name="Withdraw").click()
    page.locator("dialog[open]").get_by_role("button", name="Withdraw").click()

    expect(page.get_by_text("no longer works")).to_be_visible()
    expect(page.get_by_text("Withdrawn", exact=True)).to_be_visible()
    assert owner.barriers() == []
