"""A phone whose network comes and goes: nothing is lost, nothing is doubled."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select, update

from saas.accounts import passwords, sign_in
from saas.accounts.models import Membership, Shop, User
from tenants import clock
from tenants.db import db
from tenants.follow_ups import plan
from tenants.follow_ups.models import Contact, FollowUp
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.network import forgive, wait_until_kept, without_a_network
from tests.chromium.visitor import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
PASSWORD = "see-you-next-visit"


@pytest.fixture(autouse=True)
def queue(shop: Shop) -> None:
    """Three calls in the pool, three days after a visit."""
    today = clock.today(shop.timezone)
    with tenant_scope(shop.id):
        for number in range(3):
            customer = factories.create_customer("王建国", f"1381234000{number}")
            factories.create_order(customer, factories.create_vehicle(customer), today - timedelta(days=4))
        factories.create_scores(today - timedelta(days=1))
        plan.plan_queue(today)
        db.session.commit()


@pytest.fixture
def phone(visit: Visit) -> Iterator[Visitor]:
    """An advisor's phone with the queue open, which has kept it for bad times."""
    visitor = visit("advisor", width=390, language="en")
    page = visitor.go("/queue")
    wait_until_kept(page)
    yield visitor
    forgive(visitor)


@pytest.fixture
def advisor(phone: Visitor, shop: Shop) -> User:
    """Whose phone it is; he knows his password."""
    ids = select(Membership.user_id).where(Membership.shop_id == shop.id)
    user = db.session.scalars(select(User).where(User.id.in_(ids))).one()
    user.password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return user


@pytest.fixture
def colleague(advisor: User, shop: Shop) -> User:
    """Who may do all that the advisor may, and now and then takes his phone."""
    user = factories.create_user(password_hash=advisor.password_hash)
    factories.create_membership(shop, user, "manager")
    return user


def outcomes(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return sorted(db.session.scalars(select(Contact.outcome)))


def contacts(shop: Shop) -> list[tuple[str, str | None, str]]:
    """Who recorded which outcome, with which note."""
    with tenant_scope(shop.id):
        return [(str(row.user_id), row.note, row.outcome) for row in db.session.scalars(select(Contact))]


def states(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return sorted(db.session.scalars(select(FollowUp.state)))


def open_first(page: Page) -> None:
    page.locator("#queue-list [data-row]").first.click()
    expect(page.locator("#queue-card[data-asked]")).to_be_visible()


def tap(page: Page, outcome: str) -> None:
    page.locator(f"button#outcome-{outcome}, label[for=outcome-{outcome}]").first.click()


def open_claimed(page: Page) -> None:
    """The first card, when it has told the server that he is at it: nothing of it is under way."""
    with page.expect_response("**/claim"):
        open_first(page)


def end_sessions(user: User) -> None:
    sign_in.sign_out_everywhere(user.id, clock.now())
    db.session.commit()


def say_later(page: Page) -> None:
    """What takes longest to type again: a day and a note."""
    tap(page, "later")
    page.locator("#outcome-later-form").get_by_label("Note").fill("after the harvest")
    page.locator("#outcome-later-form").get_by_role("button", name="Record").click()


def enter(page: Page, user: User) -> None:
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue", exact=True)).to_be_visible()


def leave(phone: Visitor) -> None:
    page = phone.go("/queue")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_outcomes_given_without_a_network_are_sent_once_when_it_is_back(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    open_first(page)

    with without_a_network(phone):
        tap(page, "no_answer")
        expect(page.get_by_role("heading", name="Queue without a network")).to_be_visible()
        expect(page.locator("#outbox")).to_contain_text("No answer")
        second = page.locator("[data-record]:visible").nth(1)
        second.click()
        tap(page, "busy")
        expect(page.locator("#outbox [data-count]")).to_have_text("2")
        assert outcomes(shop) == []

    expect(page.locator("#outbox")).to_be_hidden()
    assert outcomes(shop) == ["busy", "no_answer"]


def test_cards_put_off_without_a_network_are_put_off_when_it_is_back(phone: Visitor, shop: Shop) -> None:
    page = phone.page
    open_first(page)
    page.get_by_role("link", name="Other outcomes").click()

    with without_a_network(phone):
        page.get_by_role("button", name="Put off").click()
        expect(page.get_by_role("heading", name="Queue without a network")).to_be_visible()
        expect(page.locator("#outbox")).to_contain_text("Put off: ")
        page.locator("[data-record]:visible").nth(1).click()
        page.get_by_role("button", name="Put off").click()
        expect(page.locator("#outbox [data-count]")).to_have_text("2")
        assert states(shop) == ["open", "open", "open"]

    expect(page.locator("#outbox")).to_be_hidden()
    assert states(shop) == ["open", "snoozed", "snoozed"]


def test_the_kept_queue_opens_after_the_phone_was_put_away(phone: Visitor) -> None:
    page = phone.page

    with without_a_network(phone):
        phone.go("/queue")

        expect(page.get_by_role("heading", name="Queue without a network")).to_be_visible()
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
    assert outcomes(shop) == ["no_answer"]


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

    expect(page.locator("#outbox")).to_contain_text("Somebody has finished this follow-up already")
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


def test_what_is_said_after_the_session_ended_is_sent_once_he_has_signed_in(
    phone: Visitor, shop: Shop, advisor: User
) -> None:
    page = phone.page
    open_claimed(page)
    end_sessions(advisor)

    say_later(page)
    expect(page.get_by_text("kept on this device. Sign in to send it.")).to_be_visible()
    phone.expect_complaint("401")
    assert phone.barriers() == []
    assert contacts(shop) == []
    enter(page, advisor)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    expect(page.locator("#outbox")).to_be_hidden()
    assert contacts(shop) == [(str(advisor.id), "after the harvest", "later")]


def test_who_signs_in_after_him_neither_sees_nor_sends_what_he_said(
    phone: Visitor, shop: Shop, advisor: User, colleague: User
) -> None:
    page = phone.page
    open_claimed(page)
    end_sessions(advisor)
    say_later(page)
    expect(page.get_by_text("kept on this device. Sign in to send it.")).to_be_visible()
    phone.expect_complaint("401")

    enter(page, colleague)
    wait_until_kept(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#outbox")).to_be_hidden()
    leave(phone)
    assert contacts(shop) == []
    enter(page, advisor)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    assert contacts(shop) == [(str(advisor.id), "after the harvest", "later")]


def test_what_is_said_on_a_page_older_than_the_sign_in_is_sent_by_the_page_that_follows(
    phone: Visitor, shop: Shop, advisor: User
) -> None:
    page, other_tab = phone.page, phone.context.new_page()
    open_claimed(page)
    end_sessions(advisor)
    other_tab.goto(f"{phone.home}/queue")
    enter(other_tab, advisor)
    other_tab.close()

    say_later(page)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    phone.expect_complaint("400")
    assert contacts(shop) == [(str(advisor.id), "after the harvest", "later")]


def test_what_is_said_on_his_page_under_the_session_of_a_colleague_is_not_hers(
    phone: Visitor, shop: Shop, advisor: User, colleague: User
) -> None:
    page, other_tab = phone.page, phone.context.new_page()
    open_claimed(page)
    end_sessions(advisor)
    other_tab.goto(f"{phone.home}/queue")
    enter(other_tab, colleague)
    other_tab.close()

    say_later(page)
    expect(page.locator(f"body[data-user='{colleague.id}']")).to_be_visible()
    phone.expect_complaint("400")
    expect(page.locator("#outbox")).to_be_hidden()
    leave(phone)
    assert contacts(shop) == []
    enter(page, advisor)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    assert contacts(shop) == [(str(advisor.id), "after the harvest", "later")]


def test_what_waits_on_the_kept_page_says_that_he_must_sign_in(phone: Visitor, shop: Shop, advisor: User) -> None:
    page = phone.page
    phone.go("/queue/offline")
    end_sessions(advisor)

    page.locator("[data-record]:visible").first.click()
    tap(page, "busy")
    page.locator("#outbox").get_by_role("link", name="Sign in to send it").click()
    phone.expect_complaint("401")
    enter(page, advisor)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    assert outcomes(shop) == ["busy"]


@pytest.mark.parametrize(("width", "language"), [(1440, "zh-CN"), (390, "en")])
def test_the_sheet_of_paper_shows_whom_to_call(visit: Visit, width: int, language: str) -> None:
    visitor = visit("advisor", width=width, language=language)

    page = visitor.go("/queue/print")

    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("138 1234")
    assert visitor.barriers() == []
