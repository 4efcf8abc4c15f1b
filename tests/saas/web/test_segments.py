"""The pages of segments: eight classes, sixteen cells, and the names behind each number."""

from collections.abc import Callable
from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries

Member = Callable[..., Browser]
AS_OF = date(2026, 6, 30)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def people(shop: Shop) -> None:
    """Of five customers two come often and lately, two came once for little long ago, one never paid."""
    with tenant_scope(shop.id):
        for name, yuan in (("常来的陈姐", 900), ("常来的吴哥", 600)):
            often = factories.create_customer(name)
            car = factories.create_vehicle(often)
            for settled_on in (date(2026, 1, 10), date(2026, 3, 10), date(2026, 6, 10)):
                factories.create_order(often, car, settled_on, yuan=yuan)
        for name in ("好久不见甲", "好久不见乙"):
            once = factories.create_customer(name)
            factories.create_order(once, factories.create_vehicle(once), date(2025, 1, 5), yuan=150)
        factories.create_customer("从未消费")
        factories.create_scores(AS_OF)


def test_the_classes_show_people_and_revenue_with_their_shares(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    assert "5 customers as of 2026-06-30" in page
    assert "¥4,500" in page
    assert "93.8%" in page
    assert "¥300" in page
    assert "40%" in page


def test_a_shop_with_few_customers_is_told_that_the_limits_are_fixed(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    assert "Few customers so far" in page


def test_every_class_and_every_cell_leads_to_names(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments").text

    assert page.count(f'href="/s/{shop.slug}/segments/') == 9 + 16


@pytest.mark.parametrize(
    ("segment", "names"),
    [
        ("VALUE", ["常来的陈姐", "常来的吴哥"]),
        ("LOST", ["好久不见甲", "好久不见乙"]),
        ("NONE", ["从未消费"]),
        ("RECALL", []),
        ("ACTIVE/REGULAR", ["常来的陈姐", "常来的吴哥"]),
        ("CHURNED/FIRST", ["好久不见甲", "好久不见乙"]),
        ("ASLEEP/FAN", []),
    ],
)
def test_a_segment_lists_the_people_it_counts(
    member: Member, shop: Shop, people: None, segment: str, names: list[str]
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments/{segment}").text

    assert [
        name for name in ("常来的陈姐", "常来的吴哥", "好久不见甲", "好久不见乙", "从未消费") if name in page
    ] == names


def test_a_shop_nobody_scored_is_told_what_comes_first(member: Member, shop: Shop) -> None:
    assert "Nobody is scored yet" in member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text


@pytest.mark.parametrize("segment", ["RICH", "ACTIVE", "ACTIVE/NEVER", "AWAKE/FIRST", "value"])
def test_a_segment_that_does_not_exist_is_not_found(member: Member, shop: Shop, segment: str) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/segments/{segment}").status_code == 404


def test_the_list_of_a_segment_can_be_taken_along_by_those_who_may(member: Member, shop: Shop, people: None) -> None:
    wishes = {"reason": "call_list", "kind": "csv", "rfm_class": "LOST"}

    lines = member("manager").post(f"/s/{shop.slug}/customers/export", wishes).text.splitlines()

    assert "customers-export" in member("manager").get(f"/s/{shop.slug}/segments/LOST").text
    assert "customers-export" not in member("advisor").get(f"/s/{shop.slug}/segments/LOST").text
    assert len(lines) == 3


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, people: None) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/segments").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/segments/VALUE").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/segments/ACTIVE/FIRST").status_code == 404


def test_the_overview_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, people: None) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/segments")

    # session, memberships, counts of classes and cells, last run, settings
    assert len(queries) == 5
