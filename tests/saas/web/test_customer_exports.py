"""A list of customers leaves the house: with a reason, as rows no cell of which can run."""

import io
import uuid
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]


def test_a_manager_takes_a_list_along_and_no_cell_can_run(member: Member, shop: Shop) -> None:
    with tenant_scope(shop.id):
        factories.create_customer('=HYPERLINK("http://x")', "13900000001")
        factories.create_customer("＋伪装", name_pinyin="x")
        db.session.commit()

    answer = member("manager").post(f"/s/{shop.slug}/customers/export", {"reason": "call_list", "kind": "csv"})
    book = member("manager").post(f"/s/{shop.slug}/customers/export", {"reason": "call_list", "kind": "xlsx"})

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in answer.text
    assert "'＋伪装" in answer.text
    assert "13900000001" in answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    cells = [cell for row in load_workbook(io.BytesIO(book.data)).active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_a_list_taken_along_holds_what_the_page_was_filtered_by(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    wishes = {"reason": "backup", "kind": "csv", "query": "chen"}

    lines = member("owner").post(f"/s/{shop.slug}/customers/export", wishes).text.splitlines()

    assert len(lines) == 2
    assert "陈晓敏" in lines[1]
    assert "2026-06-30" in lines[1]


def test_a_search_that_swaps_only_the_list_tells_the_file_what_it_holds(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID]
) -> None:
    browser = member("owner")
    page = browser.get(f"/s/{shop.slug}/customers?query=chen").text
    swapped = browser.get(f"/s/{shop.slug}/customers?query=wang", htmx=True).text

    assert page.count('name="query" value="chen" form="export-form"') == 1
    assert 'name="query" value="wang" form="export-form"' in swapped
    assert 'type="hidden" name="query"' not in page.partition('id="export-form"')[2].partition("</form>")[0]


def test_a_list_is_not_handed_out_without_a_reason(member: Member, shop: Shop, customers: dict[str, uuid.UUID]) -> None:
    browser = member("manager")
    address = f"/s/{shop.slug}/customers/export"

    fragment = browser.post(address, {"kind": "csv"}, htmx=True, headers={"Accept-Language": "en"})
    page = browser.post(address, {"kind": "csv"}, headers={"Accept-Language": "en"})

    assert fragment.status_code == page.status_code == 422
    assert all('id="customers-export"' in each.text for each in (fragment, page))
    assert all("Say what the list is for." in each.text for each in (fragment, page))
    assert "<html" not in fragment.text


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_who_may_not_take_lists_along_is_refused_and_sees_no_button(
    member: Member, shop: Shop, customers: dict[str, uuid.UUID], role: str
) -> None:
    browser = member(role)

    assert browser.post(f"/s/{shop.slug}/customers/export", {"reason": "backup", "kind": "csv"}).status_code == 403
    assert "customers-export" not in browser.get(f"/s/{shop.slug}/customers").text


def test_taking_a_list_along_twice_changes_nothing(member: Member, shop: Shop, customers: dict[str, uuid.UUID]) -> None:
    browser = member("manager")
    wishes = {"reason": "backup", "kind": "csv"}

    first, second = (browser.post(f"/s/{shop.slug}/customers/export", wishes).data for _ in range(2))

    assert first == second
