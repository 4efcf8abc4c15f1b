"""The manager gives work away before a real browser, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db, new_id
from tenants.follow_ups.handing_over import begin
from tenants.scope import tenant_scope
from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("furnished")]
Visit = Callable[..., Visitor]

PAGES = ("/board", "/advisors", "/staff", "/invitations", "/hand-overs")


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (390, "en")])
def test_the_pages_of_the_manager_can_be_used_by_everybody(visit: Visit, width: int, language: str) -> None:
    visitor = visit("manager", width=width, language=language)

    found = {}
    for address in PAGES:
        visitor.go(address)
        found[address] = visitor.barriers()

    assert found == {address: [] for address in PAGES}


@pytest.mark.parametrize("script", [True, False])
def test_a_ticked_follow_up_goes_to_a_colleague_and_back(visit: Visit, script: bool) -> None:
    visitor = visit("manager", width=390, language="en", script=script)
    page = visitor.go("/board")

    page.locator("#board-list input[name=id]").first.check()
    page.get_by_label("Give what is ticked to").select_option(index=1)
    page.get_by_role("button", name="Give", exact=True).click()

    expect(page.get_by_text("1 follow-up: now")).to_be_visible()
    visitor.go("/hand-overs")
    page.get_by_role("button", name="Take back").first.click()
    if script:
        page.get_by_role("alertdialog").or_(page.locator("dialog[open]")).get_by_role(
            "button", name="Take back"
        ).click()
    expect(page.get_by_text("went back")).to_be_visible()


def test_a_long_note_pushes_nothing_off_the_phone(visit: Visit, shop: Shop) -> None:
    with tenant_scope(shop.id):
        begin("some", None, by=new_id(), now=clock.now(), note="n" * 200)
        db.session.commit()

    page = visit("manager", width=390, language="en").go("/hand-overs")

    take_back = page.get_by_role("row").filter(has_text="nnn").get_by_role("button", name="Take back")
    expect(take_back).to_be_in_viewport(ratio=1)


def test_who_falls_ill_is_entered_on_a_phone(visit: Visit) -> None:
    visitor = visit("manager", width=390, language="en")
    page = visitor.go("/staff")

    page.get_by_label("Who is away").select_option(index=2)
    page.get_by_role("button", name="Enter leave").click()

    expect(page.get_by_text("Away now").first).to_be_visible()
    assert visitor.barriers() == []


@pytest.mark.parametrize("script", [True, False])
def test_the_owner_ends_access_and_gives_it_back(visit: Visit, script: bool) -> None:
    visitor = visit("owner", width=390, language="en", script=script)
    page = visitor.go("/staff")
    found = visitor.barriers() if script else []

    page.get_by_role("button", name="End access").first.click()
    if script:
        page.locator("dialog[open]").get_by_role("button", name="End access").click()

    expect(page.get_by_text("is signed out of this shop")).to_be_visible()
    page.get_by_role("button", name="Give access back").click()
    expect(page.get_by_text("may sign in to this shop again")).to_be_visible()
    assert found == []


def test_a_hand_over_asks_first_when_access_ends_with_it(visit: Visit, furnished: dict[Key, str]) -> None:
    visitor = visit("manager", language="en")
    page = visitor.go(f"/staff/{furnished['staff', 'id']}/hand-over")
    page.get_by_label("Who takes over").select_option("pool")
    page.get_by_role("checkbox", name="End the access of").check()

    page.get_by_role("button", name="Hand over", exact=True).click()

    expect(page.locator("dialog[open]")).to_contain_text("sees nothing of this shop")
    page.locator("dialog[open]").get_by_role("button", name="Hand over and end access").click()
    expect(page.get_by_text("is signed out of this shop")).to_be_visible()


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (390, "en")])
def test_results_of_a_campaign_can_be_read_by_everybody(
    visit: Visit, furnished: dict[Key, str], width: int, language: str
) -> None:
    visitor = visit("viewer", width=width, language=language)

    visitor.go(f"/campaigns/{furnished['campaigns', 'id']}")

    assert visitor.barriers() == []
