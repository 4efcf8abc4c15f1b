"""The odometer of a car: what a fix would change, the fix, and its undoing."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from saas.accounts.models import Shop
from tenants.db import db
from tenants.needs.models import Need, OdometerDecision, OdometerSuspect
from tenants.needs.predict import predict
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
AS_OF = date(2026, 6, 30)
TYPO = {"read_on": "2025-10-17", "km_read": "92300"}


@pytest.fixture
def car_id(shop: Shop) -> uuid.UUID:
    """The car of TV-N1, whose 92,300 km cannot be true."""
    with tenant_scope(shop.id):
        car = factories.create_car_with_a_typo()
        predict(AS_OF)
        db.session.commit()
        return car.id


@pytest.fixture
def address(shop: Shop, car_id: uuid.UUID) -> str:
    return f"/s/{shop.slug}/odometers/{car_id}"


def decisions(shop: Shop) -> list[tuple[int, int | None]]:
    with tenant_scope(shop.id):
        return [(each.km_read, each.km) for each in db.session.scalars(select(OdometerDecision))]


def suspects(shop: Shop) -> int:
    with tenant_scope(shop.id):
        return db.session.scalar(select(func.count()).select_from(OdometerSuspect)) or 0


def test_a_car_shows_every_reading_and_which_are_not_used(member: Member, address: str) -> None:
    page = member("viewer").get(address, headers=ENGLISH).text

    assert "x-chart" in page
    assert all(km in page for km in ("20,000 km", "26,000 km", "92,300 km", "32,000 km"))
    assert "Rejected" in page


def test_a_preview_says_what_the_fix_proposed_would_change_and_stores_nothing(
    member: Member, shop: Shop, address: str
) -> None:
    fragment = member("viewer").get(address, query_string=TYPO, htmx=True, headers=ENGLISH).text

    assert "counted as 29,300 km instead of 92,300 km" in fragment
    assert "1 → 0 readings that do not fit" in fragment
    assert "<html" not in fragment
    assert decisions(shop) == []


def test_a_preview_of_a_value_of_ones_own_moves_due_dates(member: Member, address: str) -> None:
    wish = {"read_on": "2026-01-05", "km_read": "32000", "km": "31,000 km"}

    page = member("advisor").get(address, query_string=wish, headers=ENGLISH).text

    assert "counted as 31,000 km" in page


def test_a_fix_is_accepted_with_one_click_and_the_car_predicted_again(member: Member, shop: Shop, address: str) -> None:
    answer = member("advisor").post(address, TYPO | {"km": "29300", "decision": "accept"})

    assert answer.status_code == 303
    assert decisions(shop) == [(92_300, 29_300)]
    assert suspects(shop) == 0


def test_accepting_twice_changes_nothing_more(member: Member, shop: Shop, address: str) -> None:
    browser = member("manager")

    for _ in range(2):
        browser.post(address, TYPO | {"km": "29300", "decision": "accept"})

    assert decisions(shop) == [(92_300, 29_300)]


def test_a_reading_is_ignored_and_the_decision_taken_back(member: Member, shop: Shop, address: str) -> None:
    browser = member("advisor")
    browser.post(address, TYPO | {"decision": "ignore"})
    ignored = decisions(shop), suspects(shop)

    browser.post(f"{address}/undo", TYPO)

    assert ignored == ([(92_300, None)], 0)
    assert (decisions(shop), suspects(shop)) == ([], 1)


def test_a_planted_typo_never_moves_the_due_date_nor_does_its_fix(
    member: Member, shop: Shop, address: str, car_id: uuid.UUID
) -> None:
    member("advisor").post(address, TYPO | {"km": "29300", "decision": "accept"})

    with tenant_scope(shop.id):
        assert db.session.get_one(Need, (shop.id, car_id, "OIL_UNKNOWN")).due_on == date(2026, 7, 5)


@pytest.mark.parametrize("km", ["", "about 30000", "-5", "0", "9999999"])
def test_a_value_that_is_none_is_refused(member: Member, shop: Shop, address: str, km: str) -> None:
    answer = member("manager").post(address, TYPO | {"km": km, "decision": "accept"}, headers=ENGLISH)

    assert answer.status_code == 422
    assert decisions(shop) == []


def test_a_reading_the_car_never_had_is_refused(member: Member, shop: Shop, address: str) -> None:
    answer = member("manager").post(
        address, {"read_on": "2025-10-18", "km_read": "1", "decision": "ignore"}, headers=ENGLISH
    )

    assert answer.status_code == 422
    assert "no such odometer reading" in answer.text


@pytest.mark.parametrize("tail", ["", "/undo"])
@pytest.mark.parametrize("km_read", ["99999999999999999999", "2147483648", "-1"])
def test_a_reading_no_number_can_hold_is_refused(
    member: Member, shop: Shop, address: str, tail: str, km_read: str
) -> None:
    asked = {"read_on": "2025-10-17", "km_read": km_read, "decision": "ignore"}

    assert member("manager").post(address + tail, asked).status_code == 422
    assert decisions(shop) == []


def test_taking_back_what_nobody_decided_is_harmless_and_claims_nothing(member: Member, address: str) -> None:
    browser = member("advisor")

    answer = browser.post(f"{address}/undo", TYPO, headers=ENGLISH)
    page = browser.get(answer.location, headers=ENGLISH).text

    assert answer.status_code == 303
    assert "Nothing was changed." in page
    assert "counts as it was read again" not in page


def test_a_reading_of_the_future_can_be_ignored(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        car = factories.create_vehicle(factories.create_customer(), odometer_km=30_000, odometer_on=date(2027, 1, 1))
        predict(AS_OF)
        db.session.commit()
        address = f"/s/{shop.slug}/odometers/{car.id}"
    before = suspects(shop)

    member("advisor").post(address, {"read_on": "2027-01-01", "km_read": "30000", "decision": "ignore"})

    assert (before, suspects(shop)) == (1, 0)


def test_who_may_only_look_cannot_fix(member: Member, shop: Shop, address: str) -> None:
    browser = member("viewer")

    assert browser.post(address, TYPO | {"decision": "ignore"}).status_code == 403
    assert browser.post(f"{address}/undo", TYPO).status_code == 403
    assert decisions(shop) == []


def test_a_stranger_finds_no_car(member: Member, shop: Shop, other_shop: Shop, address: str) -> None:
    stranger = member("owner", of=other_shop)

    assert stranger.get(address).status_code == 404
    assert stranger.get(address.replace(shop.slug, other_shop.slug)).status_code == 404
    assert stranger.post(address.replace(shop.slug, other_shop.slug), TYPO | {"decision": "ignore"}).status_code == 404
