"""What other settings would do to a shop, before anybody saves them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.section_forms import current, form_of, scored_people

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/settings"


@pytest.fixture
def people(shop: Shop) -> None:
    scored_people(shop)


def test_the_cuts_in_force_are_shown_with_the_day_they_were_frozen(
    member: Member, page: str, shop: Shop, people: None
) -> None:
    with tenant_scope(shop.id):
        settings.change(min_population=1)
        factories.create_scores(clock.today(shop.timezone) - timedelta(days=1))
        yesterday = clock.today(shop.timezone) - timedelta(days=1)
    owner = member("owner")

    fresh = owner.get(page, headers=ENGLISH).text
    owner.post(f"{page}/cuts", form_of(fresh) | {"f_cut_mode": "median"})
    stale = owner.get(page, headers=ENGLISH).text

    assert f"from the data of {yesterday}" in fresh
    assert "The settings were changed since" not in fresh
    assert "The settings were changed since" in stale


def test_a_preview_says_how_many_would_change_and_stores_nothing(
    member: Member, page: str, shop: Shop, people: None
) -> None:
    owner = member("owner")
    form = form_of(owner.get(f"{page}/lifecycle").text) | {"lifecycle_active_days": "210"}

    fragment = owner.get(f"{page}/lifecycle/preview", query_string=form, htmx=True, headers=ENGLISH)
    whole = owner.post(f"{page}/lifecycle", form | {"preview": "yes"}, headers=ENGLISH)

    sentence = "With these limits 1 customer would stand elsewhere."
    assert fragment.text.lstrip().startswith("<section")
    assert sentence in fragment.text
    assert "Silent" in fragment.text
    assert sentence in whole.text
    assert 'value="210"' in whole.text
    assert current(shop) == settings.Settings()


def test_a_preview_of_cuts_names_the_classes(member: Member, page: str, shop: Shop, people: None) -> None:
    owner = member("owner")
    form = form_of(owner.get(f"{page}/cuts").text) | {"r_cut_days": "10"}

    text = owner.get(f"{page}/cuts/preview", query_string=form, htmx=True, headers=ENGLISH).text

    assert "With these cuts 2 customers would change class." in text
    assert "visited within 10 days" in text


def test_a_preview_of_a_mistake_is_empty(member: Member, page: str, people: None) -> None:
    owner = member("owner")
    form = form_of(owner.get(f"{page}/cuts").text) | {"r_cut_days": "0"}

    fragment = owner.get(f"{page}/cuts/preview", query_string=form, htmx=True, headers=ENGLISH)

    assert fragment.status_code == 200
    assert "would change" not in fragment.text
    assert owner.post(f"{page}/cuts", form | {"preview": "yes"}).status_code == 422


def test_a_preview_before_the_first_scoring_says_so(member: Member, page: str) -> None:
    owner = member("owner")

    shown = owner.post(f"{page}/cuts", form_of(owner.get(page).text) | {"preview": "yes"}, headers=ENGLISH)

    assert "Nobody is scored yet" in shown.text


def test_the_wizard_proposes_and_one_click_takes_it(member: Member, page: str, shop: Shop) -> None:
    with tenant_scope(shop.id):
        for number in range(50):
            customer = factories.create_customer(f"客户{number}")
            factories.create_order(customer, factories.create_vehicle(customer), date(2026, 6, 2))
        factories.create_scores()
    owner = member("owner")

    proposed = owner.get(f"{page}/groups", headers=ENGLISH).text
    owner.post(f"{page}/groups", {"was-segmentation_mode": '"none"', "segmentation_mode": "simple3"})

    assert "With 50 customers who ever paid we propose: Three tiers." in proposed
    assert "we propose" not in owner.get(f"{page}/groups", headers=ENGLISH).text
