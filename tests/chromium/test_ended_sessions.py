"""A session that ends while a card is open: what is said of it is sent by its person, and by nobody else."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from saas.accounts import passwords, sign_in
from saas.accounts.models import Membership, Shop, User
from tenants import clock
from tenants.db import db
from tenants.follow_ups.claims import CLAIM_MINUTES
from tenants.follow_ups.models import Contact
from tenants.scope import tenant_scope
from tests import factories
from tests.chromium.cards import open_first, tap
from tests.chromium.network import becomes, wait_until_kept, without_a_network
from tests.chromium.visitor import Visitor

pytestmark = pytest.mark.browser
PASSWORD = "see-you-next-visit"


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


def contacts(shop: Shop) -> list[tuple[str, str | None, str]]:
    """Who recorded which outcome, with which note."""
    with tenant_scope(shop.id):
        return [(str(row.user_id), row.note, row.outcome) for row in db.session.scalars(select(Contact))]


def open_claimed(page: Page) -> None:
    """The first card, when it has told the server that he is at it: nothing of it is under way."""
    with page.expect_response("**/claim"):
        open_first(page)


def end_sessions(user: User) -> None:
    sign_in.sign_out_everywhere(user.id, clock.now())
    db.session.commit()


def type_later(page: Page) -> Locator:
    """What takes longest to type again: a day and a note. Gives the form, not yet sent."""
    form = page.locator("#outcome-later-form")
    tap(page, "later")
    form.get_by_label("Note").fill("after the harvest")
    return form


def say_later(page: Page) -> None:
    type_later(page).get_by_role("button", name="Record").click()


def keep_after_the_session(phone: Visitor, advisor: User) -> Page:
    """His session has ended when he records: what he said is kept, and he is asked to sign in."""
    page = phone.page
    open_claimed(page)
    end_sessions(advisor)
    say_later(page)
    expect(page.get_by_text("kept on this device. Sign in to send it.")).to_be_visible()
    phone.expect_complaint("401")
    return page


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


def test_what_is_said_after_the_session_ended_is_sent_once_he_has_signed_in(
    phone: Visitor, shop: Shop, advisor: User
) -> None:
    page = keep_after_the_session(phone, advisor)
    assert phone.barriers() == []
    assert contacts(shop) == []
    enter(page, advisor)

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    expect(page.locator("#outbox")).to_be_hidden()
    becomes(page, lambda: contacts(shop), [(str(advisor.id), "after the harvest", "later")])
    expect(page.locator("#queue-card")).to_contain_text("Recorded")
    expect(page.locator("#queue-card [data-outcome]")).to_have_count(0)
    expect(page.locator("#toaster")).to_contain_text("has been sent")
    assert phone.barriers() == []


def test_what_is_typed_on_the_card_while_the_kept_outcome_is_sent_stays(
    phone: Visitor, shop: Shop, advisor: User
) -> None:
    page, sendings, asked = phone.page, list[Route](), list[str]()
    keep_after_the_session(phone, advisor)
    page.route("**/outcome*", lambda route: sendings.append(route))
    with page.expect_request("**/outcome*"):
        enter(page, advisor)
    note = type_later(page).get_by_label("Note")
    note.fill("after the holidays")
    page.on("request", lambda request: asked.append(request.url) if request.method == "GET" else None)

    sendings[0].continue_()

    expect(page.locator("#toaster")).to_contain_text("has been sent")
    expect(page.locator("#outbox")).to_be_hidden()
    expect(note).to_have_value("after the holidays")
    assert asked == []  # nothing that could take the place of the card is on its way


def test_who_signs_in_after_him_neither_sees_nor_sends_what_he_said(
    phone: Visitor, shop: Shop, advisor: User, colleague: User
) -> None:
    page = keep_after_the_session(phone, advisor)

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
    assert contacts(shop) == [(str(advisor.id), None, "busy")]


def test_a_card_that_looks_again_after_the_session_ended_leaves_what_is_typed(
    phone: Visitor, shop: Shop, advisor: User
) -> None:
    page = phone.page
    page.clock.install()
    open_claimed(page)
    form = type_later(page)
    end_sessions(advisor)

    with page.expect_response("**/dial*"):
        page.clock.fast_forward(f"{CLAIM_MINUTES}:01")

    expect(page.locator("#dial")).to_contain_text("You are signed out. Record the outcome: it is kept on this device.")
    expect(form.get_by_label("Note")).to_have_value("after the harvest")
    expect(page.locator("#toaster > *")).to_have_count(0)
    assert phone.barriers() == []
    form.get_by_role("button", name="Record").click()
    expect(page.get_by_text("kept on this device. Sign in to send it.")).to_be_visible()
    phone.expect_complaint("401")


def test_settings_half_typed_when_the_session_ends_stay_and_nothing_asks_again(
    phone: Visitor, shop: Shop, advisor: User, colleague: User
) -> None:
    page, asked = phone.page, list[str]()
    leave(phone)
    enter(page, colleague)
    page.clock.install()
    phone.go("/settings/lifecycle")
    page.on("request", lambda request: asked.append(request.url) if "/preview" in request.url else None)
    end_sessions(colleague)

    for typed in ("10", "11"):
        page.get_by_label("Active up to").fill(typed)
        page.clock.fast_forward("00:01")
        expect(page.locator("#signed-out")).to_contain_text("You are signed out")

    expect(page.get_by_label("Active up to")).to_have_value("11")
    assert len(asked) == 1
    assert phone.barriers() == []
    phone.expect_complaint("401")
    page.locator("#signed-out").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_kept_page_tells_a_lost_network_from_an_ended_session(phone: Visitor, advisor: User) -> None:
    page = phone.page
    state = page.locator("#kept-state")

    with without_a_network(phone):
        phone.go("/queue")
        expect(state).to_contain_text("There is no network.")
    expect(state).to_contain_text("The network is back.")
    with without_a_network(phone):
        expect(state).to_contain_text("There is no network.")
        end_sessions(advisor)
    expect(state).to_contain_text("You are signed out.")
    assert phone.barriers() == []

    state.get_by_role("link", name="Sign in").click()
    phone.expect_complaint("401")
    enter(page, advisor)
