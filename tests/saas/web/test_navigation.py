"""The menu: drawn once for each shop, role, language and open entry, and never shown to another."""

import re
from collections.abc import Callable

from saas.accounts.models import Shop
from tests.browser import Browser

Member = Callable[..., Browser]


def menu(page: str) -> list[tuple[str, str]]:
    """Addresses and words of the sidebar."""
    sidebar = re.search(r"<aside.*?</aside>", page, re.DOTALL)
    assert sidebar
    links = re.findall(r'<li>\s*<a href="([^"]+)".*?<span>([^<]+)</span></a>', sidebar[0], re.DOTALL)
    assert links
    return links


def test_two_shops_see_their_own_addresses(member: Member, shop: Shop, other_shop: Shop) -> None:
    for each in (shop, other_shop, shop):
        page = member("manager", of=each).get(f"/s/{each.slug}/customers").text

        assert {address.split("/")[2] for address, _ in menu(page)} == {each.slug}


def test_each_role_sees_what_it_may_open(member: Member, shop: Shop) -> None:
    address = f"/s/{shop.slug}/customers"
    seen = {role: dict(menu(member(role).get(address).text)) for role in ("manager", "viewer", "manager")}

    assert f"/s/{shop.slug}/board" in seen["manager"]
    assert f"/s/{shop.slug}/board" not in seen["viewer"]


def test_each_language_has_its_words(member: Member, shop: Shop) -> None:
    browser, address = member("manager"), f"/s/{shop.slug}/customers"
    spoken = {wish: dict(menu(browser.get(address, headers={"Accept-Language": wish}).text)) for wish in ("en", "zh")}

    assert (spoken["en"][address], spoken["zh"][address]) == ("Customers", "客户")


def test_the_open_entry_is_marked(member: Member, shop: Shop) -> None:
    browser = member("manager")
    for noun in ("customers", "segments"):
        page = browser.get(f"/s/{shop.slug}/{noun}").text

        marked = set(re.findall(r'<a href="([^"]+)" aria-current="page"><svg', page))
        assert marked == {f"/s/{shop.slug}/{noun}"}
