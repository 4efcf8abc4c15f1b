"""Two records of one customer, side by side; merged and parted again."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from saas.accounts import people
from saas.accounts.models import Shop
from saas.web import formats
from tenants import clock
from tenants.customers import duplicates, merging
from tenants.customers.models import Customer, Vehicle
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.visits.models import Visit
from tests import factories
from tests.browser import Browser
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def pair(shop: Shop) -> tuple[uuid.UUID, uuid.UUID]:
    """One person twice, his number mistyped once; each record came with a car."""
    with tenant_scope(shop.id):
        ids = []
        for phone, settled_on in (("13812340001", date(2026, 1, 5)), ("13812340010", date(2026, 5, 6))):
            customer = factories.create_customer("王建国", phone)
            factories.create_order(customer, factories.create_vehicle(customer), settled_on)
            ids.append(customer.id)
        duplicates.find()
        factories.create_scores()
        return ids[0], ids[1]


def visits_of(shop: Shop, customer_id: uuid.UUID) -> int:
    with tenant_scope(shop.id):
        return len(db.session.scalars(select(Visit).where(Visit.customer_id == customer_id)).all())


def test_a_pair_is_shown_side_by_side_with_what_merging_does(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    page = member("manager").get(f"/s/{shop.slug}/duplicates", headers=ENGLISH).text

    assert "138 1234 0001" in page
    assert "138 1234 0010" in page
    assert "Numbers nearly the same" in page
    assert "Nothing is moved or deleted" in page
    assert page.count("Keep this one") == 2


def test_one_number_under_two_names_is_told_as_such(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        for name in ("张三", "李四"):
            factories.create_customer(name, "13812340001")
        duplicates.find()
        db.session.commit()

    page = member("manager").get(f"/s/{shop.slug}/duplicates", headers=ENGLISH).text

    assert "The same number" in page


def test_a_merge_moves_visits_and_asks_for_new_scores_and_parting_undoes_it(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    browser, (one, other) = member("manager"), pair

    merged = browser.post(f"/s/{shop.slug}/duplicates/{other}/merge", {"survivor_id": str(one)})
    after_merge = visits_of(shop, one), visits_of(shop, other)
    listed = browser.get(f"/s/{shop.slug}/duplicates/merged").text
    parted = browser.post(f"/s/{shop.slug}/duplicates/{other}/unmerge")

    assert (merged.status_code, parted.status_code) == (303, 303)
    assert after_merge == (2, 0)
    assert f"/duplicates/{other}/unmerge" in listed
    assert (visits_of(shop, one), visits_of(shop, other)) == (1, 1)
    with tenant_scope(shop.id):
        assert "score_shop" in db.session.scalars(select(Job.actor)).all()


@pytest.mark.parametrize("is_double", [True, False])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Of two appointments on one day the one with an hour stays."),
        ("zh", "同一天有两个预约时，保留定了时间的那个。"),
    ],
)
def test_a_merge_tells_of_the_appointment_it_cancelled(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID], language: str, words: str, is_double: bool
) -> None:
    browser, (one, other) = member("manager"), pair
    tomorrow = clock.today(shop.timezone) + timedelta(1)
    with tenant_scope(shop.id):
        for id, on in ((one, tomorrow), (other, tomorrow if is_double else tomorrow + timedelta(1))):
            factories.create_appointment(db.session.get_one(Customer, (shop.id, id)), on, created_at=clock.now())
        db.session.commit()

    browser.post(
        f"/s/{shop.slug}/duplicates/{other}/merge", {"survivor_id": str(one)}, headers={"Accept-Language": language}
    )
    page = browser.get(f"/s/{shop.slug}/duplicates").text

    assert (words in page) is is_double


def test_records_of_one_name_are_told_apart_by_phone_and_plate_and_the_list_says_who_merged_them(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    browser, (one, other) = member("manager"), pair
    with tenant_scope(shop.id):
        plates = {car.customer_id: formats.plate(car.plate or "") for car in db.session.scalars(select(Vehicle))}

    asked = browser.get(f"/s/{shop.slug}/duplicates", headers=ENGLISH).text
    browser.post(f"/s/{shop.slug}/duplicates/{other}/merge", {"survivor_id": str(one)})
    listed = browser.get(f"/s/{shop.slug}/duplicates/merged", headers=ENGLISH).text
    with tenant_scope(shop.id):
        row = merging.merged(1)[0][0]

    assert f"Merge 王建国 138 1234 0010 {plates[other]} into 王建国 138 1234 0001 {plates[one]}?" in asked
    for shown in ("138 1234 0001", "138 1234 0010", *plates.values(), *people.names_of({row.by_id} - {None}).values()):
        assert shown in listed


def test_merging_twice_is_refused_in_words_and_changes_nothing(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    browser, (one, other) = member("manager"), pair
    address = f"/s/{shop.slug}/duplicates/{other}/merge"
    browser.post(address, {"survivor_id": str(one)})

    again = browser.post(address, {"survivor_id": str(one)}, headers=ENGLISH)

    assert again.status_code == 422
    assert "merged already" in again.text
    with tenant_scope(shop.id):
        assert db.session.get_one(Customer, (shop.id, other)).merged_into_id == one


@pytest.mark.parametrize("survivor", ["", "17", "0190f000-0000-7000-8000-000000000000"])
def test_a_survivor_that_is_none_is_refused(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID], survivor: str
) -> None:
    answer = member("manager").post(f"/s/{shop.slug}/duplicates/{pair[1]}/merge", {"survivor_id": survivor})

    assert answer.status_code == 422


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_who_may_not_merge_is_refused_and_sees_no_button(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID], role: str
) -> None:
    browser, (one, other) = member(role), pair

    assert browser.post(f"/s/{shop.slug}/duplicates/{other}/merge", {"survivor_id": str(one)}).status_code == 403
    assert browser.post(f"/s/{shop.slug}/duplicates/{other}/unmerge").status_code == 403
    assert "Keep this one" not in browser.get(f"/s/{shop.slug}/duplicates", headers=ENGLISH).text


def test_a_stranger_finds_nothing_and_cannot_be_merged_with(
    member: Member, shop: Shop, other_shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with tenant_scope(other_shop.id):
        theirs = factories.create_customer("陌生人")
        db.session.commit()
    stranger, manager = member("owner", of=other_shop), member("manager")

    assert stranger.post(f"/s/{other_shop.slug}/duplicates/{pair[1]}/merge").status_code == 404
    assert stranger.get(f"/s/{shop.slug}/duplicates").status_code == 404
    answer = manager.post(f"/s/{shop.slug}/duplicates/{pair[1]}/merge", {"survivor_id": str(theirs.id)})
    assert answer.status_code == 422


def test_two_customers_who_look_alike_can_be_kept_apart_and_suggested_again(
    member: Member, shop: Shop, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    browser, (one, other) = member("manager"), pair
    address = f"/s/{shop.slug}/duplicates"

    browser.post(f"{address}/{one}/keep-apart", {"other_id": str(other)})
    suggested = browser.get(address, headers=ENGLISH).text
    kept = browser.get(f"{address}/kept-apart", headers=ENGLISH).text
    browser.post(f"{address}/{one}/suggest-again", {"other_id": str(other)})

    assert "No two records look like one customer" in suggested
    assert f"/duplicates/{one}/suggest-again" in kept
    assert "王建国 138 1234 0001" in kept
    assert "王建国 138 1234 0010" in kept
    assert "Keep this one" in browser.get(address, headers=ENGLISH).text
