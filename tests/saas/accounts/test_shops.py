"""Shops are opened with a name for the path, and people admitted to them."""

import uuid

import pytest
from flask import Flask

from saas.accounts import shops, sign_in
from tenants import clock
from tenants.errors import DomainError
from tests import factories
from tests.memberships import roles_of


@pytest.fixture
def slug() -> str:
    return f"s{uuid.uuid4().hex}"


def test_a_shop_is_found_by_its_short_name(app: Flask, slug: str) -> None:
    shop = shops.open_shop("城关店", slug, "Asia/Urumqi")

    assert shops.find(slug) is shop
    assert shop.timezone == "Asia/Urumqi"


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a/b", "城关", "a" * 65, "..", "a_b"])
def test_a_short_name_fits_into_a_path(app: Flask, slug: str) -> None:
    with pytest.raises(DomainError, match="small letters"):
        shops.open_shop("城关店", slug)


def test_a_short_name_is_given_once(app: Flask, slug: str) -> None:
    shops.open_shop("城关店", slug)

    with pytest.raises(DomainError, match="already"):
        shops.open_shop("另一家", slug)


def test_a_time_zone_is_one_of_the_known(app: Flask, slug: str) -> None:
    with pytest.raises(DomainError, match="Asia/Shanghai is one"):
        shops.open_shop("城关店", slug, "Beijing")


def test_admitting_again_changes_the_role(app: Flask) -> None:
    shop, user = factories.create_shop(), factories.create_user()

    first = shops.admit(user, shop, "viewer")
    again = shops.admit(user, shop, "manager")

    assert again is first
    assert roles_of(user.id) == {shop.slug: "manager"}


def test_a_role_is_one_of_the_table(app: Flask) -> None:
    with pytest.raises(DomainError, match="viewer, advisor, manager, owner"):
        shops.admit(factories.create_user(), factories.create_shop(), "boss")


def test_the_shops_of_a_person_come_by_name_and_are_his_only(app: Flask) -> None:
    user, colleague = factories.create_user(), factories.create_user()
    for name, whose in (("B", user), ("A", user), ("C", colleague)):
        factories.create_membership(factories.create_shop(name), whose)

    session = sign_in.find_session(sign_in.open_session(user.id, clock.now()), clock.now())

    assert session is not None
    assert [shop.name for _, shop in session.shops] == ["A", "B"]
