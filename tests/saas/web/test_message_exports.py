"""Messages and answers leave the house as files: with a right and a reason, of this shop only; no cell of them runs."""

import csv
import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.messages import replies
from tenants.messages.models import Message
from tenants.messages.states import State
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.messages import a_message

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
WISHES = {"reason": "analysis", "kind": "csv"}
NUMBER, FORMULA = "13912345678", '=HYPERLINK("http://x")'
PATHS = ("messages", "messages/replies")


def fill(shop: Shop, name: str) -> None:
    """A customer with a message of three fates, and an answer that a spreadsheet would run."""
    with tenant_scope(shop.id):
        customer_id = factories.create_customer(name, phone=NUMBER).id
        db.session.commit()
    for state, why in ((State.SENT, None), (State.UNKNOWN, "stopped"), (State.FAILED, "no_template")):
        message = a_message(shop, customer_id, state, why)
        with tenant_scope(shop.id):
            told = {"recipient": NUMBER, "ended_at": clock.now(), "body": FORMULA}
            db.session.execute(update(Message).where(Message.id == message.id).values(told))
            db.session.commit()
    with tenant_scope(shop.id):
        today = clock.today(shop.timezone)
        replies.receive(NUMBER, f"{FORMULA}{name}", key=uuid.uuid4(), now=clock.now(), today=today)
        db.session.commit()


@pytest.fixture
def filled(shop: Shop) -> Shop:
    fill(shop, "王建国")
    return shop


def rows_of(browser: Browser, shop: Shop, path: str, **wishes: str) -> list[dict[str, str]]:
    answer = browser.post(f"/s/{shop.slug}/{path}/export", WISHES | wishes, headers=ENGLISH)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_messages_are_taken_along_with_their_state_channel_text_and_time(member: Member, filled: Shop) -> None:
    rows = rows_of(member("manager"), filled, "messages")

    assert sorted(row["State"] for row in rows) == ["Failed", "Sent", "Unknown"]
    (failed,) = (row for row in rows if row["State"] == "Failed")
    assert failed["Reason"] == "The provider has approved no template for it."
    assert (failed["Customer"], failed["Sent to"], failed["Channel"]) == ("王建国", NUMBER, "Text message")
    assert failed["Message"] == f"'{FORMULA}"
    local = clock.now().astimezone(ZoneInfo(filled.timezone)).replace(tzinfo=None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", failed["Ended at"])
    assert str(local - timedelta(hours=1)) < failed["Ended at"] <= str(local)


def test_answers_are_taken_along_with_whom_they_came_from_and_what_became_of_them(member: Member, filled: Shop) -> None:
    (row,) = rows_of(member("manager"), filled, "messages/replies")

    assert (row["Customer"], row["Number"], row["Answer"]) == ("王建国", NUMBER, f"'{FORMULA}王建国")
    assert row["The message before it"] == f"'{FORMULA}"
    assert (row["State"], row["Dealt with by"]) == ("Not answered yet", "")


@pytest.mark.parametrize("path", PATHS)
def test_no_cell_of_a_workbook_can_run(member: Member, filled: Shop, path: str) -> None:
    book = member("owner").post(f"/s/{filled.slug}/{path}/export", WISHES | {"kind": "xlsx"})

    cells = [cell for row in load_workbook(io.BytesIO(book.data)).active.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_a_file_holds_what_the_list_beside_it_shows(member: Member, filled: Shop) -> None:
    browser = member("manager")
    shown = {
        path: browser.get(f"/s/{filled.slug}/{path}?state={state}", htmx=True).text
        for path, state in zip(PATHS, ("failed", "done"), strict=True)
    }

    assert '<input type="hidden" name="state" value="failed" form="export-form">' in shown["messages"]
    assert '<input type="hidden" name="state" value="done" form="export-form">' in shown["messages/replies"]
    assert [row["State"] for row in rows_of(browser, filled, "messages", state="failed")] == ["Failed"]
    assert rows_of(browser, filled, "messages/replies", state="done") == []
    assert len(rows_of(browser, filled, "messages/replies", state="all")) == 1


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_handed_out_without_a_reason(member: Member, filled: Shop, path: str) -> None:
    browser, address = member("manager"), f"/s/{filled.slug}/{path}/export"

    fragment = browser.post(address, {"kind": "csv"}, htmx=True, headers=ENGLISH)
    page = browser.post(address, {"kind": "csv"}, headers=ENGLISH)

    assert fragment.status_code == page.status_code == 422
    assert all('id="customers-export"' in each.text for each in (fragment, page))
    assert all("Say what the list is for." in each.text for each in (fragment, page))
    assert "<html" not in fragment.text
    assert browser.post(address, WISHES | {"state": "nonsense"}).status_code == 422


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_who_may_not_take_lists_along_is_refused_and_sees_no_button(
    member: Member, filled: Shop, path: str, role: str
) -> None:
    browser = member(role)

    assert browser.post(f"/s/{filled.slug}/{path}/export", WISHES).status_code == 403
    assert 'id="export-form"' not in browser.get(f"/s/{filled.slug}/{path}").text


@pytest.mark.parametrize("path", PATHS)
def test_a_file_holds_nothing_of_another_shop_and_a_stranger_gets_none(
    member: Member, filled: Shop, other_shop: Shop, path: str
) -> None:
    fill(other_shop, "陌生人")

    ours = rows_of(member("owner"), filled, path)
    stranger = member("owner", other_shop)

    assert {row["Customer"] for row in ours} == {"王建国"}
    assert {row["Customer"] for row in rows_of(stranger, other_shop, path)} == {"陌生人"}
    assert stranger.post(f"/s/{filled.slug}/{path}/export", WISHES).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_taking_a_file_twice_changes_nothing(member: Member, filled: Shop, path: str) -> None:
    browser = member("manager")

    assert rows_of(browser, filled, path) == rows_of(browser, filled, path)
