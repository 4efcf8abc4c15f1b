"""Every view states its rule, and the rule holds."""

from collections.abc import Callable

import pytest
from flask import Flask

from saas.accounts.models import Shop
from saas.web import access
from tenants.db import db
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]


def test_a_view_without_a_rule_keeps_the_application_from_starting() -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "")

    with pytest.raises(RuntimeError, match="open states no access rule"):
        access.install(app)


@pytest.mark.parametrize(("path", "rule"), [("/s/<shop>/x", access.signed_in), ("/x", access.requires("view_queue"))])
def test_a_rule_that_does_not_fit_its_path_keeps_the_application_from_starting(
    path: str, rule: Callable[..., Callable[[], str]]
) -> None:
    app = Flask("bare", static_folder=None)
    app.add_url_rule(path, "x", rule(lambda: ""))

    with pytest.raises(RuntimeError, match="exactly when its path holds <shop>"):
        access.install(app)


def test_a_rule_names_an_action_that_some_role_holds() -> None:
    with pytest.raises(ValueError, match="No role may 'viwe_queue'"):
        access.requires("viwe_queue")


def test_a_member_sees_his_shop_only(member: Member, shop: Shop, other_shop: Shop) -> None:
    member().post(f"/s/{shop.slug}/probe/customers", {"name": "我们的"})
    member(of=other_shop).post(f"/s/{other_shop.slug}/probe/customers", {"name": "别人的"})

    assert member().get(f"/s/{shop.slug}/probe/customers").text == "我们的"
    assert member(of=other_shop).get(f"/s/{other_shop.slug}/probe/customers").text == "别人的"


def test_a_person_of_two_shops_has_another_role_in_each(nobody: Browser, shop: Shop, other_shop: Shop) -> None:
    user = factories.create_user()
    factories.create_membership(shop, user, "advisor")
    factories.create_membership(other_shop, user, "viewer")
    browser = nobody.sign_in(user)

    assert browser.post(f"/s/{shop.slug}/probe/customers", {"name": "x"}).status_code == 200
    assert browser.post(f"/s/{other_shop.slug}/probe/customers", {"name": "x"}).status_code == 403


def test_a_changed_role_holds_with_the_next_request(nobody: Browser, shop: Shop) -> None:
    user = factories.create_user()
    membership = factories.create_membership(shop, user, "advisor")
    browser = nobody.sign_in(user)
    form = {"name": "x"}
    assert browser.post(f"/s/{shop.slug}/probe/customers", form).status_code == 200

    membership.role = "viewer"
    db.session.commit()
    assert browser.post(f"/s/{shop.slug}/probe/customers", form).status_code == 403

    db.session.delete(membership)
    db.session.commit()
    assert browser.post(f"/s/{shop.slug}/probe/customers", form).status_code == 404


def test_a_viewer_is_told_what_he_lacks(member: Member, shop: Shop) -> None:
    answer = member("viewer").post(f"/s/{shop.slug}/probe/customers", {"name": "x"}, headers={"Accept-Language": "en"})

    assert answer.status_code == 403
    assert "Ask the owner of the shop for the role you need." in answer.text


def test_not_a_member_no_such_shop_no_such_id_and_no_id_at_all_are_one_answer(member: Member, shop: Shop) -> None:
    stranger = factories.create_shop("陌生店")
    browser = member()
    missing = "0190f000-0000-7000-8000-000000000000"

    answers = [
        browser.get(path)
        for path in (
            f"/s/{stranger.slug}/probe/customers",
            "/s/no-such-shop/probe/customers",
            "/s/%00/probe/customers",
            f"/s/{shop.slug}/probe/customers/{missing}",
            f"/s/{stranger.slug}/probe/customers/{missing}",
            f"/s/{shop.slug}/probe/customers/17",
            f"/s/{shop.slug}/no-such-page",
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(answer.headers) for answer in answers}) == 1


def test_nobody_is_sent_to_sign_in_and_back(nobody: Browser, shop: Shop) -> None:
    answer = nobody.get(f"/s/{shop.slug}/probe/customers?page=2")

    assert answer.status_code == 302
    assert answer.location == f"/sign-in?next=/s/{shop.slug}/probe/customers?page%3D2"


def test_nobody_with_htmx_is_sent_to_sign_in_as_a_whole_page(nobody: Browser, shop: Shop) -> None:
    here = f"http://localhost/s/{shop.slug}/customers?page=2"

    answer = nobody.get(f"/s/{shop.slug}/probe/customers", htmx=True, headers={"HX-Current-URL": here})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"/sign-in?next=/s/{shop.slug}/customers?page%3D2"
    assert answer.text == ""


def test_a_form_sent_after_the_session_ended_leads_to_sign_in_without_a_way_back(nobody: Browser, shop: Shop) -> None:
    assert nobody.post(f"/s/{shop.slug}/probe/customers", {"name": "x"}).location == "/sign-in"
