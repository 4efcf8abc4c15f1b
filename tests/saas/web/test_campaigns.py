"""Campaigns: planned, seen, stopped."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.opportunities import results
from tenants.opportunities.models import Campaign
from tenants.opportunities.results import Results
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def plan(today: date, **values: Any) -> dict[str, Any]:
    days = {"invites_on": today.isoformat(), "ends_on": (today + timedelta(10)).isoformat()}
    return {"name": "冬季检查", **days, "channel": "wechat", "classes": ["VALUE", "NEW"], **values}


def campaigns(shop: Shop) -> list[Campaign]:
    with tenant_scope(shop.id):
        found = list(db.session.scalars(select(Campaign)))
        db.session.expunge_all()
        db.session.rollback()
        return found


def test_a_campaign_is_planned_once(member: Member, shop: Shop, today: date) -> None:
    manager, page = member("manager"), f"/s/{shop.slug}/campaigns"

    for _ in range(2):
        assert manager.post(page, plan(today)).status_code == 303

    (row,) = campaigns(shop)
    assert (row.name, row.classes) == ("冬季检查", ["NEW", "VALUE"])
    text = manager.get(page, headers=ENGLISH).text
    assert "冬季检查" in text
    assert "Running" in text


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": ""}, "a name"),
        ({"ends_on": ""}, "from when to when"),
        ({"invites_on": "9999-12-31", "ends_on": "9999-12-31"}, "within two years"),
        ({"classes": []}, "at least one class"),
        ({"classes": ["FROGS"]}, "at least one class"),
    ],
)
def test_what_cannot_be_planned_comes_back_with_advice(
    member: Member, shop: Shop, today: date, values: dict[str, Any], says: str
) -> None:
    answer = member("manager").post(f"/s/{shop.slug}/campaigns", plan(today, **values), headers=ENGLISH)

    assert answer.status_code == 422
    assert says in answer.text
    assert campaigns(shop) == []


def test_a_campaign_is_stopped_once(member: Member, shop: Shop, today: date) -> None:
    with tenant_scope(shop.id):
        address = f"/s/{shop.slug}/campaigns/{factories.create_campaign(today).id}/stop"
        db.session.commit()
    manager = member("manager")

    assert manager.post(address).status_code == 303
    stopped_at = campaigns(shop)[0].stopped_at
    assert manager.post(address).status_code == 303

    assert stopped_at is not None
    assert campaigns(shop)[0].stopped_at == stopped_at


def test_an_empty_list_says_what_to_do(member: Member, shop: Shop) -> None:
    assert "No campaign yet" in member("viewer").get(f"/s/{shop.slug}/campaigns", headers=ENGLISH).text


def test_an_advisor_may_look_but_not_plan(member: Member, shop: Shop, today: date) -> None:
    advisor, page = member("advisor"), f"/s/{shop.slug}/campaigns"

    assert "Plan campaign" not in advisor.get(page, headers=ENGLISH).text
    assert advisor.post(page, plan(today)).status_code == 403


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop, today: date) -> None:
    with tenant_scope(shop.id):
        campaign_id = factories.create_campaign(today).id
        db.session.commit()
    stranger = member("owner", of=other_shop)

    assert stranger.get(f"/s/{shop.slug}/campaigns").status_code == 404
    assert stranger.post(f"/s/{other_shop.slug}/campaigns/{campaign_id}/stop").status_code == 404


def test_a_campaign_has_a_name_of_its_own_word_in_chinese(member: Member, shop: Shop) -> None:
    page = member("manager").get(f"/s/{shop.slug}/campaigns", headers={"Accept-Language": "zh"}).text

    assert '<label for="name">活动名称</label>' in page


def invite(shop: Shop, today: date, holds: list[str | None]) -> str:
    """A campaign that has chosen one customer for each hold; None waits on the list. Its id."""
    with tenant_scope(shop.id):
        campaign = factories.create_campaign(today)
        for hold in holds:
            facts = {"what": campaign.name, "due_on": campaign.ends_on.isoformat()}
            reason = Reason(customer_id=factories.create_customer().id, trigger="CAMPAIGN", facts=facts, hold=hold)
            reason.anchor_on = reason.open_on = campaign.invites_on
            reason.deadline_on, reason.grace_days = campaign.ends_on, 0
            db.session.add(reason)
        db.session.commit()
        return str(campaign.id)


def test_a_campaign_that_has_not_begun_says_when_it_will_tell(member: Member, shop: Shop, today: date) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/campaigns/{invite(shop, today, [])}", headers=ENGLISH).text

    assert "Nobody was chosen yet" in page


def test_a_campaign_tells_whom_it_chose_and_why_some_wait(member: Member, shop: Shop, today: date) -> None:
    id = invite(shop, today, ["blocked_consent", "blocked_consent", None])
    viewer = member("viewer")

    page = viewer.get(f"/s/{shop.slug}/campaigns/{id}", headers=ENGLISH).text

    assert "Cannot tell yet: too few were contacted, or came." in page
    assert "still count" in page
    assert "No consent on record" in page
    assert "nobody has got to them" in page
    assert f"/campaigns/{id}" in viewer.get(f"/s/{shop.slug}/campaigns").text


def test_with_enough_people_it_says_which_share_came(
    member: Member, shop: Shop, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = invite(shop, today, [None])
    monkeypatch.setattr(results, "results_of", lambda campaign: Results(contacted=80, reached=60, booked=9, came=8))

    page = member("viewer").get(f"/s/{shop.slug}/campaigns/{id}", headers=ENGLISH).text

    assert "Of those contacted, 10% came." in page
    assert "Everybody chosen was contacted." in page


def test_results_of_another_shop_are_not_there(member: Member, shop: Shop, other_shop: Shop, today: date) -> None:
    assert member("owner").get(f"/s/{shop.slug}/campaigns/{invite(other_shop, today, [None])}").status_code == 404
