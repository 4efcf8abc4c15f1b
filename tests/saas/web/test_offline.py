"""What a phone needs to work without a network, and the sheet of paper."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import wishes
from tenants.customers.models import Customer
from tenants.db import db, new_id
from tenants.follow_ups.models import FollowUp
from tenants.scope import tenant_scope
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}


def test_the_app_of_a_shop_starts_at_its_queue_and_stays_in_its_path(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/app.webmanifest", headers=ENGLISH)

    told = json.loads(answer.text)
    assert answer.mimetype == "application/manifest+json"
    assert (told["start_url"], told["scope"]) == (f"/s/{shop.slug}/queue", f"/s/{shop.slug}/")
    assert told["short_name"] == "城关店"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}


def test_the_worker_lies_in_the_path_of_its_shop(member: Member, shop: Shop) -> None:
    answer = member("viewer").get(f"/s/{shop.slug}/worker.js")

    assert answer.mimetype == "text/javascript"
    assert "huitou:" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_kept_page_has_numbers_reasons_and_every_outcome(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("advisor").get(f"/s/{shop.slug}/queue/offline", headers=ENGLISH).text

    assert page.count("data-record=") == 3
    assert "139 0000 0000" in page
    assert "3-day call" in page
    assert 'id="outcome-renewed"' in page


def test_who_may_not_record_keeps_a_list_without_forms(member: Member, shop: Shop, queue: list[str]) -> None:
    page = member("viewer").get(f"/s/{shop.slug}/queue/offline", headers=ENGLISH).text

    assert "139 0000 0000" in page
    assert "data-record=" not in page
    assert 'id="outcome-busy"' not in page


def test_what_is_a_colleagues_own_is_on_no_other_phone(member: Member, shop: Shop, queue: list[str]) -> None:
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(assigned_to_id=new_id()))
        db.session.commit()

    for path in ("queue/offline", "queue/print"):
        assert "139 0000 0000" not in member("owner").get(f"/s/{shop.slug}/{path}").text


def test_who_leads_the_shop_prints_the_whole_list_with_names(member: Member, shop: Shop, queue: list[str]) -> None:
    owner, advisor = member("owner"), member("advisor")
    with tenant_scope(shop.id):
        db.session.execute(update(FollowUp).values(assigned_to_id=new_id()))
        db.session.commit()
    path = f"/s/{shop.slug}/queue/print?whose=all"

    own, others = owner.get(path).text, advisor.get(path).text

    assert "139 0000 0000" in own
    assert "139 0000 0000" not in others
    assert "queue/print?whose=all" in owner.get(f"/s/{shop.slug}/queue").text


def test_who_must_not_be_called_has_no_number_on_paper(member: Member, shop: Shop, queue: list[str]) -> None:
    browser = member("viewer")
    assert "139 0000 0000" in browser.get(f"/s/{shop.slug}/queue/print").text
    with tenant_scope(shop.id):
        db.session.execute(update(Customer).values(do_not_call=True))
        db.session.commit()

    page = browser.get(f"/s/{shop.slug}/queue/print").text

    assert "陈晓敏" in page
    assert "139 0000 0000" not in page


@pytest.mark.parametrize("path", ["queue/print", "queue/offline"])
def test_who_refused_calls_has_a_reason_in_place_of_a_number(
    member: Member, shop: Shop, queue: list[str], path: str
) -> None:
    with tenant_scope(shop.id):
        everybody = list(db.session.scalars(select(Customer.id)))
        wishes.record_consent(everybody, "call", wishes.Status.REFUSED, source="counter", at=clock.now())
        db.session.commit()

    page = member("viewer").get(f"/s/{shop.slug}/{path}", headers=ENGLISH).text

    assert "陈晓敏" in page
    assert "139 0000 0000" not in page
    assert "No call: Refused this channel." in page


def test_a_stranger_gets_neither_app_nor_sheet(member: Member, shop: Shop, other_shop: Shop) -> None:
    stranger = member("owner", of=other_shop)

    for path in ("worker.js", "app.webmanifest", "queue/offline", "queue/print"):
        assert stranger.get(f"/s/{shop.slug}/{path}").status_code == 404
