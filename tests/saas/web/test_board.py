"""The manager's board: who has what, giving it away, customers without an advisor."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop, User
from tenants import clock
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups import contacts
from tenants.follow_ups.effects import Answer
from tenants.follow_ups.models import FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.scope import tenant_scope
from tenants.scoring.models import CustomerProfile
from tenants.staff import leave
from tests import factories
from tests.browser import Browser
from workers.follow_ups import crew_of_shop

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
NAMES = ("陈晓敏", "刘洋", "孙丽华")


@pytest.fixture
def staff(shop: Shop) -> dict[str, User]:
    people = {name: factories.create_user(name) for name in ("李婷", "赵强")}
    for user in people.values():
        factories.create_membership(shop, user, "advisor")
    return people


@pytest.fixture
def queue(shop: Shop, staff: dict[str, User], today: date) -> list[uuid.UUID]:
    """Three 3-day calls, all by 李婷, who served them."""
    with tenant_scope(shop.id):
        for number, name in enumerate(NAMES):
            customer = factories.create_customer(name, f"1390000000{number}")
            car = factories.create_vehicle(customer)
            for ago in (4, 130, 300):
                settled_on = today - timedelta(days=ago)
                factories.create_order(customer, car, settled_on, yuan=900 - 200 * number, advisor="李婷")
        factories.create_scores(today - timedelta(days=1))
        plan_queue(today, crew_of_shop(today))
        db.session.commit()
        return list(db.session.scalars(select(FollowUp.id).order_by(FollowUp.band, FollowUp.score.desc())))


def owners(shop: Shop) -> set[uuid.UUID | None]:
    with tenant_scope(shop.id):
        return set(db.session.scalars(select(FollowUp.assigned_to_id)))


def test_the_board_tells_who_has_what_and_what_was_done(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    with tenant_scope(shop.id):
        now = clock.now()
        contacts.record(
            queue[0],
            Answer("satisfied", "call", note="好"),
            user_id=staff["赵强"].id,
            now=now,
            moment=contacts.moment_of(now, shop.timezone),
            request_key=new_id(),
        )
        db.session.commit()

    page = member("manager").get(f"/s/{shop.slug}/board", headers=ENGLISH).text

    assert "0 of 2" in page  # 李婷 has two left
    assert "1 of 1" in page  # 赵强 made one of hers
    assert "1 of 3" in page
    assert page.count('name="id"') == 2
    assert f"whose={staff['李婷'].id}" in page


def test_ticked_follow_ups_go_to_a_colleague_and_history_keeps_both_names(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    browser = member("manager")

    given = browser.post(f"/s/{shop.slug}/board/reassign", {"id": str(queue[0]), "to_id": str(staff["赵强"].id)})
    history = browser.get(f"/s/{shop.slug}/hand-overs", headers=ENGLISH).text

    assert given.status_code == 303
    assert owners(shop) == {staff["李婷"].id, staff["赵强"].id}
    assert "李婷" in history
    assert "赵强" in history
    assert "1 follow-up" in history


def test_a_whole_list_is_given_away_at_once_and_taken_back(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    browser = member("manager")
    address = f"/s/{shop.slug}/board/reassign?whose={staff['李婷'].id}"

    browser.post(address, {"all": "yes", "to_id": "pool"})
    in_the_pool = owners(shop)
    history = browser.get(f"/s/{shop.slug}/hand-overs").text
    back = history.split("/take-back")[0].rsplit("/", 1)[1]
    browser.post(f"/s/{shop.slug}/hand-overs/{back}/take-back")

    assert in_the_pool == {None}
    assert owners(shop) == {staff["李婷"].id}


@pytest.mark.parametrize("form", [{"to_id": "pool"}, {"id": "no id", "to_id": "pool"}, {"to_id": ""}])
def test_nothing_ticked_is_refused_in_words(
    member: Member, shop: Shop, queue: list[uuid.UUID], form: dict[str, str]
) -> None:
    refused = member("manager").post(f"/s/{shop.slug}/board/reassign", form, headers=ENGLISH)

    assert refused.status_code == 422
    assert "choose who gets" in refused.text.lower()


def test_nobody_of_another_shop_gets_a_follow_up(
    member: Member, shop: Shop, other_shop: Shop, queue: list[uuid.UUID], staff: dict[str, User]
) -> None:
    stranger = factories.create_user("陌生人")
    factories.create_membership(other_shop, stranger, "advisor")
    address = f"/s/{shop.slug}/board/reassign"

    refused = member("manager").post(address, {"id": str(queue[0]), "to_id": str(stranger.id)})
    theirs = member("owner", of=other_shop).get(f"/s/{shop.slug}/board")

    assert (refused.status_code, theirs.status_code) == (422, 404)
    assert owners(shop) == {staff["李婷"].id}


def test_an_advisor_sees_no_board(member: Member, shop: Shop, queue: list[uuid.UUID]) -> None:
    browser = member("advisor")

    assert browser.get(f"/s/{shop.slug}/board").status_code == 403
    assert browser.post(f"/s/{shop.slug}/board/reassign", {"to_id": "pool"}).status_code == 403


def test_the_lists_of_the_board_filter(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    browser = member("manager")
    with tenant_scope(shop.id):
        row = db.session.scalars(select(FollowUp).where(FollowUp.id == queue[1])).one()
        row.carry, row.deadline_on = 3, row.queue_on - timedelta(1)
        db.session.commit()

    pages = {
        what: browser.get(f"/s/{shop.slug}/board?what={what}", headers=ENGLISH).text
        for what in ("overdue", "escalated", "complaints", "no_room")
    }

    assert {what: page.count('name="id"') for what, page in pages.items()} == {
        "overdue": 1,
        "escalated": 1,
        "complaints": 0,
        "no_room": 0,
    }


def test_without_a_queue_the_board_says_so(member: Member, shop: Shop) -> None:
    page = member("manager").get(f"/s/{shop.slug}/board", headers=ENGLISH).text

    assert "There is no queue yet" in page


def test_a_valuable_customer_without_an_advisor_is_listed_and_given_one(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    browser = member("manager")
    with tenant_scope(shop.id):
        customer = db.session.scalars(select(Customer).where(Customer.name == "刘洋")).one()
        db.session.execute(update(CustomerProfile).where(CustomerProfile.customer_id == customer.id).values(tier="KEY"))
        db.session.commit()
        customer_id = customer.id
    address = f"/s/{shop.slug}/advisors"

    before = browser.get(address, headers=ENGLISH).text
    browser.post(address, {"id": str(customer_id), "to_id": str(staff["赵强"].id)})
    after = browser.get(address, headers=ENGLISH).text

    assert str(customer_id) in before
    assert str(customer_id) not in after
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Customer.dedicated_advisor_id).where(Customer.id == customer_id)).one() == (
            staff["赵强"].id
        )


def test_valuable_customers_get_whoever_served_them_last(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    with tenant_scope(shop.id):
        ids = db.session.scalars(select(Customer.id)).all()
        db.session.execute(update(CustomerProfile).values(tier="IMPORTANT"))
        db.session.commit()

    member("manager").post(f"/s/{shop.slug}/advisors", {"id": [str(each) for each in ids], "to_id": "last"})

    with tenant_scope(shop.id):
        assert set(db.session.scalars(select(Customer.dedicated_advisor_id))) == {staff["李婷"].id}


def test_reasons_of_what_was_given_away_stay_with_the_new_name(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    member("manager").post(f"/s/{shop.slug}/board/reassign", {"id": str(queue[0]), "to_id": str(staff["赵强"].id)})

    with tenant_scope(shop.id):
        assert staff["赵强"].id in db.session.scalars(select(Reason.owner_id)).all()


def test_a_complaint_goes_to_whoever_stands_in_for_a_manager_on_leave(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID], today: date
) -> None:
    manager, owner = factories.create_user("陈经理"), factories.create_user("马振华")
    factories.create_membership(shop, manager, "manager")
    factories.create_membership(shop, owner, "owner")
    with tenant_scope(shop.id):
        leave.take(manager.id, today, today, note="", by=manager.id, today=today)
        db.session.commit()
    told = {"request_key": str(new_id()), "outcome": "dissatisfied", "channel": "call", "reason": "price"}

    advisor = Browser(member("advisor").app).sign_in(staff["李婷"])
    answered = advisor.post(f"/s/{shop.slug}/queue/{queue[0]}/outcome", told)

    with tenant_scope(shop.id):
        whose = select(FollowUp.assigned_to_id).where(FollowUp.id == queue[0])
        assert db.session.scalars(whose).one() == owner.id
    assert answered.status_code == 303


def test_a_customer_gets_an_advisor_of_his_own_on_his_page(
    member: Member, shop: Shop, staff: dict[str, User], queue: list[uuid.UUID]
) -> None:
    browser = member("manager")
    with tenant_scope(shop.id):
        customer_id = db.session.scalars(select(Customer.id).where(Customer.name == "刘洋")).one()
    address = f"/s/{shop.slug}/customers/{customer_id}"

    named = browser.post(f"{address}/advisor", {"to_id": str(staff["赵强"].id)})
    page = member("advisor").get(address, headers=ENGLISH).text
    refused = member("advisor").post(f"{address}/advisor", {"to_id": "pool"})

    assert named.status_code == 303
    assert "Advisor of his own" in page
    assert "赵强" in page
    assert refused.status_code == 403
