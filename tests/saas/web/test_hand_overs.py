"""Handing over all that a leaver holds."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop, User
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.staff.models import HandOver
from tests import factories
from tests.browser import Browser
from workers.follow_ups import crew_of_shop

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def staff(shop: Shop) -> tuple[User, User]:
    """Li leaves, Zhao stays."""
    people = factories.create_user("李婷"), factories.create_user("赵强")
    for user in people:
        factories.create_membership(shop, user, "advisor")
    with tenant_scope(shop.id):
        factories.create_customer("王建国", dedicated_advisor_id=people[0].id)
        db.session.commit()
    return people


def advisors_of_customers(shop: Shop) -> list[object]:
    with tenant_scope(shop.id):
        return list(db.session.scalars(select(Customer.dedicated_advisor_id)))


def address(shop: Shop, user: User) -> str:
    return f"/s/{shop.slug}/staff/{user.id}/hand-over"


def test_the_form_says_what_there_is_to_hand_over(member: Member, shop: Shop, staff: tuple[User, User]) -> None:
    page = member("manager").get(address(shop, staff[0]), headers=ENGLISH).text

    assert "What 李婷 holds" in page
    assert "赵强" in page
    assert f'value="{staff[0].id}"' not in page  # nobody hands over to himself


def test_a_leaver_is_out_of_the_crew_and_a_colleague_answers_for_his_name(
    member: Member, shop: Shop, staff: tuple[User, User]
) -> None:
    leaver, successor = staff
    browser = member("manager")
    form = {"to_id": str(successor.id), "left": "yes", "name": "yes", "note": "离职"}

    done = browser.post(address(shop, leaver), form)
    history = browser.get(f"/s/{shop.slug}/hand-overs", headers=ENGLISH).text
    roster = browser.get(f"/s/{shop.slug}/staff", headers=ENGLISH).text

    with tenant_scope(shop.id):
        crew = crew_of_shop(clock.today(shop.timezone))
    assert done.status_code == 303
    assert advisors_of_customers(shop) == [successor.id]
    assert leaver.id not in crew.members
    assert crew.by_name()["李婷"] == successor.id
    assert "离职" in history
    assert "1 customer" in history
    assert "Left on" in roster


def test_who_left_by_mistake_comes_back(member: Member, shop: Shop, staff: tuple[User, User]) -> None:
    leaver, successor = staff
    browser = member("manager")
    browser.post(address(shop, leaver), {"to_id": str(successor.id), "left": "yes"})

    browser.post(f"/s/{shop.slug}/staff/{leaver.id}/return")

    with tenant_scope(shop.id):
        assert leaver.id in crew_of_shop(clock.today(shop.timezone)).members


def test_access_ends_with_the_hand_over(member: Member, shop: Shop, staff: tuple[User, User]) -> None:
    leaver, successor = staff
    manager, his = member("manager"), Browser(member("viewer").app).sign_in(leaver)
    form = manager.get(address(shop, leaver), headers=ENGLISH).text

    done = manager.post(address(shop, leaver), {"to_id": str(successor.id), "access": "end"})

    assert "sees nothing of this shop" in form
    assert done.status_code == 303
    assert his.get(f"/s/{shop.slug}/queue").status_code == 404
    assert advisors_of_customers(shop) == [successor.id]
    assert "李婷" in manager.get(f"/s/{shop.slug}/hand-overs").text
    with tenant_scope(shop.id):
        assert leaver.id not in crew_of_shop(clock.today(shop.timezone)).members


@pytest.mark.parametrize("gone", [{"left": "yes"}, {"access": "end"}], ids=["left", "without access"])
def test_nothing_goes_back_to_who_left_until_he_is_back(
    member: Member, shop: Shop, staff: tuple[User, User], gone: dict[str, str]
) -> None:
    leaver, successor = staff
    manager = member("manager")
    manager.post(address(shop, leaver), {"to_id": str(successor.id), **gone})
    with tenant_scope(shop.id):
        act_id = db.session.scalars(select(HandOver.id)).one()
    take_back = f"/s/{shop.slug}/hand-overs/{act_id}/take-back"

    refused = manager.post(take_back, headers=ENGLISH)
    advisors = advisors_of_customers(shop)
    manager.post(f"/s/{shop.slug}/members/{leaver.id}/return")
    done = manager.post(take_back)

    assert refused.status_code == 422
    assert "李婷: not here any more" in refused.text
    assert advisors == [successor.id]
    assert done.status_code == 303
    assert advisors_of_customers(shop) == [leaver.id]


def test_a_manager_ends_the_access_of_no_owner_and_then_nothing_is_handed_over(
    member: Member, shop: Shop, staff: tuple[User, User]
) -> None:
    owner = factories.create_user("马振华")
    factories.create_membership(shop, owner, "owner")
    with tenant_scope(shop.id):
        factories.create_customer("王女士", dedicated_advisor_id=owner.id)
        db.session.commit()
    manager = member("manager")

    form = manager.get(address(shop, owner)).text
    refused = manager.post(address(shop, owner), {"to_id": "pool", "access": "end"}, headers=ENGLISH)

    assert 'name="access"' not in form
    assert refused.status_code == 422
    assert "Only an owner decides" in refused.text
    assert owner.id in advisors_of_customers(shop)
    assert Browser(manager.app).sign_in(owner).get(f"/s/{shop.slug}/queue").status_code == 200


def test_a_successor_from_elsewhere_is_refused_in_the_form(
    member: Member, shop: Shop, other_shop: Shop, staff: tuple[User, User]
) -> None:
    stranger = factories.create_user("陌生人")
    factories.create_membership(other_shop, stranger, "advisor")

    refused = member("manager").post(address(shop, staff[0]), {"to_id": str(stranger.id)}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Choose who gets it" in refused.text
    assert advisors_of_customers(shop) == [staff[0].id]


def test_nobody_declares_himself_gone(member: Member, shop: Shop, staff: tuple[User, User]) -> None:
    manager = factories.create_user("陈晓敏")
    factories.create_membership(shop, manager, "manager")
    browser = Browser(member("manager").app).sign_in(manager)

    refused = browser.post(address(shop, manager), {"to_id": str(staff[1].id), "left": "yes"}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "You cannot leave by this form" in refused.text


def test_an_advisor_hands_nothing_over_and_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, staff: tuple[User, User]
) -> None:
    assert member("advisor").get(address(shop, staff[0])).status_code == 403
    assert member("owner", of=other_shop).get(address(shop, staff[0])).status_code == 404
