"""Every page, wide and narrow, in both languages: no complaint, no barrier, nothing wider than the screen."""

from collections.abc import Callable

import pytest

from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

PAGES = (
    "/queue",
    "/queue?tab=done",
    "/queue/{queue}",
    "/appointments",
    "/appointments?view=week",
    "/appointments/{appointments}",
    "/customers/{customers}/appointments",
    "/board",
    "/board?what=overdue",
    "/advisors",
    "/staff",
    "/staff/{staff}",
    "/staff/{staff}/hand-over",
    "/hand-overs",
    "/due",
    "/due?when=past",
    "/due?need_kind=insurance",
    "/data-quality",
    "/data-quality/decisions",
    "/data-quality/phones",
    "/odometers/{odometers}",
    "/duplicates",
    "/duplicates/merged",
    "/customers",
    "/customers?query=nobody",
    "/customers/{customers}",
    "/segments",
    "/segments/VALUE",
    "/segments/ASLEEP/FAN",
    "/segments/tiers/NORMAL",
    "/segments/overlays/PROMO_EVENT",
    "/segments/movements/2026-06/FIRST_SEEN/VALUE",
    "/distributions",
    "/losses",
    "/losses/names?why=price",
    "/messages",
    "/messages/replies?state=all",
    "/imports",
    "/imports/new",
    "/imports/{imports}",
    "/imports/{imports}/columns",
    "/jobs",
    "/jobs?state=running",
    "/settings",
    "/settings/groups",
    "/settings/changes",
    "/items",
    "/items/OIL_FULL",
    "/items/names",
    "/relations",
    "/relations/TYRE-ALIGN",
)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_can_be_used_by_everybody(
    visit: Visit, furnished: dict[Key, str], width: int, language: str
) -> None:
    visitor = visit("manager", width=width, language=language)
    ids = {noun: value for (noun, placeholder), value in furnished.items() if placeholder == "id"}

    barriers = {}
    for page in PAGES:
        visitor.go(page.format(**ids))
        barriers[page] = visitor.barriers()

    assert {page: found for page, found in barriers.items() if found} == {}


@pytest.mark.parametrize("width", [1440, 390])
def test_an_empty_shop_can_be_used_by_everybody(visit: Visit, width: int) -> None:
    visitor = visit("owner", width=width)

    for page in (
        "/queue",
        "/appointments?view=week",
        "/due",
        "/data-quality",
        "/data-quality/phones",
        "/duplicates",
        "/customers",
        "/segments",
        "/distributions",
        "/losses",
        "/imports",
        "/jobs",
        "/settings",
        "/items/names",
    ):
        visitor.go(page)
        assert visitor.barriers() == []


def test_what_customers_are_called_is_text_and_never_code(visit: Visit, hostile: str) -> None:
    visitor = visit("manager")

    page = visitor.go(f"/customers/{hostile}")
    shown = page.locator("h1").inner_text()
    visitor.go("/customers?query=script")

    assert "<script>" in shown
    assert page.locator("[data-row]").count() == 1


def test_the_language_is_changed_from_the_menu_and_stays(visit: Visit) -> None:
    visitor = visit("viewer", language="zh-CN")
    page = visitor.go("/customers")

    page.get_by_role("button", name="王建国").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    visitor.go("/segments")

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Segments"


def test_on_a_phone_what_is_not_at_hand_is_behind_more(visit: Visit) -> None:
    page = visit("viewer", width=390, language="en").go("/customers")

    page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Distributions").click()

    page.wait_for_url("**/distributions")
