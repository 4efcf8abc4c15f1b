"""Members on the staff page: roles, access that ends, access given back; who may, and who is nobody here."""

import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from saas.accounts import members
from saas.accounts.models import Shop, User
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import plan
from tenants.follow_ups.models import FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from workers.follow_ups import crew_of_shop
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
ACTIONS = ("role", "end", "return")


@pytest.fixture
def advisor(shop: Shop) -> User:
    user = factories.create_user("李婷")
    factories.create_membership(shop, user, "advisor")
    return user


def role_of(shop: Shop, user: User) -> str | None:
    found = members.find(shop.id, user.id)
    return found.role if found and found.ended_at is None else None


def address(shop: Shop, user_id: uuid.UUID, action: str) -> str:
    return f"/s/{shop.slug}/members/{user_id}/{action}"


def test_the_owner_reads_who_has_which_role_and_changes_everybodys_but_his_own(
    member: Member, shop: Shop, advisor: User
) -> None:
    page = member("owner").get(f"/s/{shop.slug}/staff", headers=ENGLISH).text

    assert advisor.email in page
    assert "Role of 李婷" in page
    assert page.count("/role") == 1
    assert page.count("/end") == 1


def test_a_manager_reads_the_list_and_an_advisor_does_not(member: Member, shop: Shop, advisor: User) -> None:
    as_manager = member("manager").get(f"/s/{shop.slug}/staff", headers=ENGLISH).text
    as_advisor = member("advisor").get(f"/s/{shop.slug}/staff", headers=ENGLISH).text

    assert advisor.email in as_manager
    assert "/members/" not in as_manager
    assert advisor.email not in as_advisor


def test_whose_access_ends_is_out_at_his_next_click_and_his_work_goes_to_the_pool(
    member: Member, shop: Shop, advisor: User
) -> None:
    with tenant_scope(shop.id):
        factories.create_customer("王建国", dedicated_advisor_id=advisor.id)
        db.session.commit()
    owner, leaver = member("owner"), Browser(member("viewer").app).sign_in(advisor)
    before = leaver.get(f"/s/{shop.slug}/queue")

    done = owner.post(address(shop, advisor.id, "end"))

    assert done.status_code == 303
    assert before.status_code == 200
    assert leaver.get(f"/s/{shop.slug}/queue").status_code == 404
    assert leaver.get("/").status_code == 200  # signed in, but without a shop
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Customer.dedicated_advisor_id)).all() == [None]
        assert "plan_queue" in db.session.scalars(select(Job.actor)).all()
    assert "李婷" in owner.get(f"/s/{shop.slug}/hand-overs").text
    assert "Access ended" in owner.get(f"/s/{shop.slug}/staff", headers=ENGLISH).text


def test_what_lay_with_the_leaver_today_goes_to_a_colleague(
    member: Member, shop: Shop, queue: list[str], advisor: User
) -> None:
    colleague = factories.create_user("赵强")
    factories.create_membership(shop, colleague, "advisor")
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        for row in db.session.scalars(select(FollowUp)):
            row.assigned_to_id = advisor.id
        db.session.commit()

    member("owner").post(address(shop, advisor.id, "end"))
    with tenant_scope(shop.id):
        plan.plan_queue(today, crew_of_shop(today), shop.timezone)
        db.session.commit()
        holders = set(db.session.scalars(select(FollowUp.assigned_to_id).where(FollowUp.state == "open")))

    assert holders == {colleague.id}


def test_access_is_given_back_and_he_is_part_of_the_crew_again(member: Member, shop: Shop, advisor: User) -> None:
    owner = member("owner")
    owner.post(f"/s/{shop.slug}/staff/{advisor.id}/hand-over", {"to_id": "pool", "access": "end"})
    ended = role_of(shop, advisor)

    for _ in range(2):
        done = owner.post(address(shop, advisor.id, "return"))

    assert done.status_code == 303
    assert ended is None
    assert role_of(shop, advisor) == "advisor"
    with tenant_scope(shop.id):
        assert advisor.id in crew_of_shop(clock.today(shop.timezone)).members


@pytest.mark.parametrize(("page", "gone"), [("members", {"access": "end"}), ("staff", {"left": "yes"})])
def test_who_is_back_answers_for_his_names_himself(
    member: Member, shop: Shop, advisor: User, page: str, gone: dict[str, str]
) -> None:
    stand_in, owner = factories.create_user("赵强"), member("owner")
    factories.create_membership(shop, stand_in, "advisor")
    keeps = {"minutes_0": "90", "skill": "advisor"}
    owner.post(f"/s/{shop.slug}/staff/{advisor.id}", {**keeps, "aliases": "小李"})
    owner.post(f"/s/{shop.slug}/staff/{stand_in.id}", {**keeps, "aliases": "老赵"})
    given = {"to_id": str(stand_in.id), "name": "yes", **gone}
    owner.post(f"/s/{shop.slug}/staff/{advisor.id}/hand-over", given)

    owner.post(f"/s/{shop.slug}/{page}/{advisor.id}/return", headers=ENGLISH)
    told = owner.get(f"/s/{shop.slug}/staff", headers=ENGLISH).text

    with tenant_scope(shop.id):
        names = crew_of_shop(clock.today(shop.timezone)).by_name()
    assert (names["李婷"], names["小李"]) == (advisor.id, advisor.id)
    assert (names["赵强"], names["老赵"]) == (stand_in.id, stand_in.id)
    assert "No longer answering for that name in work orders: 赵强." in told


def test_a_changed_role_counts_at_the_next_click(member: Member, shop: Shop, advisor: User) -> None:
    browser = Browser(member("viewer").app).sign_in(advisor)
    before = browser.get(f"/s/{shop.slug}/board").status_code

    done = member("owner").post(address(shop, advisor.id, "role"), {"role": "manager"})

    assert done.status_code == 303
    assert (before, browser.get(f"/s/{shop.slug}/board").status_code) == (403, 200)


def test_who_may_only_look_from_now_on_gives_all_to_the_pool_and_the_owner_is_told(
    member: Member, shop: Shop, advisor: User
) -> None:
    with tenant_scope(shop.id):
        for _ in range(2):
            factories.create_customer(dedicated_advisor_id=advisor.id)
        db.session.commit()
    owner = member("owner")

    owner.post(address(shop, advisor.id, "role"), {"role": "viewer", "sure": "yes"}, headers=ENGLISH)

    assert "2 things went to the pool" in owner.get(f"/s/{shop.slug}/staff", headers=ENGLISH).text


def test_the_owner_is_asked_before_work_goes_to_the_pool_with_a_role(member: Member, shop: Shop, advisor: User) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        factories.create_follow_up(customer, today, assigned_to_id=advisor.id)
        factories.create_appointment(customer, today, advisor_id=advisor.id)
        db.session.commit()

    asked = member("owner").post(address(shop, advisor.id, "role"), {"role": "viewer"}, headers=ENGLISH)

    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", asked.text))
    assert "Shall 李婷 only look from now on?" in said
    assert "Open follow-ups 1 Promised calls 0 Own customers 0 Appointments 1" in said
    assert role_of(shop, advisor) == "advisor"
    with tenant_scope(shop.id):
        assert db.session.scalars(select(FollowUp.assigned_to_id)).all() == [advisor.id]


def test_who_holds_nothing_only_looks_without_a_question(member: Member, shop: Shop, advisor: User) -> None:
    done = member("owner").post(address(shop, advisor.id, "role"), {"role": "viewer"})

    assert done.status_code == 303
    assert role_of(shop, advisor) == "viewer"


def test_a_role_that_is_none_is_refused(member: Member, shop: Shop, advisor: User) -> None:
    refused = member("owner").post(address(shop, advisor.id, "role"), {"role": "boss"}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Choose one of the roles" in refused.text
    assert role_of(shop, advisor) == "advisor"


@pytest.mark.parametrize("action", ACTIONS)
def test_the_last_owner_can_do_nothing_to_himself(member: Member, shop: Shop, action: str) -> None:
    owner = factories.create_user("马振华")
    factories.create_membership(shop, owner, "owner")
    browser = Browser(member("viewer").app).sign_in(owner)

    refused = browser.post(address(shop, owner.id, action), {"role": "viewer"}, headers=ENGLISH)

    assert refused.status_code == 422
    assert "his own role or access" in refused.text
    assert role_of(shop, owner) == "owner"


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ["manager", "advisor", "viewer"])
def test_only_the_owner_ends_and_changes_and_a_manager_gives_back(
    member: Member, shop: Shop, advisor: User, role: str, action: str
) -> None:
    done = member(role).post(address(shop, advisor.id, action), {"role": "manager"})

    assert done.status_code == (303 if (role, action) == ("manager", "return") else 403)
    assert role_of(shop, advisor) == "advisor"


def test_a_manager_gives_no_owner_back(member: Member, shop: Shop) -> None:
    former = factories.create_user("马振华")
    factories.create_membership(shop, former, "owner").ended_at = clock.now()
    db.session.commit()

    refused = member("manager").post(address(shop, former.id, "return"), headers=ENGLISH)

    assert refused.status_code == 422
    assert "Only an owner decides" in refused.text
    assert role_of(shop, former) is None


@pytest.mark.parametrize("action", ACTIONS)
def test_people_of_another_shop_are_nobody_here_and_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, advisor: User, action: str
) -> None:
    theirs = factories.create_user("陌生人")
    factories.create_membership(other_shop, theirs, "advisor")

    answers = [
        member("owner").post(address(shop, theirs.id, action), {"role": "viewer"}).status_code,
        member("owner", of=other_shop).post(address(shop, advisor.id, action), {"role": "viewer"}).status_code,
    ]

    assert answers == [404, 404]
    assert role_of(other_shop, theirs) == "advisor"
    assert role_of(shop, advisor) == "advisor"
