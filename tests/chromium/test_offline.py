"""A phone whose network comes and goes: nothing is lost, nothing is doubled."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select, update

from saas.accounts.models import Membership, Shop
from tenants import clock
from tenants.db import db
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests.chromium.cards import open_first, tap
from tests.chromium.network import becomes, wait_until_kept, without_a_network
from tests.chromium.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("calls")]
Visit = Callable[..., Visitor]


def outcomes(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return sorted(db.session.scalars(select(Contact.outcome)))


def states(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return sorted(db.session.scalars(select(FollowUp.state)))


def test_outcomes_given_without_a_network_are_sent_once_when_it_is_back(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    open_first(page)

    with without_a_network(phone):
        tap(page, "no_answer")
        expect(page.get_by_role("heading", name="Queue on this device")).to_be_visible()
        expect(page.locator("#outbox")).to_contain_text("No answer")
        second = page.locator("[data-record]:visible").nth(1)
        second.click()
        tap(page, "busy")
        expect(page.locator("#outbox [data-count]")).to_have_text("2")
        assert outcomes(shop) == []

    expect(page.locator("#outbox")).to_be_hidden()
    becomes(page, lambda: outcomes(shop), ["busy", "no_answer"])


def test_cards_put_off_without_a_network_are_put_off_when_it_is_back(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    open_first(page)
    page.get_by_role("link", name="Other outcomes").click()

    with without_a_network(phone):
        page.get_by_role("button", name="Put off").click()
        expect(page.get_by_role("heading", name="Queue on this device")).to_be_visible()
        expect(page.locator("#outbox")).to_contain_text("Put off: ")
        page.locator("[data-record]:visible").nth(1).click()
        page.get_by_role("button", name="Put off").click()
        expect(page.locator("#outbox [data-count]")).to_have_text("2")
        assert states(shop) == ["open", "open", "open"]

    expect(page.locator("#outbox")).to_be_hidden()
    becomes(page, lambda: states(shop), ["open", "snoozed", "snoozed"])


def test_the_kept_queue_opens_after_the_phone_was_put_away(phone: Visitor) -> None:
    page = phone.page

    with without_a_network(phone):
        phone.go("/queue")

        expect(page.get_by_role("heading", name="Queue on this device")).to_be_visible()
        expect(page.locator("[data-offline] li")).to_have_count(3)
        assert phone.barriers() == []


def test_an_outcome_whose_answer_was_lost_is_recorded_once(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    open_first(page)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.context.route("**/outcome*", lose_the_answer, times=1)
    tap(page, "no_answer")

    expect(page.locator("#outbox")).to_contain_text("No answer")
    phone.expect_complaint("ERR_FAILED")
    assert outcomes(shop) == ["no_answer"]
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#outbox")).to_be_hidden()
    becomes(page, lambda: outcomes(shop), ["no_answer"])


def test_the_card_on_which_it_was_typed_shows_what_has_been_sent(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    with page.expect_response("**/claim"):
        open_first(page)
    phone.context.route("**/outcome*", lambda route: route.abort(), times=1)
    tap(page, "later")
    form = page.locator("#outcome-later-form")
    form.get_by_label("Note").fill("after the harvest")
    form.get_by_role("button", name="Record").click()
    expect(page.locator("#outbox")).to_contain_text("Call later")
    phone.expect_complaint("ERR_FAILED")

    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("#queue-card")).to_contain_text("Recorded")
    expect(page.locator("#queue-card [data-outcome]")).to_have_count(0)
    assert outcomes(shop) == ["later"]


def test_what_a_colleague_finished_meanwhile_stays_with_the_reason_until_it_is_discarded(
    phone: Visitor, shop: Shop
) -> None:
    page = phone.page
    open_first(page)

    with without_a_network(phone):
        tap(page, "no_answer")
        expect(page.locator("#outbox")).to_contain_text("No answer")
        with tenant_scope(shop.id):
            db.session.execute(update(FollowUp).values(state="done"))
            db.session.commit()

    expect(page.locator("#outbox")).to_contain_text("This follow-up is done already")
    phone.expect_complaint("422")
    assert outcomes(shop) == []
    page.locator("#outbox").get_by_role("button", name="Discard").click()
    expect(page.locator("#outbox")).to_be_hidden()


def test_who_signs_out_leaves_no_customer_on_the_phone(phone: Visitor) -> None:
    page = phone.page

    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    wait_until_kept(page, False)


def test_whose_access_has_ended_keeps_no_customer_on_the_phone(phone: Visitor, shop: Shop) -> None:
    db.session.execute(update(Membership).where(Membership.shop_id == shop.id).values(ended_at=clock.now()))
    db.session.commit()

    page = phone.go("/queue")

    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    wait_until_kept(page, False)
    phone.expect_complaint("404")


def test_nobody_signs_out_over_what_was_not_sent(phone: Visitor) -> None:
    page = phone.page

    with without_a_network(phone):
        page.locator("#queue-list [data-row]").first.evaluate("row => row.scrollIntoView()")
        phone.go("/queue")
        page.locator("[data-record]").first.click()
        tap(page, "busy")
        expect(page.locator("#outbox [data-count]")).to_have_text("1")
        page.get_by_role("button", name="Your account").click()
        page.get_by_role("button", name="Sign out", exact=True).click()

        expect(page.locator("#toaster")).to_contain_text("not sent yet")


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (390, "en")])
def test_the_sheet_of_paper_shows_whom_to_call(visit: Visit, width: int, language: str) -> None:
    visitor = visit("advisor", width=width, language=language)

    page = visitor.go("/queue/print")

    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("138 1234")
    assert visitor.barriers() == []
