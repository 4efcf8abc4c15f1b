"""The pages of items: how long each lasts here, and what the names of the price list mean."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from saas.web import formats
from tenants.customers.models import Vehicle
from tenants.db import db
from tenants.needs import item_names, verbs
from tenants.needs.intervals import intervals
from tenants.needs.items import ITEMS, Interval
from tenants.needs.unmapped import find_unmapped
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from tests.saas.web.enqueued import jobs_of

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/items"


@pytest.fixture
def price_list(shop: Shop) -> None:
    """Two names nobody can place, one of them on two lines; a car of a known series."""
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        order = factories.create_order(customer, factories.create_vehicle(customer, series="帕萨特"))
        for line_no, name in enumerate(("舒心套餐", "舒心套餐", "机油机滤 全合成", "车内香氛"), 1):
            factories.create_line(order, name, line_no, net_fen=100_00)
        find_unmapped(date(2026, 6, 30), item_names.naming())
        db.session.commit()


def set_in(shop: Shop) -> Any:
    with tenant_scope(shop.id):
        found = intervals().by_series
        db.session.rollback()
        return found


def test_the_catalogue_lists_every_item_with_its_default(member: Member, page: str) -> None:
    text = member("viewer").get(page, headers=ENGLISH).text

    assert len(set(re.findall(r"/items/([A-Z_]+)\"", text))) == len(ITEMS)
    assert "10,000 km or 12 months" in text


def test_the_shops_own_interval_stands_beside_the_default(member: Member, page: str, shop: Shop) -> None:
    manager = member("manager")

    answer = manager.post(f"{page}/OIL_FULL", {"km": "８,000", "months": ""}, headers=ENGLISH)

    shown = manager.get(answer.location, headers=ENGLISH).text
    assert "What falls due is predicted again" in shown
    assert "in this shop: 8,000 km" in shown
    assert "8,000 km" in manager.get(page, headers=ENGLISH).text
    assert set_in(shop) == {"": {"OIL_FULL": Interval(8000, None)}}
    assert jobs_of(shop) == ["predict_needs"]


def test_a_series_has_its_own_interval_until_it_is_removed(
    member: Member, page: str, shop: Shop, price_list: None
) -> None:
    manager = member("manager")

    manager.post(f"{page}/OIL_FULL", {"km": "7500", "months": "9", "series": "帕萨特"})
    before = set_in(shop)
    manager.post(f"{page}/OIL_FULL/clear", {"series": "帕萨特"})
    twice = manager.post(f"{page}/OIL_FULL/clear", {"series": "帕萨特"})

    assert before == {"帕萨特": {"OIL_FULL": Interval(7500, 9)}}
    assert twice.status_code == 303
    assert set_in(shop) == {}


def test_a_preset_is_one_click(member: Member, page: str, shop: Shop) -> None:
    manager = member("manager")

    text = manager.get(f"{page}/FIRST_SERVICE", headers=ENGLISH).text
    manager.post(f"{page}/FIRST_SERVICE", {"km": "5000", "months": "12"})
    manager.post(f"{page}/FIRST_SERVICE/clear")

    assert "First service late, as some makers have it: 5,000 km or 12 months" in text
    assert set_in(shop) == {}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"km": "", "months": ""}, "Give the kilometres, the months, or both."),
        ({"km": "many", "months": "6"}, "Give a whole number, or leave it empty."),
        ({"km": "7500.5", "months": "6"}, "Give a whole number, or leave it empty."),
        ({"km": "-1", "months": "6"}, "Give a whole number, or leave it empty."),
        ({"km": "900000000", "months": "6"}, "An interval is at most"),
        ({"km": "500", "months": ""}, "Give at least 1000 km"),
        ({"km": "8000", "months": "1"}, "Give at least 2 months"),
        ({"km": "5000", "months": "6", "series": "<b>Golf</b>"}, "No car of yours is of the series &lt;b&gt;Golf"),
    ],
)
def test_an_impossible_interval_is_refused_and_what_was_typed_is_kept(
    member: Member, page: str, shop: Shop, sent: dict[str, str], sentence: str
) -> None:
    answer = member("owner").post(f"{page}/OIL_FULL", sent, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{sent["km"]}"' in answer.text
    assert set_in(shop) == {}


def test_names_nobody_can_place_come_by_frequency(member: Member, page: str, price_list: None) -> None:
    text = member("viewer").get(f"{page}/names", headers=ENGLISH).text

    assert text.index("舒心套餐") < text.index("车内香氛")
    assert "2 lines" in text
    assert "¥200" in text
    assert "机油机滤" not in text
    assert "<select" not in text


def test_all_names_of_a_page_are_placed_at_once_and_can_be_undone(
    member: Member, page: str, shop: Shop, price_list: None
) -> None:
    manager = member("manager")
    sent = {"name": ["舒心套餐", "车内香氛"], "item_code": ["OIL_FULL", "-"]}

    answer = manager.post(f"{page}/names", sent, headers=ENGLISH)
    told = manager.get(answer.location, headers=ENGLISH).text
    placed = manager.get(f"{page}/names?state=placed", headers=ENGLISH).text
    manager.post(f"{page}/names/undo", {"name": "车内香氛"})
    left = manager.get(f"{page}/names", headers=ENGLISH).text

    assert "2 names were placed" in told
    assert "Every name has its place" in told
    assert "Oil and filter, fully synthetic" in placed
    assert "车内香氛" in left
    assert "舒心套餐" not in left
    assert jobs_of(shop) == ["predict_needs"]


def test_names_left_undecided_stay(member: Member, page: str, shop: Shop, price_list: None) -> None:
    manager = member("manager")

    answer = manager.post(f"{page}/names", {"name": ["舒心套餐"], "item_code": [""]}, headers=ENGLISH)

    assert "Nothing was changed." in manager.get(answer.location, headers=ENGLISH).text
    assert jobs_of(shop) == []


def test_an_item_that_does_not_exist_is_refused(member: Member, page: str, price_list: None) -> None:
    owner = member("owner")

    assert owner.post(f"{page}/names", {"name": ["舒心套餐"], "item_code": ["WINE"]}).status_code == 422
    assert owner.get(f"{page}/WINE").status_code == 404
    assert owner.post(f"{page}/WINE", {"km": "1"}).status_code == 404
    assert owner.post(f"{page}/WINE/clear").status_code == 404


@pytest.mark.parametrize("name", ["   ", "%%%", "买菜"])
def test_a_name_that_is_on_no_order_is_refused_in_words(member: Member, page: str, price_list: None, name: str) -> None:
    answer = member("owner").post(f"{page}/names", {"name": [name], "item_code": ["OIL_FULL"]}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "This name is not of your price list." in answer.text


@pytest.mark.parametrize("name", ["a\0b", "长" * 3000])
def test_a_name_that_no_file_can_have_is_refused(member: Member, page: str, name: str) -> None:
    owner = member("owner")

    assert owner.post(f"{page}/names", {"name": [name], "item_code": ["-"]}).status_code == 422
    assert owner.post(f"{page}/names/undo", {"name": name}).status_code == 422
    assert owner.post(f"{page}/OIL_FULL", {"km": "8000", "series": name}).status_code == 422
    assert owner.post(f"{page}/OIL_FULL/clear", {"series": name}).status_code == 422


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_advisors_and_viewers_look_and_do_not_change(member: Member, page: str, role: str) -> None:
    browser = member(role)

    assert "<form" not in re.sub(r"(?s)<div id=\"user-menu\".*", "", browser.get(f"{page}/OIL_FULL").text)
    assert browser.post(f"{page}/OIL_FULL", {"km": "8000"}).status_code == 403
    assert browser.post(f"{page}/names", {"name": "a", "item_code": "-"}).status_code == 403


def test_a_stranger_finds_nothing(member: Member, page: str, other_shop: Shop) -> None:
    stranger = member("owner", of=other_shop)

    for address in (page, f"{page}/OIL_FULL", f"{page}/names"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{page}/OIL_FULL", {"km": "8000"}).status_code == 404


def test_the_page_of_names_asks_the_database_a_fixed_number_of_times(
    member: Member, page: str, shop: Shop, price_list: None
) -> None:
    with tenant_scope(shop.id):
        user = factories.create_user()
        order = factories.create_order()
        for number in range(12):
            factories.create_line(order, f"名称{number}", number)
            verbs.map_item_name(f"名称{number}", None, by=user.id, now=user.created_at)
        db.session.commit()
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"{page}/names?state=placed")

    # who asks, with his shops; two lists with their lengths; names of people
    assert len(queries) == 6


def test_the_changes_of_settings_tell_of_intervals_and_names_and_of_their_way_back(
    member: Member, page: str, shop: Shop, price_list: None
) -> None:
    manager = member("manager")
    with tenant_scope(shop.id):
        car_id, plate = db.session.execute(select(Vehicle.id, Vehicle.plate)).one()
    of_car = f"/s/{shop.slug}/vehicles/{car_id}/intervals"
    manager.post(f"{page}/OIL_FULL", {"km": "8000", "months": "9"})
    manager.post(f"{page}/OIL_FULL", {"km": "7500", "months": "9", "series": "帕萨特"})
    manager.post(of_car, {"code": "OIL_FULL", "km": "6000", "months": ""})
    manager.post(f"{page}/names", {"name": ["车内香氛"], "item_code": ["-"]})
    manager.post(f"{page}/OIL_FULL/clear")
    manager.post(f"{page}/names/undo", {"name": "车内香氛"})

    text = manager.get(f"/s/{shop.slug}/settings/changes", headers=ENGLISH).text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

    assert "Default → 8,000 km or 9 months" in told
    assert "8,000 km or 9 months → Default" in told
    assert "Oil and filter, fully synthetic · 帕萨特" in told
    assert f"Oil and filter, fully synthetic · {formats.plate(plate)}" in told
    assert "The name “车内香氛”" in told
    assert "Not decided → No item" in told
    assert "No item → Not decided" in told
    assert told.count("王建国") >= 6
    assert of_car in text
    assert "/undo" not in text
