"""The pages of triggers: look, change, be refused, go back to the default."""

import re
from collections.abc import Callable

import pytest

from saas.accounts.models import Shop
from tenants.db import db
from tenants.follow_ups import trigger_settings
from tenants.follow_ups.trigger_settings import DEFAULTS
from tenants.follow_ups.triggers import Channel, Trigger
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.enqueued import jobs_of

Member = Callable[..., Browser]
ENGLISH = {"Accept-Language": "en"}
LAPSE = {"opens": "0", "deadline": "30", "grace": "30", "urgency": "50", "channel": "call", "is_on": "yes"}


@pytest.fixture
def page(shop: Shop) -> str:
    return f"/s/{shop.slug}/triggers"


def in_force(shop: Shop, code: str) -> Trigger | None:
    with tenant_scope(shop.id):
        found = trigger_settings.triggers_of_shop().get(code)
        db.session.rollback()
        return found


def test_the_list_shows_every_trigger_but_the_riders(member: Member, page: str) -> None:
    text = member("viewer").get(page, headers=ENGLISH).text

    listed = set(re.findall(r'/triggers/([\w.]+)"', text))
    assert listed == {code for code, trigger in DEFAULTS.items() if not trigger.is_rider}
    assert "−14 to +7, 30 days of grace" in text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_trigger_can_be_looked_at_with_its_defaults(member: Member, page: str, language: str) -> None:
    viewer = member("viewer")
    for code, trigger in DEFAULTS.items():
        if not trigger.is_rider:
            assert viewer.get(f"{page}/{code}", headers={"Accept-Language": language}).status_code == 200


def test_a_manager_changes_a_window_and_the_queue_is_planned_again(member: Member, shop: Shop, page: str) -> None:
    manager = member("manager")

    answer = manager.post(f"{page}/LAPSE", {**LAPSE, "opens": "−3", "deadline": "20", "channel": "wechat"})

    assert answer.status_code == 303
    changed = in_force(shop, "LAPSE")
    assert changed is not None
    assert (changed.opens, changed.deadline, changed.grace, changed.channel) == (-3, 20, 30, Channel.WECHAT)
    assert jobs_of(shop) == ["plan_queue"]
    shown = manager.get(page, headers=ENGLISH).text
    assert "−3 to +20, 30 days of grace" in shown
    assert "0 to +30, 30 days of grace, 50%, Call" in shown


def test_saving_it_as_it_stands_changes_nothing(member: Member, shop: Shop, page: str) -> None:
    manager = member("manager")

    for _ in range(2):
        assert manager.post(f"{page}/LAPSE", LAPSE).status_code == 303

    assert in_force(shop, "LAPSE") == DEFAULTS["LAPSE"]
    assert jobs_of(shop) == []


def test_a_trigger_is_switched_off_and_back_to_its_default(member: Member, shop: Shop, page: str) -> None:
    manager = member("manager")

    manager.post(f"{page}/LAPSE", {**LAPSE, "is_on": "no"})
    assert in_force(shop, "LAPSE") is None
    assert "Off" in manager.get(page, headers=ENGLISH).text

    assert manager.post(f"{page}/LAPSE/clear").status_code == 303
    assert in_force(shop, "LAPSE") == DEFAULTS["LAPSE"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"opens": "31"}, "The first day must not come after the last"),
        ({"deadline": "soon"}, "Give whole numbers"),
        ({"urgency": "120"}, "from 0 to 100"),
        ({"channel": "pigeon"}, "Choose one of the values"),
    ],
)
def test_what_makes_no_sense_comes_back_with_what_was_typed(
    member: Member, shop: Shop, page: str, changed: dict[str, str], says: str
) -> None:
    answer = member("manager").post(f"{page}/LAPSE", {**LAPSE, **changed}, headers=ENGLISH)

    assert answer.status_code == 422
    assert says in answer.text
    assert all(f'value="{value}"' in answer.text for name, value in changed.items() if name != "channel")
    assert in_force(shop, "LAPSE") == DEFAULTS["LAPSE"]


def test_a_promise_has_no_switch_and_cannot_be_switched_off(member: Member, shop: Shop, page: str) -> None:
    manager = member("manager")

    assert 'name="is_on"' not in manager.get(f"{page}/COMPLAINT").text
    assert manager.post(f"{page}/COMPLAINT", {"is_on": "no"}).status_code == 422


def test_a_variant_is_set_by_itself(member: Member, shop: Shop, page: str) -> None:
    answer = member("manager").post(f"{page}/BIRTHDAY.key", {"opens": "-7"})

    assert answer.status_code == 303
    birthday = in_force(shop, "BIRTHDAY")
    assert birthday is not None
    assert (birthday.opens, birthday.variants["key"].opens, birthday.variants["value"].opens) == (0, -7, -3)


def test_what_there_is_not_is_not_found(member: Member, page: str) -> None:
    assert member("manager").get(f"{page}/NONSENSE").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "advisor"])
def test_only_who_may_change_settings_changes_triggers(member: Member, shop: Shop, page: str, role: str) -> None:
    assert member(role).post(f"{page}/LAPSE", {**LAPSE, "urgency": "10"}).status_code == 403
    assert in_force(shop, "LAPSE") == DEFAULTS["LAPSE"]


def test_a_stranger_finds_nothing(member: Member, other_shop: Shop, page: str) -> None:
    assert member("owner", of=other_shop).get(page).status_code == 404
