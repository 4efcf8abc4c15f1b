"""The pages of items that go together: ours, what the shop changes about them, and its own."""

from collections.abc import Callable

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.needs import item_relations
from tenants.needs.relations import DEFAULTS, Kind, Relation
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.queries import recorded_queries
from tests.saas.web.enqueued import jobs_of

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
OWN = {"from_item": "TYRE", "to_item": "accessories", "kind": "CROSS", "rank": "４", "why": " 跑长途  带一个充气泵 "}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/relations"


def in_force(shop: Shop) -> list[Relation]:
    with tenant_scope(shop.id):
        found = item_relations.relations()
        db.session.rollback()
        return found


def test_ours_are_listed_in_their_order_with_their_reason(member: Member, page: str) -> None:
    text = member("viewer").get(page, headers=ENGLISH).text
    chinese = member("viewer").get(page, headers={"Accept-Language": "zh"}).text

    assert all(f"{page}/{each.from_item}-{each.to_item}" in text for each in DEFAULTS)
    assert text.index("TYRE-ALIGN") < text.index("AIR_FILTER-CABIN_FILTER") < text.index("COOLANT-film")
    assert "new tyres wear unevenly" in text
    assert "新胎配上不正的角度" in chinese
    assert "<select" not in text


def test_a_relation_of_the_shops_own_is_added_changed_and_deleted(member: Member, page: str, shop: Shop) -> None:
    manager = member("manager")

    answer = manager.post(page, OWN, headers=ENGLISH)
    listed = manager.get(answer.location, headers=ENGLISH).text
    added = in_force(shop)
    manager.post(f"{page}/TYRE-accessories", {"kind": "DOWN", "rank": "1", "why": "带一个充气泵"})
    changed = in_force(shop)
    removed = [manager.post(f"{page}/TYRE-accessories/remove").status_code for _ in range(2)]

    assert "Today’s queue is planned again" in listed
    assert "Your own" in listed
    assert Relation("TYRE", "accessories", Kind.CROSS, 4, "跑长途 带一个充气泵") in added
    assert Relation("TYRE", "accessories", Kind.DOWN, 1, "带一个充气泵") in changed
    assert removed == [303, 303]
    assert len(in_force(shop)) == len(DEFAULTS)
    assert manager.get(f"{page}/TYRE-accessories").status_code == 404
    assert jobs_of(shop) == ["plan_queue"]


def test_one_of_ours_is_changed_switched_off_and_brought_back(member: Member, page: str, shop: Shop) -> None:
    manager, one = member("manager"), f"{page}/TYRE-ALIGN"

    manager.post(one, {"kind": "VOLUME", "rank": "9", "why": ""})
    changed = in_force(shop)
    shown = manager.get(one, headers=ENGLISH).text
    manager.post(f"{one}/remove")
    off = manager.get(one, headers=ENGLISH).text
    without = in_force(shop)
    manager.post(f"{one}/restore")

    assert Relation("TYRE", "ALIGN", Kind.VOLUME, 9) in changed
    assert "Default: Belongs to it · turn 1" in shown
    assert "Left empty: on wheels that point the wrong way" in shown
    assert "Save and use" in off
    assert ("TYRE", "ALIGN") not in [each.pair for each in without]
    assert Relation("TYRE", "ALIGN", Kind.COMPLEMENT, 1) in in_force(shop)


def test_the_history_tells_who_changed_which_relation(member: Member, page: str, shop: Shop) -> None:
    manager = member("manager")
    manager.post(page, OWN)
    manager.post(f"{page}/TYRE-ALIGN/remove")
    manager.post(f"{page}/TYRE-ALIGN/restore")

    told = manager.get(f"/s/{shop.slug}/settings/changes", headers=ENGLISH).text

    assert "Tyres → Accessories" in told
    assert "From another shelf · turn 4 · 跑长途 带一个充气泵" in told
    assert "There was none" in told
    assert "Default → Off" in told
    assert "Off → Default" in told


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"to_item": "TYRE"}, "An item does not go with itself."),
        ({"to_item": "rockets"}, "Choose two items of the list."),
        ({"kind": "LOVE"}, "Choose one of the values offered."),
        ({"rank": "0"}, "Give a turn from 1 to 9."),
        ({"rank": "10"}, "Give a turn from 1 to 9."),
        ({"rank": "one"}, "Give a turn from 1 to 9."),
        ({"why": " "}, "Say why the two go together"),
        ({"why": "x" * 121}, "Say why in 120 characters at most."),
        ({"why": "全城第一的充气泵"}, "The advertising law forbids such claims"),
        ({"why": "全城第\u200b一的充气泵"}, "The advertising law forbids such claims"),
        ({"to_item": "ALIGN"}, "These two are on the list already."),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(
    member: Member, page: str, shop: Shop, sent: dict[str, str], sentence: str
) -> None:
    answer = member("owner").post(page, OWN | sent, headers=ENGLISH)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{(OWN | sent)["rank"]}"' in answer.text
    assert len(in_force(shop)) == len(DEFAULTS)


def test_a_refused_change_stays_on_the_page_of_its_relation(member: Member, page: str) -> None:
    answer = member("owner").post(f"{page}/TYRE-ALIGN", {"kind": "UP", "rank": "x", "why": "说明"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "Give a turn from 1 to 9." in answer.text
    assert 'value="说明"' in answer.text


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_only_who_may_change_settings_changes_relations(member: Member, page: str, shop: Shop, role: str) -> None:
    for path in (page, f"{page}/TYRE-ALIGN", f"{page}/TYRE-ALIGN/remove", f"{page}/TYRE-ALIGN/restore"):
        assert member(role).post(path, OWN).status_code == 403
    assert len(in_force(shop)) == len(DEFAULTS)


def test_a_stranger_and_a_pair_that_is_not_there_find_nothing(member: Member, other_shop: Shop, page: str) -> None:
    assert member("owner", of=other_shop).get(page).status_code == 404
    for pair in ("TYRE-film", "TYRE", "nonsense-ALIGN"):
        assert member("owner").get(f"{page}/{pair}").status_code == 404


def test_one_shop_does_not_see_what_another_says(member: Member, page: str, other_shop: Shop) -> None:
    member("owner").post(page, OWN)

    assert len(in_force(other_shop)) == len(DEFAULTS)


def test_the_list_asks_the_database_a_fixed_number_of_times(member: Member, page: str) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(page)

    # session with memberships, relations
    assert len(queries) == 2
