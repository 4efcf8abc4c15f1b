"""A car's own interval: set, refused in words, taken back."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.needs.models import Need
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def car(shop: Shop) -> uuid.UUID:
    with tenant_scope(shop.id):
        vehicle = factories.create_car_with_a_typo()
        db.session.commit()
        return vehicle.id


def address(shop: Shop, car: uuid.UUID) -> str:
    return f"/s/{shop.slug}/vehicles/{car}/intervals"


def test_a_car_gets_an_interval_of_its_own_and_loses_it_again(member: Member, shop: Shop, car: uuid.UUID) -> None:
    browser = member("manager")

    saved = browser.post(address(shop, car), {"code": "OIL_FULL", "km": "6,000", "months": "4"})
    shown = browser.get(address(shop, car), headers=ENGLISH).text
    browser.post(f"{address(shop, car)}/clear", {"code": "OIL_FULL"})

    assert saved.status_code == 303
    assert "6,000 km or 4 months" in shown
    assert "This car has no interval of its own." in browser.get(address(shop, car), headers=ENGLISH).text
    with tenant_scope(shop.id):
        assert "predict_needs" in db.session.scalars(select(Job.actor)).all()


def test_the_interval_of_a_car_decides_when_its_item_is_due(member: Member, shop: Shop, car: uuid.UUID) -> None:
    def due_on() -> date | None:
        with tenant_scope(shop.id):
            predict(date(2026, 6, 30))
            found = db.session.scalars(select(Need.due_on).where(Need.vehicle_id == car).order_by(Need.due_on)).first()
            db.session.commit()
            return found

    with tenant_scope(shop.id):
        code = "OIL_FULL"
        predict(date(2026, 6, 30))
        code = db.session.scalars(select(Need.code).where(Need.vehicle_id == car).order_by(Need.due_on)).first() or code
        db.session.commit()
    before = due_on()

    member("manager").post(address(shop, car), {"code": code, "km": "", "months": "1"})
    after = due_on()

    assert before is not None
    assert after is not None
    assert after < before


def test_an_impossible_interval_is_refused_in_words(member: Member, shop: Shop, car: uuid.UUID) -> None:
    for typed in ({"km": "viel", "months": ""}, {"km": "", "months": ""}, {"km": "10000", "months": "", "code": "X"}):
        answer = member("manager").post(address(shop, car), {"code": "OIL_FULL"} | typed, headers=ENGLISH)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_an_advisor_only_looks(member: Member, shop: Shop, car: uuid.UUID) -> None:
    assert "Save" not in member("advisor").get(address(shop, car), headers=ENGLISH).text.partition("<main")[2]
    assert member("advisor").post(address(shop, car), {"code": "OIL_FULL", "km": "6000"}).status_code == 403
