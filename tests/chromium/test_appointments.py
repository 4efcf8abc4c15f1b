"""The appointments of a day, kept by tap and by keyboard, booked from a customer's page and inside a call."""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.appointments.models import Appointment
from tenants.db import db
from tenants.scope import tenant_scope
from tests.chromium.visitor import Visitor
from tests.structure.furnished import Key

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("furnished")]
Visit = Callable[..., Visitor]


def newest(shop: Shop) -> Appointment:
    with tenant_scope(shop.id):
        db.session.rollback()
        row = db.session.scalars(select(Appointment).order_by(Appointment.id.desc()).limit(1)).one()
        db.session.expunge(row)
        return row


@pytest.mark.parametrize("width", [1440, 390])
def test_an_arrival_is_one_tap_and_can_be_taken_back(visit: Visit, width: int) -> None:
    visitor = visit("advisor", width=width, language="en")
    page = visitor.go("/appointments")

    page.get_by_role("button", name="Arrived").click()

    expect(page.get_by_role("status").filter(has_text="Arrived")).to_be_visible()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Arrived")).to_be_visible()


def test_a_week_leads_to_a_day_and_back_keeps_the_address(visit: Visit) -> None:
    visitor = visit("viewer", language="en")
    page = visitor.go("/appointments")

    page.get_by_role("link", name="By week", exact=True).click()
    expect(page.locator("#appointments ol > li > a")).to_have_count(7)
    assert visitor.barriers() == []
    page.get_by_role("link", name="Later").click()
    expect(page.get_by_text("Nobody yet")).to_have_count(7)
    page.go_back()

    expect(page.get_by_text("Nobody yet")).to_have_count(6)


@pytest.mark.parametrize("script", [True, False])
def test_an_hour_is_booked_from_the_page_of_a_customer(
    visit: Visit, shop: Shop, furnished: dict[Key, str], script: bool
) -> None:
    visitor = visit("advisor", width=390, language="en", script=script)
    page = visitor.go(f"/customers/{furnished['customers', 'id']}")

    page.get_by_role("link", name="Book appointment").click()
    page.get_by_label("What for?").fill("小保养")
    if script:
        assert visitor.barriers() == []
    page.get_by_role("button", name="10:00").first.click()

    expect(page.get_by_role("status")).to_contain_text("Booked")
    expect(page.get_by_text("小保养").first).to_be_visible()
    assert newest(shop).due_time == time(10)


def test_an_hour_is_booked_inside_the_call_with_two_taps(visit: Visit, shop: Shop) -> None:
    visitor = visit("advisor", width=390, language="en")
    page = visitor.go("/queue")
    page.locator("#queue-list [data-row]").first.click()

    page.locator("label[for=outcome-booked]").click()
    expect(page.get_by_role("button", name="11:00").first).to_be_visible()
    assert visitor.barriers() == []
    page.get_by_role("button", name="11:00").first.click()

    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert (newest(shop).due_time, newest(shop).origin) == (time(11), "outbound")
