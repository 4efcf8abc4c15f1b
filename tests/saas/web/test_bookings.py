"""Booking from the page of a customer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.appointments.models import Appointment
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def customer(shop: Shop) -> str:
    """A customer with a car; the address of his page."""
    with tenant_scope(shop.id):
        customer = factories.create_customer("陈晓敏", "13900001111")
        factories.create_vehicle(customer, "甘A12345", brand="大众", series="帕萨特")
        db.session.commit()
        return f"/s/{shop.slug}/customers/{customer.id}"


def rows(shop: Shop) -> list[Appointment]:
    with tenant_scope(shop.id):
        found = list(db.session.scalars(select(Appointment)))
        db.session.expunge_all()  # a later request must not take them along
        return found


def test_a_tap_on_an_hour_books_it(member: Member, shop: Shop, customer: str, today: date) -> None:
    browser, slot = member("advisor"), f"{today + timedelta(1)}T10:00"
    with tenant_scope(shop.id):
        car_id = str(db.session.scalars(select(factories.Vehicle.id)).one())
    page = browser.get(f"{customer}/appointments", headers=ENGLISH).text

    answer = browser.post(
        f"{customer}/appointments", {"slot": slot, "vehicle_id": car_id, "note": "小保养", "origin": "inbound"}
    )

    assert f'value="{slot}"' in page
    assert "0 of 18 booked" in page
    assert answer.status_code == 303
    row = rows(shop)[0]
    assert (row.due_on, row.due_time, str(row.vehicle_id)) == (today + timedelta(1), time(10), car_id)
    assert (row.note, row.origin, row.status) == ("小保养", "inbound", "booked")
    shown = browser.get(customer, headers=ENGLISH).text
    assert "小保养" in shown
    assert f"/appointments/{row.id}" in shown


def test_another_day_is_typed_and_needs_no_hour(member: Member, shop: Shop, customer: str, today: date) -> None:
    day = today + timedelta(30)

    member("advisor").post(f"{customer}/appointments", {"day": day.isoformat(), "origin": "outbound"})

    assert [(row.due_on, row.due_time, row.origin) for row in rows(shop)] == [(day, None, "outbound")]


def test_the_same_form_sent_twice_books_once(member: Member, shop: Shop, customer: str, today: date) -> None:
    browser, form = member("advisor"), {"slot": f"{today + timedelta(1)}T10:00", "origin": "inbound"}

    codes = [browser.post(f"{customer}/appointments", form).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert len(rows(shop)) == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"origin": "inbound"}, "Choose the day, then save again."),
        ({"origin": "inbound", "day": "2020-01-01"}, "2020-01-01 is over."),
        ({"origin": "inbound", "day": "2999-01-01"}, "more than a year away"),
        ({"origin": "inbound", "note": "x" * 501}, "Write at most 500 characters."),
        ({"origin": "a whim"}, "must be one of"),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_nothing_is_booked(
    member: Member, shop: Shop, customer: str, told: dict[str, str], sentence: str
) -> None:
    refused = member("advisor").post(f"{customer}/appointments", told, headers=ENGLISH)

    assert refused.status_code == 422
    assert sentence in refused.text
    assert rows(shop) == []


def test_an_hour_that_is_over_by_the_clock_of_the_shop_is_refused_and_a_later_one_booked(
    member: Member, shop: Shop, customer: str, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, now = member("advisor"), datetime.combine(today, time(14, 30), ZoneInfo(shop.timezone)).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    told = {"day": today.isoformat(), "origin": "inbound"}

    refused = browser.post(f"{customer}/appointments", {**told, "at": "14:00"}, headers=ENGLISH)
    booked = browser.post(f"{customer}/appointments", {**told, "at": "15:00"})

    assert (refused.status_code, booked.status_code) == (422, 303)
    assert "14:00 of today is over." in refused.text
    assert [row.due_time for row in rows(shop)] == [time(15)]


def test_who_is_expected_already_is_shown_before_a_second_booking(
    member: Member, shop: Shop, customer: str, today: date
) -> None:
    browser = member("advisor")
    browser.post(f"{customer}/appointments", {"slot": f"{today + timedelta(1)}T10:00", "origin": "inbound"})

    page = browser.get(f"{customer}/appointments", headers=ENGLISH).text

    assert f"Expected already on {today + timedelta(1)}" in page


def test_a_car_of_somebody_else_is_not_taken(
    member: Member, shop: Shop, customer: str, today: date, other_shop: Shop
) -> None:
    with tenant_scope(other_shop.id):
        foreign = factories.create_vehicle(factories.create_customer())
        db.session.commit()
    told = {"slot": f"{today + timedelta(1)}T10:00", "origin": "inbound", "vehicle_id": str(foreign.id)}

    member("advisor").post(f"{customer}/appointments", told)

    assert [row.vehicle_id for row in rows(shop)] == [None]


def test_who_was_merged_is_booked_as_whom_he_became(member: Member, shop: Shop, customer: str, today: date) -> None:
    with tenant_scope(shop.id):
        survivor = factories.create_customer("陈晓敏")
        old = db.session.scalars(
            select(factories.Customer).where(factories.Customer.id == customer.rsplit("/", 1)[1])
        ).one()
        old.merged_into_id = survivor.id
        db.session.commit()
    browser = member("advisor")

    page = browser.get(f"{customer}/appointments").text
    browser.post(f"{customer}/appointments", {"day": (today + timedelta(1)).isoformat(), "origin": "inbound"})

    assert f"/customers/{survivor.id}/appointments" in page
    assert [row.customer_id for row in rows(shop)] == [survivor.id]


def test_a_viewer_may_not_book_and_a_stranger_finds_nobody(member: Member, customer: str, other_shop: Shop) -> None:
    assert member("viewer").get(f"{customer}/appointments").status_code == 403
    assert member("viewer").post(f"{customer}/appointments").status_code == 403
    assert member("owner", of=other_shop).get(f"{customer}/appointments").status_code == 404
    assert member("owner", of=other_shop).post(f"{customer}/appointments").status_code == 404
