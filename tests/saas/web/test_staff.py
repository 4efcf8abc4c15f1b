"""The roster and leave on the page."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop, User
from tenants import clock
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.staff.models import Leave, RosterRow
from tests import factories
from tests.browser import Browser
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def advisor(shop: Shop) -> User:
    user = factories.create_user("李婷")
    factories.create_membership(shop, user, "advisor")
    return user


def week(*minutes: int) -> dict[str, str]:
    return {f"minutes_{weekday}": str(each) for weekday, each in enumerate(minutes)}


def roster(shop: Shop) -> list[tuple[Any, ...]]:
    with tenant_scope(shop.id):
        rows = db.session.execute(
            select(RosterRow.user_id, RosterRow.minutes, RosterRow.skills, RosterRow.aliases, RosterRow.backup_id)
        )
        return [tuple(row) for row in rows]


def leaves(shop: Shop) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Ids, and who is away."""
    with tenant_scope(shop.id):
        return [(row.id, row.user_id) for row in db.session.execute(select(Leave.id, Leave.user_id))]


def test_everybody_stands_on_the_roster_with_what_is_usual(member: Member, shop: Shop, advisor: User) -> None:
    page = member("manager").get(f"/s/{shop.slug}/staff", headers=ENGLISH).text

    assert "李婷" in page
    assert "90 min" in page
    assert "Service advisor" in page
    assert "No minutes" in page  # the manager himself


def test_the_roster_is_kept_and_the_queue_planned_again(member: Member, shop: Shop, advisor: User) -> None:
    browser = member("manager")
    form = {**week(240, 240, 0, 240, 240, 60, 0), "skill": "calls", "aliases": "小李,李姐", "backup_id": ""}

    saved = browser.post(f"/s/{shop.slug}/staff/{advisor.id}", form)
    page = browser.get(f"/s/{shop.slug}/staff/{advisor.id}").text

    assert saved.status_code == 303
    assert roster(shop) == [(advisor.id, [240, 240, 0, 240, 240, 60, 0], ["calls"], ["小李", "李姐"], None)]
    assert "小李, 李姐" in page
    with tenant_scope(shop.id):
        assert "plan_queue" in db.session.scalars(select(Job.actor)).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes_0": "viel"}, "Write whole minutes"),
        ({"minutes_0": "800"}, "0 to 720 minutes"),
        ({"skill": ""}, "at least one thing"),
        ({"skill": "juggling"}, "at least one thing"),
        ({"backup_id": str(uuid.uuid4())}, "must work here"),
        ({"aliases": "x" * 61}, "characters each"),
    ],
)
def test_a_wrong_roster_comes_back_with_what_was_typed(
    member: Member, shop: Shop, advisor: User, wrong: dict[str, str], said: str
) -> None:
    form = {**week(90, 90, 90, 90, 90, 77, 0), "skill": "advisor", **wrong}

    refused = member("manager").post(f"/s/{shop.slug}/staff/{advisor.id}", form, headers=ENGLISH)

    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="77"' in refused.text
    assert roster(shop) == []


def test_nobody_stands_in_for_himself(member: Member, shop: Shop, advisor: User) -> None:
    form = {**week(*[90] * 7), "skill": "advisor", "backup_id": str(advisor.id)}

    refused = member("manager").post(f"/s/{shop.slug}/staff/{advisor.id}", form, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Nobody can stand in for himself" in refused.text


def test_leave_is_entered_once_shown_and_struck_out(member: Member, shop: Shop, advisor: User) -> None:
    browser, today = member("manager"), clock.today(shop.timezone)
    form = {"user_id": str(advisor.id), "from_on": str(today), "to_on": str(today + timedelta(2)), "note": "病假"}

    for _ in range(2):
        browser.post(f"/s/{shop.slug}/leave", form)
    found = leaves(shop)
    page = browser.get(f"/s/{shop.slug}/staff", headers=ENGLISH).text
    browser.post(f"/s/{shop.slug}/leave/{found[0][0]}/cancel")

    assert [user_id for _, user_id in found] == [advisor.id]
    assert "On leave" in page
    assert "病假" in page
    assert leaves(shop) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (3, 1, "before the first"),
        (-5, -3, "are over"),
        (0, 500, "more than a year"),
        (401, 402, "at most 400 days ahead"),
        (900_000, 900_001, "at most 400 days ahead"),
    ],
)
def test_impossible_leave_is_refused_in_words(
    member: Member, shop: Shop, advisor: User, first: int, last: int, said: str
) -> None:
    today = clock.today(shop.timezone)
    days = {"from_on": str(today + timedelta(first)), "to_on": str(today + timedelta(last))}

    refused = member("manager").post(f"/s/{shop.slug}/leave", {"user_id": str(advisor.id), **days}, headers=ENGLISH)

    assert refused.status_code == 422
    assert said in refused.text
    assert leaves(shop) == []


def test_who_does_not_work_here_takes_no_leave(member: Member, shop: Shop, other_shop: Shop) -> None:
    stranger = factories.create_user("陌生人")
    factories.create_membership(other_shop, stranger, "advisor")
    today = str(clock.today(shop.timezone))

    form = {"user_id": str(stranger.id), "from_on": today, "to_on": today}
    refused = member("manager").post(f"/s/{shop.slug}/leave", form, headers=ENGLISH)

    assert refused.status_code == 422
    assert "Choose who is away" in refused.text


def test_a_stranger_finds_nobody_and_an_advisor_only_looks(
    member: Member, shop: Shop, other_shop: Shop, advisor: User
) -> None:
    address = f"/s/{shop.slug}/staff"

    assert member("owner", of=other_shop).get(address).status_code == 404
    assert member("advisor").get(address).status_code == 200
    assert member("advisor").get(f"{address}/{advisor.id}").status_code == 403
    assert member("manager").get(f"{address}/{uuid.uuid4()}").status_code == 404
