"""The calendar: weather to warn of, the sky, festivals; and what customers told of their families."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import weather_warnings
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/calendar"


@pytest.fixture
def customer_id(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        db.session.commit()
        return customer.id


def warnings(shop: Shop, today: date) -> list[tuple[str, date]]:
    with tenant_scope(shop.id):
        found = [(row.weather, row.begins_on) for row in weather_warnings.recent(today)]
        db.session.rollback()
        return found


def family_of(shop: Shop, customer_id: uuid.UUID) -> list[str]:
    with tenant_scope(shop.id):
        found = db.session.scalars(select(Customer.family).where(Customer.id == customer_id)).one()
        db.session.rollback()
        return found


def test_the_page_shows_days_sky_and_holidays_ahead(member: Member, page: str) -> None:
    text = member("viewer").get(page, headers=ENGLISH).text

    assert "Geminid meteors" in text  # within 400 days, whatever the day
    assert "National Day" in text
    assert "choose your city" in text
    assert "Warn customers" not in text  # nothing a viewer may do


def test_a_shop_with_a_city_is_not_asked_for_one(member: Member, shop: Shop, page: str) -> None:
    with tenant_scope(shop.id):
        settings.change(city="lanzhou")
        db.session.commit()

    assert "choose your city" not in member("viewer").get(page, headers=ENGLISH).text


def test_a_warning_is_typed_once_and_the_queue_planned_again(
    member: Member, shop: Shop, page: str, today: date
) -> None:
    manager, storm = member("manager"), {"weather": "rainstorm", "begins_on": today.isoformat()}

    for _ in range(2):
        assert manager.post(f"{page}/warnings", storm).status_code == 303

    assert warnings(shop, today) == [("rainstorm", today)]
    with tenant_scope(shop.id):
        assert list(db.session.scalars(select(Job.actor))) == ["plan_queue"]
        db.session.rollback()
    assert "Rainstorm" in manager.get(page, headers=ENGLISH).text


@pytest.mark.parametrize(
    ("weather", "ahead", "says"),
    [
        ("frogs", 0, "kinds of weather"),
        ("heat", -1, "from today"),
        ("heat", 11, "from today"),
        ("heat", None, "Give a day"),
    ],
)
def test_what_cannot_be_warned_of_is_refused(
    member: Member, shop: Shop, page: str, today: date, weather: str, ahead: int | None, says: str
) -> None:
    begins_on = "soon" if ahead is None else (today + timedelta(ahead)).isoformat()

    answer = member("manager").post(f"{page}/warnings", {"weather": weather, "begins_on": begins_on}, headers=ENGLISH)

    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{begins_on}"' in answer.text
    assert warnings(shop, today) == []


def test_a_warning_is_struck_once(member: Member, shop: Shop, page: str, today: date) -> None:
    with tenant_scope(shop.id):
        weather_warnings.warn_of("fog", today, today=today, user_id=None, now=clock.now())
        db.session.commit()
        address = f"{page}/warnings/{weather_warnings.recent(today)[0].id}/strike"
    manager = member("manager")

    assert [manager.post(address).status_code for _ in range(2)] == [303, 404]

    assert warnings(shop, today) == []


def test_an_advisor_may_look_but_not_warn(member: Member, shop: Shop, page: str, today: date) -> None:
    advisor = member("advisor")

    assert advisor.get(page).status_code == 200
    assert advisor.post(f"{page}/warnings", {"weather": "fog", "begins_on": today.isoformat()}).status_code == 403


def test_a_stranger_finds_nothing(
    member: Member, shop: Shop, other_shop: Shop, page: str, customer_id: uuid.UUID
) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(page).status_code == 404
    assert stranger.post(f"/s/{other_shop.slug}/customers/{customer_id}/family", {"tie": "elders"}).status_code == 404
    assert family_of(shop, customer_id) == []


def test_an_advisor_notes_what_a_customer_told_of_his_family(
    member: Member, shop: Shop, customer_id: uuid.UUID
) -> None:
    advisor, address = member("advisor"), f"/s/{shop.slug}/customers/{customer_id}"

    assert advisor.post(f"{address}/family", {"tie": ["exam", "parent"]}).status_code == 303
    assert family_of(shop, customer_id) == ["parent", "exam"]
    shown = advisor.get(address).text
    assert 'value="parent" checked' in shown
    assert 'value="elders" checked' not in shown

    assert advisor.post(f"{address}/family", {}).status_code == 303
    assert family_of(shop, customer_id) == []


def test_nothing_else_is_kept_of_families(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    answer = member("advisor").post(f"/s/{shop.slug}/customers/{customer_id}/family", {"tie": "small children"})

    assert answer.status_code == 422
    assert family_of(shop, customer_id) == []


def test_a_viewer_writes_nothing(member: Member, shop: Shop, customer_id: uuid.UUID) -> None:
    viewer, address = member("viewer"), f"/s/{shop.slug}/customers/{customer_id}"

    assert "/family" not in viewer.get(address).text
    assert viewer.post(f"{address}/family", {"tie": "elders"}).status_code == 403
