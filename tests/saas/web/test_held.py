"""Who is not contacted, and why."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.plan import plan_queue
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def silent(shop: Shop, today: date) -> None:
    """Somebody who came once, long ago, and was never asked for consent."""
    with tenant_scope(shop.id):
        customer = factories.create_customer("赵静", "13900000001")
        factories.create_order(customer, factories.create_vehicle(customer), today - timedelta(280))
        factories.create_scores(today - timedelta(1))
        plan_queue(today)
        db.session.commit()


def test_a_count_opens_the_names_behind_it(member: Member, shop: Shop, silent: None) -> None:
    browser = member("advisor")

    counted = browser.get(f"/s/{shop.slug}/held", headers=ENGLISH).text
    named = browser.get(f"/s/{shop.slug}/held?why=blocked_consent", headers=ENGLISH).text

    assert "1 customer would be contacted" in counted
    assert "No consent on record" in counted
    assert "赵静" in named
    assert "Overdue by own rhythm" in named or "LAPSE" not in named


def test_a_shop_in_which_nobody_waits_says_so(member: Member, shop: Shop) -> None:
    assert "Nobody waits" in member("viewer").get(f"/s/{shop.slug}/held", headers=ENGLISH).text


def test_a_reason_that_holds_nobody_has_an_empty_list(member: Member, shop: Shop, silent: None) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/held?why=too_soon", headers=ENGLISH).text

    assert "Nobody waits for this" in page


def test_a_reason_that_does_not_exist_is_refused(member: Member, shop: Shop) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/held?why=nonsense").status_code == 422


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop) -> None:
    assert member("owner", other_shop).get(f"/s/{shop.slug}/held").status_code == 404
