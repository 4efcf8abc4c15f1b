"""What the page of a customer foretells and draws: needs, odometers, habits, silence and money."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.models import Contact
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]


@pytest.fixture
def foretold(shop: Shop) -> uuid.UUID:
    """The customer of TV-N1 with his mistyped odometer, scored and foretold as of 2026-06-30."""
    with tenant_scope(shop.id):
        car = factories.create_car_with_a_typo()
        factories.create_scores(date(2026, 6, 30))
        predict(date(2026, 6, 30))
        db.session.commit()
        assert car.customer_id
        return car.customer_id


def english_page(member: Member, shop: Shop, customer_id: uuid.UUID) -> str:
    return member("viewer").get(f"/s/{shop.slug}/customers/{customer_id}", headers={"Accept-Language": "en"}).text


def test_a_customer_shows_what_his_cars_need_and_why(member: Member, shop: Shop, foretold: uuid.UUID) -> None:
    page = english_page(member, shop, foretold)

    assert "2026-07-05" in page
    assert "Oil and filter 2026-01-05 at 32,000 km; about 33 km a day; 6 months come first" in page
    assert "1 reading to check" in page
    assert "Have it checked" in page, "what was never done here is only suggested"


def test_a_customer_shows_the_rejected_reading_in_the_chart_and_its_table(
    member: Member, shop: Shop, foretold: uuid.UUID
) -> None:
    page = english_page(member, shop, foretold)

    assert 'id="odometer"' in page
    assert "92,300 km" in page
    assert "Rejected" in page
    assert "crosses" in page


def test_a_customer_shows_how_unusual_his_silence_is_and_his_money_over_time(
    member: Member, shop: Shop, foretold: uuid.UUID
) -> None:
    page = english_page(member, shop, foretold)

    assert "Silent for 176 days" in page
    assert "3 of his own" in page
    assert 'id="history"' in page
    assert "26–Q1" in page


def test_another_of_his_cars_is_shown_without_the_rest_of_the_page(
    member: Member, shop: Shop, foretold: uuid.UUID
) -> None:
    with tenant_scope(shop.id):
        customer = db.session.get_one(Customer, (shop.id, foretold))
        car = factories.create_vehicle(customer, "沪A8K3F6")
        factories.create_order(customer, car, date(2026, 3, 1), odometer_km=77_000)
        predict(date(2026, 6, 30))
        db.session.commit()
        address = f"/s/{shop.slug}/customers/{foretold}?car={car.id}"

    fragment = member("viewer").get(address, htmx=True).text

    assert "77,000 km" in fragment
    assert "92,300 km" not in fragment
    assert "<html" not in fragment


def test_readings_that_have_gone_since_are_not_there(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    address = f"/s/{shop.slug}/customers/{customers['nobody']}?car={uuid.uuid4()}"

    assert member("viewer").get(address, htmx=True).status_code == 404


def test_an_open_complaint_is_all_the_emotion_card_knows(member: Member, shop: Shop, foretold: uuid.UUID) -> None:
    browser, address = member("viewer"), f"/s/{shop.slug}/customers/{foretold}"
    before = browser.get(address, headers={"Accept-Language": "en"}).text
    with tenant_scope(shop.id):
        db.session.add(Contact(customer_id=foretold, user_id=new_id(), channel="call", outcome="dissatisfied"))
        db.session.commit()

    after = browser.get(address, headers={"Accept-Language": "en"}).text

    assert "A complaint is open" in after
    assert "Emotion card" not in before


def test_a_customer_who_never_paid_has_no_rhythm(member: Member, shop: Shop, customers: dict[str, uuid.UUID]) -> None:
    page = (
        member("viewer").get(f"/s/{shop.slug}/customers/{customers['nobody']}", headers={"Accept-Language": "en"}).text
    )

    assert "Rhythm and habits" not in page
    assert "x-chart" not in page


def test_of_who_never_paid_no_money_is_drawn(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        factories.create_order(customer, factories.create_vehicle(customer), date(2026, 6, 2), 0)
        factories.create_scores()

    page = member("viewer").get(f"/s/{shop.slug}/customers/{customer.id}", headers={"Accept-Language": "en"}).text

    assert "Has never paid for a visit" in page
    assert 'id="history"' not in page
