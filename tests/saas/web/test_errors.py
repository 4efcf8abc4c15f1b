"""Errors are sentences: a page for a browser, a toast for htmx, never a traceback."""

import json
import logging
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import make_url

from saas.accounts.models import Shop
from saas.provision import Urls
from saas.web import security
from tenants.customers.family import Tie
from tenants.db import db
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def broken(member: Member, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Somebody whose crashes end as they do in production."""
    browser = member()
    monkeypatch.setitem(browser.app.config, "PROPAGATE_EXCEPTIONS", False)
    return browser


def test_a_refusal_of_the_domain_is_its_sentence_in_the_readers_language(member: Member, shop: Shop) -> None:
    form = {"name": "李四", "end": "refuse"}

    english = member().post(f"/s/{shop.slug}/probe/customers", form, headers=ENGLISH)
    chinese = member().post(f"/s/{shop.slug}/probe/customers", form)

    assert english.status_code == chinese.status_code == 422
    assert "Use at most 3 characters." in english.text
    assert "最多使用 3 个字符。" in chinese.text


def test_with_htmx_a_refusal_is_a_toast_and_swaps_nothing(member: Member, shop: Shop) -> None:
    answer = member().post(f"/s/{shop.slug}/probe/customers", {"name": "李四", "end": "refuse"}, htmx=True)

    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["text"] == "最多使用 3 个字符。"
    assert "<html" not in answer.text


@pytest.mark.parametrize(("path", "status"), [("no-such-page", 404), ("probe/write", 405)])
def test_an_error_is_a_whole_page_for_a_browser_and_a_piece_for_htmx(
    member: Member, shop: Shop, path: str, status: int
) -> None:
    page = member().post(f"/s/{shop.slug}/{path}")
    piece = member().post(f"/s/{shop.slug}/{path}", htmx=True)

    assert page.status_code == piece.status_code == status
    assert page.text.lstrip().startswith("<!doctype html>")
    assert piece.headers["HX-Reswap"] == "none"
    assert "<html" not in piece.text


def test_what_somebody_else_is_changing_is_to_be_tried_again(broken: Browser, shop: Shop, database: Urls) -> None:
    with tenant_scope(shop.id):
        customer = factories.create_customer()
        db.session.commit()
    url = make_url(database.owner).set(drivername="postgresql").render_as_string(hide_password=False)

    with psycopg.connect(url) as other:
        other.execute("SELECT 1 FROM customers WHERE id = %s FOR UPDATE", (customer.id,))
        answer = broken.post(f"/s/{shop.slug}/customers/{customer.id}/family", {"tie": list(Tie)}, headers=ENGLISH)

    assert answer.status_code == 503
    assert "being changed right now" in answer.text
    assert "Nothing was changed" in answer.text


def test_a_crash_shows_a_number_and_no_traceback(broken: Browser, shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="huitou"):
        answer = broken.get(f"/s/{shop.slug}/probe/crash?secret=13912345678", headers=ENGLISH)

    record = next(record for record in caplog.records if record.levelno == logging.ERROR)
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text
    assert record.request in answer.text  # type: ignore[attr-defined]
    assert "Traceback" not in answer.text
    assert "CAST" not in answer.text


def test_the_log_of_a_crash_names_shop_place_and_code_but_no_value(
    broken: Browser, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="huitou"):
        broken.get(f"/s/{shop.slug}/probe/crash?secret=13912345678")

    lines = "\n".join(record.getMessage() for record in caplog.records)
    assert {record.shop for record in caplog.records} == {shop.id}  # type: ignore[attr-defined]
    assert "probe.py" in lines
    assert "22P02" not in lines  # 11 digits overflow: the code says so, the number stays out
    assert "22003" in lines
    assert "13912345678" not in lines


def test_a_file_above_the_limit_is_refused_before_it_is_read(member: Member, shop: Shop) -> None:
    answer = member().open(
        "POST",
        f"/s/{shop.slug}/probe/customers",
        headers=ENGLISH,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(security.MAX_UPLOAD_BYTES + 1)},
    )

    assert answer.status_code == 413
    assert "Up to 50 MB are accepted." in answer.text
