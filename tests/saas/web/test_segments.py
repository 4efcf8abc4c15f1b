"""The pages of segments: eight classes, sixteen cells, and who moved between them."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring.models import ClassMovement, ScoreRun
from tenants.scoring.movements import ARRIVED
from tenants.settings.models import ShopSetting
from tests.browser import Browser
from tests.charts import drawings, links
from tests.queries import recorded_queries

Member = Callable[..., Browser]
AS_OF = date(2026, 6, 30)
ENGLISH = {"Accept-Language": "en"}


def test_the_classes_show_people_and_revenue_with_their_shares(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    assert "5 customers as of 2026-06-30" in page
    assert "¥4,500" in page
    assert "93.8%" in page
    assert "¥300" in page
    assert "50%" in page


@pytest.mark.parametrize(
    ("mode", "first"), [("none", "classes"), ("rfm8", "classes"), ("grid16", "grid"), ("simple3", "tiers")]
)
def test_the_grouping_that_the_shop_has_chosen_comes_first(
    member: Member, shop: Shop, people: None, mode: str, first: str
) -> None:
    with tenant_scope(shop.id):
        db.session.add(ShopSetting(name="segmentation_mode", value=mode))
        db.session.commit()

    drawn = list(drawings(member("viewer").get(f"/s/{shop.slug}/segments").text))

    assert drawn[0] == first


def test_a_shop_with_few_customers_is_told_that_the_limits_are_fixed(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    assert "Few customers so far" in page


def test_every_class_cell_and_tier_leads_to_names(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments").text

    found = set(re.findall(f'href="/s/{shop.slug}/segments/([^"]+)"', page))

    assert len([address for address in found if "/" not in address]) == 9
    assert len([address for address in found if re.fullmatch("[A-Z]+/[A-Z]+", address)]) == 16
    assert len([address for address in found if address.startswith("tiers/")]) == 4


def test_whatever_a_drawing_leads_to_its_table_leads_to(member: Member, shop: Shop, people: None, moved: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments").text

    drawn = {kind: set(links(drawing)) for kind, drawing in drawings(page).items()}
    read = set(re.findall('href="([^"]+)"', page))

    assert sorted(drawn) == ["classes", "grid", "matrix", "shares", "tiers"]
    assert all(addresses and addresses <= read for addresses in drawn.values())


def test_a_tile_is_as_large_as_its_class_and_as_dark_as_its_revenue(member: Member, shop: Shop, people: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    tiles = {tile["name"]: tile for tile in drawings(page)["classes"]["tiles"]}

    assert {name: tile["size"] for name, tile in tiles.items()} == {"Key: keep": 2, "Lost": 2}
    assert tiles["Key: keep"]["heat"] == 1 > tiles["Lost"]["heat"] > 0
    assert tiles["Key: keep"]["lines"] == ["2 customers", "¥4.5K"]


def test_a_cell_says_how_often_it_may_be_called_and_what_it_may_be_offered(
    member: Member, shop: Shop, people: None
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    cells = {cell["tip"][0]: cell for cell in drawings(page)["grid"]["cells"]}

    assert cells["Churned · Came once"]["text"] == "2\n1× ≤15%"
    assert cells["Active · Fan"]["heat"] is None
    assert cells["Active · Fan"]["tip"][2:] == ["At most 3 contacts in 90 days", "A privilege instead of an offer"]


def test_a_move_stands_in_its_row_and_column_and_who_stayed_is_pale(
    member: Member, shop: Shop, people: None, moved: None
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments?month=2026-03", headers=ENGLISH).text

    matrix = drawings(page)["matrix"]
    cells = {(matrix["rows"][cell["row"]], matrix["columns"][cell["column"]]): cell for cell in matrix["cells"]}

    assert cells["Key: keep", "Lost"]["text"] == "3"
    assert cells["Key: keep", "Lost"]["heat"] == 1
    assert cells["Lost", "Lost"]["heat"] is None
    assert cells["First seen", "Lost"]["href"].endswith("/movements/2026-03/FIRST_SEEN/LOST")
    assert "3 of 12 customers changed their class (25%)." in page


def test_a_month_of_movements_is_fetched_without_the_rest_of_the_page(
    member: Member, shop: Shop, people: None, moved: None
) -> None:
    fragment = (
        member("viewer")
        .get(f"/s/{shop.slug}/segments?month=2026-03", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
        .text
    )

    assert fragment.lstrip().startswith('<div id="movements">')
    assert list(drawings(fragment)) == ["matrix"]


@pytest.mark.parametrize("month", ["2026-13", "yesterday", "1999-01", ""])
def test_a_month_nobody_knows_shows_the_latest(
    member: Member, shop: Shop, people: None, moved: None, month: str
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/segments?month={month}")

    assert page.status_code == 200
    assert "matrix" in drawings(page.text)


@pytest.fixture
def moved(in_shop: Shop) -> None:
    """In March three of twelve moved, and one came."""
    for before, after, customers in (("VALUE", "LOST", 3), ("LOST", "LOST", 9), (ARRIVED, "LOST", 1)):
        move = ClassMovement(month=date(2026, 3, 1), from_class=before, to_class=after, customers=customers)
        db.session.add(move)
    db.session.commit()


def test_a_shop_nobody_scored_is_told_what_comes_first(member: Member, shop: Shop) -> None:
    assert "Nobody is scored yet" in member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, people: None) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/segments").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/segments/VALUE").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/segments/ACTIVE/FIRST").status_code == 404


def test_the_overview_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, people: None) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/segments")

    # session, memberships, last run, counts of classes and cells, settings, tiers, overlays with all who paid, months
    assert len(queries) == 9


def test_a_limit_of_visits_is_told_as_the_first_number_that_reaches_it(
    member: Member, shop: Shop, people: None
) -> None:
    with tenant_scope(shop.id):
        db.session.scalars(select(ScoreRun)).one().f_cut = 3.8
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/segments", headers=ENGLISH).text

    assert "at least 4 visits" in page
