"""The pages of scripts: the catalogue, own versions with a preview, the way back, and what the shop offers."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.scope import tenant_scope
from tenants.scoring.segments import RfmClass
from tenants.scripts import versions
from tenants.scripts.occasions import Occasion
from tenants.scripts.which import Which
from tests import factories
from tests.browser import Browser

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
CARE = Which(RfmClass.VALUE, Occasion.CARE, locale="en")


@pytest.fixture
def place(shop: Shop) -> str:
    return f"/s/{shop.slug}/scripts"


@pytest.fixture
def address(place: str) -> str:
    return f"{place}/VALUE/CARE?locale=en"


def in_force(shop: Shop) -> str | None:
    with tenant_scope(shop.id):
        return versions.in_force(CARE)


def states(shop: Shop) -> list[str]:
    with tenant_scope(shop.id):
        return [each.status for each in versions.history(CARE)]


def test_the_catalogue_shows_the_words_of_a_class_in_either_language(member: Member, place: str) -> None:
    browser = member("viewer")

    english = browser.get(place, headers=ENGLISH).text
    chinese = browser.get(f"{place}?rfm_class=LOST&locale=zh", headers=ENGLISH).text

    assert "this is {advisor}, your own advisor" in english
    assert "有一阵没有我们的记录了" in chinese
    assert "Not used for this class" in chinese


def test_own_words_replace_the_default_on_every_card(member: Member, shop: Shop, place: str, address: str) -> None:
    browser = member("manager")

    answer = browser.post(address, {"text": "Dear {title},\r\n all the best."})

    assert answer.status_code == 303
    assert in_force(shop) == "Dear {title}, all the best."
    page = browser.get(address, headers=ENGLISH).text
    assert "Version 1" in page
    assert "Changed" in browser.get(f"{place}?locale=en", headers=ENGLISH).text


def test_saving_the_same_words_twice_makes_one_version(member: Member, shop: Shop, address: str) -> None:
    browser = member("manager")

    for _ in range(2):
        browser.post(address, {"text": "Dear {title}."})

    assert states(shop) == ["current"]


def test_the_default_comes_back_and_the_version_stays_in_the_history(
    member: Member, shop: Shop, place: str, address: str
) -> None:
    browser = member("manager")
    browser.post(address, {"text": "Dear {title}."})

    for _ in range(2):
        assert browser.post(f"{place}/VALUE/CARE/default?locale=en").status_code == 303

    assert in_force(shop) == CARE.default
    assert states(shop) == ["past"]
    assert "Use again" in browser.get(address, headers=ENGLISH).text


def test_words_that_cannot_be_filled_in_are_shown_again(member: Member, shop: Shop, address: str) -> None:
    answer = member("manager").post(address, {"text": "Dear {nobody}."}, headers=ENGLISH)

    assert answer.status_code == 422
    assert "There is no slot {nobody}" in answer.text
    assert "Dear {nobody}." in answer.text
    assert in_force(shop) == CARE.default


def test_a_preview_speaks_to_a_real_customer_and_stores_nothing(
    member: Member, shop: Shop, place: str, address: str
) -> None:
    with tenant_scope(shop.id):
        factories.create_customer("李四")
        customer = factories.create_customer("王建国", gender="male")
        factories.create_order(customer, factories.create_vehicle(customer), date(2026, 6, 2))
        factories.create_scores()
    wish = {"text": "Dear {title}, the best. {points}", "query": "李四", "locale": "en"}

    fragment = member("viewer").get(f"{place}/VALUE/CARE/preview", query_string=wish, htmx=True, headers=ENGLISH).text
    page = member("viewer").get(f"{place}/VALUE/CARE/preview?text=Dear+{{title}}.&locale=en", headers=ENGLISH).text

    assert "<html" not in fragment
    assert "李四" in fragment
    assert "nobody knows: points" in fragment
    assert "Dear Mr 王." in page
    assert in_force(shop) == CARE.default


def test_a_text_message_shows_its_length_and_what_a_provider_would_refuse(
    member: Member, shop: Shop, place: str
) -> None:
    with tenant_scope(shop.id):
        factories.create_customer("王建国")
        db.session.commit()
    wish = {"text": "See https://example.com", "medium": "sms", "locale": "en"}

    fragment = member("viewer").get(f"{place}/VALUE/D3/preview", query_string=wish, htmx=True, headers=ENGLISH).text

    assert "28 characters, 1 message" in fragment
    assert "Providers refuse links" in fragment


def test_a_claim_the_law_forbids_is_pointed_out(member: Member, shop: Shop, place: str) -> None:
    with tenant_scope(shop.id):
        factories.create_customer("王建国")
        db.session.commit()
    wish = {"text": "全市最便宜", "locale": "zh"}

    fragment = member("viewer").get(f"{place}/VALUE/CARE/preview", query_string=wish, htmx=True, headers=ENGLISH).text

    assert "The advertising law forbids such claims: 最便宜" in fragment


def test_what_the_shop_offers_is_said_once_for_all_scripts(member: Member, shop: Shop, place: str) -> None:
    browser = member("manager")

    answer = browser.post(f"{place}/words?locale=en", {"privilege": "a pot of tea", "title": "dear"})
    refused = browser.post(f"{place}/words?locale=en", {"privilege": "x" * 201}, headers=ENGLISH)

    assert answer.status_code == 303
    assert refused.status_code == 422
    assert "Write at most 200 characters." in refused.text
    with tenant_scope(shop.id):
        assert {slot: said for slot, said in versions.words("en").items() if said} == {"privilege": "a pot of tea"}


def test_a_claim_the_law_forbids_is_refused_at_its_field(member: Member, place: str, address: str) -> None:
    browser, claim = member("manager"), "the lowest price in town"

    words = browser.post(f"{place}/words?locale=en", {"privilege": "tea", "benefit": claim}, headers=ENGLISH)
    script = browser.post(address, {"text": f"{{title}}, {claim}."}, headers=ENGLISH)

    for answer in (words, script):
        assert answer.status_code == 422
        assert "forbids such claims: lowest price. Say it in other words." in answer.text
        assert claim in answer.text
    assert re.findall(r'id="(\w+)" name="\w+" [^>]*aria-invalid="true"', words.text) == ["benefit"]


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_only_who_may_change_settings_changes_words(
    member: Member, shop: Shop, place: str, address: str, role: str
) -> None:
    browser = member(role)

    assert browser.get(address).status_code == 200
    assert browser.post(address, {"text": "Dear {title}."}).status_code == 403
    assert browser.post(f"{place}/VALUE/CARE/default").status_code == 403
    assert browser.post(f"{place}/words", {"privilege": "x"}).status_code == 403
    assert in_force(shop) == CARE.default


def test_a_stranger_finds_no_scripts(member: Member, other_shop: Shop, place: str, address: str) -> None:
    stranger = member("owner", of=other_shop)

    for page in (place, address, f"{place}/words", f"{place}/VALUE/CARE/preview"):
        assert stranger.get(page).status_code == 404
    assert stranger.post(address, {"text": "Dear {title}."}).status_code == 404


@pytest.mark.parametrize("path", ["GOD/CARE", "VALUE/NOTHING", "NONE/CARE", "VALUE/WINBACK", "VALUE/REFER?medium=sms"])
def test_a_script_that_does_not_exist_is_not_found(member: Member, place: str, path: str) -> None:
    assert member("viewer").get(f"{place}/{path}").status_code == 404


def test_the_head_of_a_script_has_one_mark_after_another(member: Member, place: str) -> None:
    page = member("viewer").get(f"{place}/VALUE/D3", headers={"Accept-Language": "zh"}).text

    assert "一切都好吗？（对象：" in page
