"""The page of a customer: everything on file, and why he stands where he stands."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Select, select

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import merging
from tenants.customers.models import Customer, CustomerPhone
from tenants.db import db
from tenants.follow_ups.models import Contact
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tenants.scoring.models import CustomerProfile
from tenants.visits.derive import derive_visits
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from workers.models import Job
from workers.scoring import score_customer

Member = Callable[..., Browser]


def test_a_customer_shows_cars_visits_and_why_he_is_in_his_class(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/customers/{customers['chen']}", headers={"Accept-Language": "en"}).text

    assert "大众 帕萨特 2019" in page
    assert "68,420 km" in page
    assert "小保养 + 空调滤芯" in page
    assert "tel:13812342217" in page
    assert "Key: keep" in page
    assert "Recency" in page


def test_who_shares_a_number_is_named_and_the_refusal_of_one_hides_it_from_the_hand(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        asked = factories.create_customer("王女士", "13812340007")
        mate = factories.create_customer("王先生", "13812340007")
        db.session.commit()
    advisor, address = member("advisor"), f"/s/{shop.slug}/customers/{asked.id}"

    before = advisor.get(address).text
    advisor.post(f"/s/{shop.slug}/customers/{mate.id}/wishes", {"do_not_call": "on", "source": "call"})
    after = advisor.get(address).text

    assert "tel:13812340007" in before
    assert f"/customers/{mate.id}" in before
    assert "tel:13812340007" not in after
    assert f"/customers/{mate.id}" in after


def test_a_fleet_shows_what_each_of_its_cars_brings(member: Member, shop: Shop) -> None:
    as_of = clock.today(shop.timezone) - timedelta(1)
    with tenant_scope(shop.id):
        fleet = factories.create_customer("兰州顺达物流", customer_type="fleet")
        busy = factories.create_vehicle(fleet)
        factories.create_vehicle(fleet)  # stands idle
        for days, yuan in ((100, 300), (10, 500)):
            factories.create_order(fleet, busy, as_of - timedelta(days), yuan)
        factories.create_scores(as_of)
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/customers/{fleet.id}", headers={"Accept-Language": "en"}).text

    vehicles = page[page.index('id="vehicles-title"') :].partition("</section>")[0]
    assert "2 visits" in vehicles
    assert "¥800" in vehicles
    assert "0 visits" in vehicles


def test_a_customer_without_a_visit_has_no_class_yet(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    page = (
        member("viewer").get(f"/s/{shop.slug}/customers/{customers['nobody']}", headers={"Accept-Language": "en"}).text
    )

    assert "No paid visit is on file" in page


def test_a_customer_nobody_scored_yet_can_be_looked_at(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        fresh = factories.create_customer("新来的")
        db.session.commit()

    assert member("viewer").get(f"/s/{shop.slug}/customers/{fresh.id}").status_code == 200
    assert member("viewer").get(f"/s/{shop.slug}/customers").status_code == 200


def test_a_merged_customer_leads_to_the_survivor_who_keeps_phones_cars_and_visits(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    with tenant_scope(shop.id):
        merging.merge(customers["zhang"], customers["chen"])
        derive_visits()
        db.session.commit()

    answer = member("viewer").get(f"/s/{shop.slug}/customers/{customers['zhang']}")
    page = member("viewer").get(answer.location).text
    found = member("viewer").get(f"/s/{shop.slug}/customers?query=1590000", htmx=True).text

    assert answer.location == f"/s/{shop.slug}/customers/{customers['chen']}"
    assert "tel:15900001111" in page
    assert "沪C·02M77" in page
    assert "2026-01-05" in page
    assert str(customers["chen"]) in found


def test_what_was_said_to_a_record_and_its_place_in_the_queue_stay_when_it_is_merged(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        waiting = factories.create_follow_up(db.session.get_one(Customer, (shop.id, customers["zhang"])), today)
        said = Contact(customer_id=customers["zhang"], contacted_at=clock.now(), channel="call", outcome="later")
        said.trigger, said.note = "LAPSE", "国庆后再说"
        db.session.add(said)
        merging.merge(customers["zhang"], customers["chen"])
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/customers/{customers['chen']}").text

    assert "国庆后再说" in page
    assert f"/s/{shop.slug}/queue/{waiting.id}" in page


def test_a_wrong_number_is_not_offered_for_dialling(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    with tenant_scope(shop.id):
        phone = db.session.get_one(CustomerPhone, (shop.id, customers["chen"], "13812342217"))
        phone.invalid_at = datetime(2026, 6, 1, tzinfo=UTC)
        db.session.commit()

    assert "tel:13812342217" not in member("viewer").get(f"/s/{shop.slug}/customers/{customers['chen']}").text


def test_visits_are_paged_in_their_own_panel(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        car = factories.create_vehicle(customer)
        for month in range(1, 13):
            factories.create_order(customer, car, date(2025, month, 10))
            factories.create_order(customer, car, date(2025, month, 25))
        factories.create_scores()

    second = member("viewer").get(f"/s/{shop.slug}/customers/{customer.id}?page=2", htmx=True).text

    assert second.startswith('<section id="customer-visits"') or '<section id="customer-visits"' in second[:600]
    assert "2025-06-25" in second
    assert "2025-07-10" not in second


def test_a_customer_asks_the_database_a_fixed_number_of_times(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    with tenant_scope(shop.id):
        predict(date(2026, 6, 30))
        db.session.commit()
    browser = member("viewer")

    with recorded_queries() as queries:
        browser.get(f"/s/{shop.slug}/customers/{customers['chen']}")

    # who asks; the record, last run, contacts, visits, their work, phones, score, cuts, settings, cars, odometers,
    # who shares a number, today’s follow-up; what is known of him, needs by car, the readings of one car, quarters,
    # appointments, what to come back to, what he allows and said when, by which records; what was written to and by him
    assert len(queries) <= 26


@pytest.mark.parametrize("asked", ["0", "2", "9" * 30])
def test_a_page_of_visits_that_does_not_exist_is_the_nearest(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID], asked: str
) -> None:
    address = f"/s/{shop.slug}/customers/{next(iter(customers.values()))}"
    browser = member("viewer")

    first, beyond = browser.get(address, htmx=True), browser.get(f"{address}?page={asked}", htmx=True)

    assert beyond.text == first.text


def test_a_manager_names_a_key_customer_and_takes_it_back(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    address = f"/s/{shop.slug}/customers/{customers['zhang']}"
    manager, as_of = member("manager"), clock.today(shop.timezone) - timedelta(days=1)
    with tenant_scope(shop.id):
        factories.create_scores(as_of)
        db.session.commit()

    tiers = []
    for named in ("yes", "no"):
        answer = manager.post(f"{address}/key", {"named": named})
        with tenant_scope(shop.id):
            score_customer(customer_id=str(customers["zhang"]), as_of=as_of.isoformat())
            tiers.append(db.session.scalars(_tier(customers["zhang"])).one())
            db.session.commit()

    assert answer.status_code == 303
    assert tiers[0] == "KEY"
    assert tiers[1] != "KEY"
    assert f"{address}/key" in manager.get(address).text
    assert f"{address}/key" not in member("advisor").get(address).text
    with tenant_scope(shop.id):
        assert db.session.scalars(select(Job.actor).where(Job.actor == "score_customer")).all()


def _tier(customer_id: uuid.UUID) -> Select[str | None]:
    return select(CustomerProfile.tier).where(CustomerProfile.customer_id == customer_id)
