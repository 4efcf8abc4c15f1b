"""The page of losses: reasons and competitors in numbers, each opens its names, and the list leaves with a reason."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.follow_ups import loss_counting
from tenants.follow_ups.models import Contact
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.queries import recorded_queries
from tests.saas.web.answers import answer
from tests.saas.web.enqueued import jobs_of
from workers.losses import count_losses
from workers.models import Job

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
STORED = ("loss_tallies", "lost_customers", "loss_counts")
WISHES = {"reason": "analysis", "kind": "csv"}


def leave(name: str, days_ago: int = 5, words: str = "", **answer: Any) -> uuid.UUID:
    customer = factories.create_customer(name, factories.a_number())
    contact = Contact(customer_id=customer.id, channel="call", outcome="done_elsewhere", answer=answer)
    contact.contacted_at, contact.words = clock.now() - timedelta(days_ago), words
    db.session.add(contact)
    db.session.flush()
    return customer.id


@pytest.fixture
def gone(shop: Shop) -> dict[str, uuid.UUID]:
    with tenant_scope(shop.id):
        found = {
            "dear": leave("王建国", reason="price", competitor="=途虎", price_fen=298_00, words="人家便宜一半"),
            "far": leave("陈晓敏", reason="distance"),
            "long_ago": leave("赵静", days_ago=200, reason="price"),
        }
        loss_counting.count_losses(clock.today(shop.timezone), clock.now(), shop.timezone)
        db.session.commit()
    return found


@pytest.fixture
def work_off(shop: Shop) -> Callable[[], None]:
    """Do what the last request asked of the workers: one count."""

    def run() -> None:
        with tenant_scope(shop.id):
            asked = list(db.session.scalars(select(Job).where(Job.actor == "count_losses", Job.state == "waiting")))
            assert len(asked) == 1
            count_losses()
            asked[0].state = "done"
            db.session.commit()

    return run


def said(browser: Browser, address: str) -> str:
    page = browser.get(address, headers=ENGLISH).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))


def test_reasons_and_competitors_are_counted(member: Member, shop: Shop, gone: dict[str, uuid.UUID]) -> None:
    page = said(member("viewer"), f"/s/{shop.slug}/losses")

    assert "Customers lost 2 Different people" in page
    assert re.search(r"Distance 1 50 ?% ¥0 0", page)
    assert re.search(r"=途虎 1 50 ?% ¥0 0", page)
    assert "1 of them did not say where he went" in page


def test_what_is_recorded_and_taken_back_today_is_counted_today(
    member: Member, shop: Shop, queue: list[str], work_off: Callable[[], None]
) -> None:
    browser, address = member("advisor"), f"/s/{shop.slug}/losses"
    assert browser.post(f"{queue[0]}/outcome", answer("done_elsewhere", reason="price")).status_code == 303
    work_off()
    recorded = said(browser, address)
    with tenant_scope(shop.id):
        contact_id = db.session.scalars(select(Contact.id)).one()
    assert browser.post(f"/s/{shop.slug}/contacts/{contact_id}/undo").status_code == 303
    work_off()

    assert "Customers lost 1 Different people" in recorded
    assert "Nobody told that he left" in said(browser, address)


def test_other_outcomes_ask_for_no_count(member: Member, shop: Shop, queue: list[str]) -> None:
    assert member("advisor").post(f"{queue[0]}/outcome", answer("no_answer")).status_code == 303

    assert "count_losses" not in jobs_of(shop)


def test_a_longer_period_finds_more(member: Member, shop: Shop, gone: dict[str, uuid.UUID]) -> None:
    page = said(member("viewer"), f"/s/{shop.slug}/losses?days=365")

    assert "Customers lost 3" in page
    assert member("viewer").get(f"/s/{shop.slug}/losses?days=7").status_code == 422


def test_each_row_opens_its_names(member: Member, shop: Shop, gone: dict[str, uuid.UUID]) -> None:
    browser = member("viewer")
    index = browser.get(f"/s/{shop.slug}/losses", headers=ENGLISH).text
    opened = {}
    for address in re.findall(r'href="([^"]+/losses/names[^"]+)"', index):
        page = browser.get(address.replace("&amp;", "&"), headers=ENGLISH).text
        opened[address.rpartition("=")[2]] = set(re.findall(r"/customers/([0-9a-f-]{36})", page))

    assert opened == {
        "price": {str(gone["dear"])},
        "distance": {str(gone["far"])},
        "%3D%E9%80%94%E8%99%8E": {str(gone["dear"])},
    }


def test_everybody_who_left_is_under_nobodys_competitor(member: Member, shop: Shop, gone: dict[str, uuid.UUID]) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/losses/names", headers=ENGLISH).text

    assert "<title>All who left" in page


def test_a_shop_nobody_left_says_what_will_stand_here(member: Member, shop: Shop) -> None:
    assert "Not counted yet" in said(member("viewer"), f"/s/{shop.slug}/losses")
    with tenant_scope(shop.id):
        loss_counting.count_losses(clock.today(shop.timezone), clock.now(), shop.timezone)
        db.session.commit()

    assert "Nobody told that he left" in said(member("viewer"), f"/s/{shop.slug}/losses")
    assert "Nobody left for this" in said(member("viewer"), f"/s/{shop.slug}/losses/names?why=price")


def test_a_reason_that_does_not_exist_is_refused(member: Member, shop: Shop) -> None:
    assert member("viewer").get(f"/s/{shop.slug}/losses/names?why=nonsense").status_code == 422


def test_a_manager_takes_the_list_along_and_no_cell_can_run(
    member: Member, shop: Shop, gone: dict[str, uuid.UUID]
) -> None:
    browser, address = member("manager"), f"/s/{shop.slug}/losses/export"

    lines = browser.post(address, WISHES, headers=ENGLISH).text.splitlines()
    book = browser.post(address, WISHES | {"kind": "xlsx", "days": "365"}, headers=ENGLISH)

    assert len(lines) == 3
    assert any("王建国" in line and "Price" in line and "'=途虎" in line and "298" in line for line in lines)
    rows = list(load_workbook(io.BytesIO(book.data)).active.iter_rows())
    assert len(rows) == 4
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_a_list_is_not_handed_out_without_a_reason_or_a_right(
    member: Member, shop: Shop, gone: dict[str, uuid.UUID]
) -> None:
    address = f"/s/{shop.slug}/losses/export"

    assert member("manager").post(address, {"kind": "csv"}).status_code == 422
    assert member("advisor").post(address, WISHES).status_code == 403
    assert "customers-export" not in member("advisor").get(f"/s/{shop.slug}/losses").text


def test_a_stranger_finds_nothing(member: Member, shop: Shop, other_shop: Shop) -> None:
    for path in ("losses", "losses/names"):
        assert member("owner", other_shop).get(f"/s/{shop.slug}/{path}").status_code == 404


def test_the_pages_count_nothing_and_say_as_of_when(member: Member, shop: Shop, gone: dict[str, uuid.UUID]) -> None:
    browser = member("viewer")
    browser.get(f"/s/{shop.slug}/losses")

    with recorded_queries() as index:
        page = said(browser, f"/s/{shop.slug}/losses")
    with recorded_queries() as names:
        said(browser, f"/s/{shop.slug}/losses/names?why=price")

    assert "As of " in page
    assert [sum(table in each for each in index) for table in STORED] == [1, 0, 1]
    assert [sum(table in each for each in names) for table in STORED] == [1, 1, 1]
    assert not any(re.search(r"\b(contacts|vehicles|rfm_scores)\b", each) for each in (*index, *names))
