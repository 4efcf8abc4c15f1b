"""The page of distributions: shapes, percentiles, and never a mean alone."""

import re
from collections.abc import Callable

import pytest

from saas.accounts.models import Shop
from tests import factories
from tests.browser import Browser
from tests.charts import drawings
from tests.queries import recorded_queries

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial", **ENGLISH}


@pytest.fixture
def described(in_shop: Shop) -> None:
    factories.create_distributions()


def told(page: str) -> str:
    """What a page says in its middle, without the random keys of its forms and addresses."""
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])


def test_the_cycle_shows_percentiles_and_peaks_and_no_mean(member: Member, shop: Shop, described: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions", headers=ENGLISH).text

    cycle = drawings(page)["cycle-chart"]

    assert [band["name"] for band in cycle["bands"] if band["is_peak"]] == ["0–30", "181–240"]
    assert {mark["name"]: mark["text"] for mark in cycle["marks"]}["P50"] == "31 days"
    assert "There are 2 habits" in page
    assert "98" not in told(page).replace("98.1%", "")


def test_an_item_group_has_its_own_cycle_without_the_rest_of_the_page(
    member: Member, shop: Shop, described: None
) -> None:
    fragment = member("viewer").get(f"/s/{shop.slug}/distributions?group=wash", headers=FRAGMENT).text

    assert fragment.lstrip().startswith('<div id="cycle"')
    assert [band["value"] for band in drawings(fragment)["cycle-chart"]["bands"]][:2] == [5, 0]
    assert 'aria-current="page">Wash' in fragment


def test_of_five_intervals_no_habit_is_told(member: Member, shop: Shop, described: None) -> None:
    page = f"/s/{shop.slug}/distributions?group=wash"

    english = member("viewer").get(page, headers=ENGLISH).text
    chinese = member("viewer").get(page, headers={"Accept-Language": "zh"}).text

    assert "5 intervals. Too few intervals to tell habits." in english
    assert "间隔太少，看不出到店习惯。" in chinese
    assert not any(band["is_peak"] for band in drawings(english)["cycle-chart"]["bands"])


def test_a_group_without_intervals_shows_all_visits(member: Member, shop: Shop, described: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions?group=tyre", headers=ENGLISH).text

    assert 'aria-current="page">All visits' in page


def test_a_group_that_does_not_exist_is_refused(member: Member, shop: Shop, described: None) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/distributions?group=rockets").status_code == 422


def test_tickets_tell_how_far_the_next_band_is(member: Member, shop: Shop, described: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions", headers=ENGLISH).text

    bands = drawings(page)["tickets"]["bands"]

    assert "¥50" in bands[1]["tip"][-1]


def test_the_curve_says_what_the_top_fifth_brings(member: Member, shop: Shop, described: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions", headers=ENGLISH).text

    assert "Top 20% bring 49.8%" in drawings(page)["pareto"]["marks"][0]["text"]
    assert "80% of the revenue comes from 4 customers (50%)." in page


def test_without_times_of_arrival_the_page_says_how_to_get_them(member: Member, shop: Shop, described: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions", headers=ENGLISH).text

    assert "No times of arrival" in page
    assert [band["name"] for band in drawings(page)["weekdays"]["bands"] if band["is_peak"]] == ["Sat"]


def test_a_shop_nobody_scored_is_told_what_comes_first(member: Member, shop: Shop) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/distributions", headers=ENGLISH).text

    assert "Nothing to spread yet" in page


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, described: None) -> None:
    assert member("owner", of=other_shop).get(f"/s/{shop.slug}/distributions").status_code == 404


def test_the_page_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, described: None) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/distributions")

    # session with memberships, distributions
    assert len(queries) == 2


def test_only_pages_with_charts_load_what_draws_them(member: Member, shop: Shop) -> None:
    browser = member("viewer")

    assert "/dist/charts-" in browser.get(f"/s/{shop.slug}/distributions").text
    assert "/dist/charts-" not in browser.get(f"/s/{shop.slug}/queue").text
