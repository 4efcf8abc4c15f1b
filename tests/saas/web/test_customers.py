"""The list of customers: find one, narrow it down, page through it."""

import uuid
from collections.abc import Callable

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries

Member = Callable[..., Browser]


def test_the_list_shows_those_who_spend_most_first(member: Member, shop: Shop, customers: dict[str, uuid.UUID]) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/customers").text

    assert page.index("陈晓敏") < page.index("Zhang Wei") < page.index("李四")
    assert "138****2217" in page
    assert "13812342217" not in page
    assert "沪A·8K3F6" in page
    assert "¥6,000" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("晓敏", ["chen"]),
        ("zhang", ["zhang"]),
        ("ZHANG W", ["zhang"]),
        ("chenx", ["chen"]),
        ("1381", ["chen"]),
        ("138 1234 2217", ["chen"]),
        ("2217", []),
        ("沪", ["chen", "zhang"]),
        ("沪a", ["chen"]),
        ("沪C·02M77", ["zhang"]),
        ("8k3f6", ["chen"]),
        ("１３８１", ["chen"]),
        ("%", []),
        ("_", []),
        ("\x00", ["chen", "zhang", "nobody"]),
    ],
)
def test_a_customer_is_found_by_name_pinyin_phone_and_plate(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID], typed: str, found: list[str]
) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/customers", query_string={"query": typed}, htmx=True)

    assert answer.status_code == 200
    assert [name for name, id in customers.items() if str(id) in answer.text] == found


def test_the_list_is_filtered_by_class(member: Member, shop: Shop, customers: dict[str, uuid.UUID]) -> None:
    none = member("viewer").get(f"/s/{shop.slug}/customers?rfm_class=NONE", htmx=True).text

    assert "李四" in none
    assert "陈晓敏" not in none


def test_the_list_is_paged_and_the_last_page_is_the_end(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        for number in range(27):
            factories.create_customer(f"客户{number:02d}")
        db.session.commit()

    first = member("viewer").get(f"/s/{shop.slug}/customers", htmx=True).text
    last = member("viewer").get(f"/s/{shop.slug}/customers?page=99999999999999999999", htmx=True).text

    assert first.count("data-row") == 25
    assert last.count("data-row") == 2


def test_a_class_that_does_not_exist_is_refused_in_words(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/customers?rfm_class=RICH", headers={"Accept-Language": "en"})

    assert answer.status_code == 422
    assert "RICH is not one of the choices" in answer.text


def test_an_empty_shop_says_where_customers_come_from(member: Member, shop: Shop) -> None:
    page = member("owner").get(f"/s/{shop.slug}/customers", headers={"Accept-Language": "en"}).text

    assert "No customers yet" in page


def test_the_list_asks_the_database_a_fixed_number_of_times(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/customers")

    # who asks, with his shops; last run, count, rows, phones, plates, classes, settings
    assert len(queries) == 8


def test_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/customers").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/customers/{customers['chen']}").status_code == 404
    assert stranger.get(f"/s/{other_shop.slug}/customers/{customers['chen']}").status_code == 404
    assert stranger.post(f"/s/{shop.slug}/customers/export").status_code == 404
    assert "陈晓敏" not in stranger.get(f"/s/{other_shop.slug}/customers?query=晓敏").text
