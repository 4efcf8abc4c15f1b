"""What falls due: the calendar, its list, the sentence why, and how well it was foretold."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers.models import Vehicle
from tenants.db import db
from tenants.follow_ups import trigger_settings
from tenants.follow_ups.triggers.chosen import Chosen
from tenants.needs.models import Backtest, NeedRun
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def today(shop: Shop) -> date:
    """A shop whose needs were foretold last night."""
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        db.session.add(NeedRun(as_of=today - timedelta(1), vehicles=1, needs=1, suspects=0))
        db.session.commit()
    return today


def create_due(shop: Shop, code: str, due_on: date, name: str = "陈晓敏", **values: Any) -> Vehicle:
    with tenant_scope(shop.id):
        car = factories.create_vehicle(factories.create_customer(name, "13812342217"), brand="大众", series="帕萨特")
        factories.create_outlook(car)
        factories.create_need(car, code, due_on, **values)
        db.session.commit()
        return car


def create_tests(shop: Shop, chosen: str = "huitou", cases: int = 312) -> None:
    with tenant_scope(shop.id):
        for place, method in enumerate(("huitou", "fixed180", "last_two", "use_bins")):
            measures = {"median_error_days": 14.0 + place, "in_band_share": 0.79, "early_share": 0.12}
            db.session.add(
                Backtest(
                    as_of=date(2026, 6, 30),
                    method=method,
                    cases=cases,
                    censored=40,
                    is_chosen=method == chosen,
                    **measures,
                )
            )
        db.session.commit()


def test_a_row_says_who_what_when_and_why(member: Member, shop: Shop, today: date) -> None:
    due_on = today + timedelta(20)
    car = create_due(shop, "OIL_FULL", due_on)

    page = member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert "陈晓敏" in page
    assert str(car.customer_id) in page
    assert "Oil and filter, fully synthetic" in page
    assert due_on.isoformat() in page
    done_on = due_on - timedelta(181)
    why = f"Oil and filter, fully synthetic {done_on} at 32,000 km; about 33 km a day; 6 months come first"
    assert why in page
    assert f"{due_on - timedelta(14):%m-%d} to {due_on + timedelta(14):%m-%d}" in page


def test_the_sentence_reads_well_in_chinese(member: Member, shop: Shop, today: date) -> None:
    create_due(shop, "OIL_UNKNOWN", today + timedelta(20), last_done_on=date(2026, 1, 5))

    page = member("viewer").get(f"/s/{shop.slug}/due", headers={"Accept-Language": "zh-CN"}).text

    assert "机油机滤 2026-01-05 / 32,000 km；约 33 km/天；6 个月先到" in page


def test_the_calendar_has_weeks_as_rows_and_a_day_opens_its_list(member: Member, shop: Shop, today: date) -> None:
    soon, later = today + timedelta(3), today + timedelta(40)
    create_due(shop, "OIL_FULL", soon)
    create_due(shop, "TYRE", later, name="李四")
    browser = member("viewer")

    page = browser.get(f"/s/{shop.slug}/due", headers=ENGLISH).text
    one_day = browser.get(f"/s/{shop.slug}/due?day={later}", htmx=True, headers=ENGLISH).text

    assert f'aria-label="{soon}: 1 due"' in page
    assert 13 <= page.count('<th scope="row" class="text-start') <= 14
    assert "李四" in one_day
    assert "陈晓敏" not in one_day
    assert f'aria-label="{soon}: 1 due"' in one_day, "the calendar stays whole"


@pytest.mark.parametrize(
    ("query", "found"),
    [("code=TYRE", "李四"), ("need_kind=insurance", "王五"), ("confidence=low", "李四"), ("code=OIL_FULL", "陈晓敏")],
)
def test_the_list_is_filtered(member: Member, shop: Shop, today: date, query: str, found: str) -> None:
    create_due(shop, "OIL_FULL", today + timedelta(3))
    create_due(shop, "TYRE", today + timedelta(4), name="李四", confidence="low")
    create_due(shop, "COMMERCIAL_INSURANCE", today + timedelta(5), name="王五", kind="insurance", bound="date")

    page = member("viewer").get(f"/s/{shop.slug}/due?{query}", htmx=True).text

    assert [name for name in ("陈晓敏", "李四", "王五") if name in page] == [found]


def test_who_is_unsure_calls_nothing_overdue(member: Member, shop: Shop, today: date) -> None:
    create_due(shop, "TYRE", today - timedelta(10), confidence="low")
    unsure = member("viewer").get(f"/s/{shop.slug}/due?when=past", headers=ENGLISH).text
    create_due(shop, "OIL_FULL", today - timedelta(12))
    sure = member("viewer").get(f"/s/{shop.slug}/due?when=past", headers=ENGLISH).text

    assert "Have it checked" in unsure
    assert "overdue" not in unsure
    assert "12 days overdue" in sure


@pytest.mark.parametrize("opens", [-60, -30])
def test_a_policy_may_be_renewed_as_early_as_the_shop_says(member: Member, shop: Shop, today: date, opens: int) -> None:
    due_on = today + timedelta(20)
    create_due(shop, "COMMERCIAL_INSURANCE", due_on, kind="insurance", bound="date")
    with tenant_scope(shop.id):
        trigger_settings.change("INSURANCE", Chosen(opens=opens), user_id=None, now=clock.now())
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert f"Covered until {due_on}; renewal can be offered from {due_on + timedelta(opens)}" in page


def test_an_inspection_is_shown_with_its_legal_caveat(member: Member, shop: Shop, today: date) -> None:
    facts = {"is_on_site": True, "may_have_expired": False, "caveat": "legal_review_pending", "differs_days": 45}
    create_due(shop, "INSPECTION", today + timedelta(30), kind="inspection", bound="date", facts=facts)

    page = member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert "tested on site" in page
    assert "a lawyer has yet to confirm" in page
    assert "differ by 45 days" in page


def test_the_past_is_told_in_plain_words(member: Member, shop: Shop, today: date) -> None:
    create_tests(shop)

    page = member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert "foretold 312 past returns" in page
    assert "Half of the cars came within 14 days" in page
    assert "79% came inside the range" in page
    assert all(name in page for name in ("Always 180 days", "Last two readings", "Classes of use"))
    assert "closer than our own method" not in page


def test_a_baseline_that_won_is_named(member: Member, shop: Shop, today: date) -> None:
    create_tests(shop, chosen="fixed180")

    page = member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert "“Always 180 days” was closer than our own method" in page


@pytest.mark.parametrize("is_tested", [False, True])
def test_too_little_history_is_said(member: Member, shop: Shop, today: date, is_tested: bool) -> None:
    if is_tested:
        create_tests(shop, cases=0)

    assert "too little history" in member("viewer").get(f"/s/{shop.slug}/due", headers=ENGLISH).text


def test_a_shop_without_a_prediction_says_where_it_comes_from(member: Member, shop: Shop) -> None:
    page = member("owner").get(f"/s/{shop.slug}/due", headers=ENGLISH).text

    assert "Nothing is foretold yet" in page


@pytest.mark.parametrize("query", ["code=GOLD", "need_kind=x", "confidence=very", "when=never"])
def test_a_choice_that_does_not_exist_is_refused_in_words(member: Member, shop: Shop, today: date, query: str) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/due?{query}", headers=ENGLISH)

    assert answer.status_code == 422
    assert "is not one of the choices" in answer.text


@pytest.mark.parametrize("query", ["day=soon", "day=1999-01-01", "day=9999-12-31", "page=0", "page=99999999999999"])
def test_a_day_or_page_that_is_none_shows_the_whole(member: Member, shop: Shop, today: date, query: str) -> None:
    create_due(shop, "OIL_FULL", today + timedelta(3))

    assert "陈晓敏" in member("viewer").get(f"/s/{shop.slug}/due?{query}").text


def test_the_list_is_taken_along_as_it_is_filtered(member: Member, shop: Shop, today: date) -> None:
    create_due(shop, "OIL_FULL", today + timedelta(3), name="=1+1")
    create_due(shop, "TYRE", today + timedelta(4), name="李四")
    wishes = {"reason": "call_list", "kind": "csv", "code": "OIL_FULL"}

    lines = member("manager").post(f"/s/{shop.slug}/due/export", wishes, headers=ENGLISH).text.splitlines()

    assert len(lines) == 2
    assert "'=1+1" in lines[1]
    assert "6 months come first" in lines[1]


def test_a_list_is_not_handed_out_without_a_reason(member: Member, shop: Shop, today: date) -> None:
    address = f"/s/{shop.slug}/due/export"

    assert member("manager").post(address, {"kind": "csv"}).status_code == 422
    assert member("manager").post(address, {"kind": "csv"}, htmx=True).status_code == 422
    assert member("advisor").post(address, {"kind": "csv", "reason": "backup"}).status_code == 403


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, today: date) -> None:
    create_due(shop, "OIL_FULL", today + timedelta(3))
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/due").status_code == 404
    assert "陈晓敏" not in stranger.get(f"/s/{other_shop.slug}/due").text


def test_the_page_asks_the_database_a_fixed_number_of_times(member: Member, shop: Shop, today: date) -> None:
    for number in range(5):
        create_due(shop, "OIL_FULL", today + timedelta(number))
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/due")

    # who asks; last run, days, rows, phones, items, tests; what goes along is one more
    assert len(queries) == 7
