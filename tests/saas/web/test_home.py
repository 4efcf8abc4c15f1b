"""The way in."""

from flask import Flask

from saas.accounts.models import Shop
from tests import factories
from tests.browser import Browser


def test_a_person_of_one_shop_goes_straight_to_its_queue(owner: Browser, shop: Shop) -> None:
    answer = owner.get("/")

    assert answer.status_code == 302
    assert answer.location == f"/s/{shop.slug}/queue"


def test_a_person_of_two_shops_chooses(app: Flask, shop: Shop, other_shop: Shop) -> None:
    user = factories.create_user()
    for each in (shop, other_shop):
        factories.create_membership(each, user)

    answer = Browser(app).sign_in(user).get("/")

    assert shop.name in answer.text
    assert f"/s/{other_shop.slug}/queue" in answer.text


def test_a_person_of_no_shop_is_told_what_to_do(browser: Browser) -> None:
    answer = browser.sign_in(factories.create_user()).get("/", headers={"Accept-Language": "en"})

    assert "Ask the owner of your shop to add you." in answer.text


def test_health_reaches_the_database(browser: Browser) -> None:
    assert browser.get("/health").text == "ok"
