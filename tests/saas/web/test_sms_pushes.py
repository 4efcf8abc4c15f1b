"""The address that Aliyun pushes to: who has its secret gets in, and whatever is damaged harms nothing else."""

import json
import uuid

import pytest

from saas.accounts.models import Shop
from saas.config import Config, from_environment
from saas.web import access
from tenants import clock
from tenants.customers import wishes
from tenants.errors import DomainError
from tenants.messages.models import Message
from tenants.messages.states import State
from tenants.scope import tenant_scope
from tests.browser import Browser
from tests.saas.web.pushes import Push, receipt, reply, state_of, wants_texts
from workers.senders import aliyun_pushes


@pytest.mark.parametrize("secret", ["x", "a-secret-address-for-tests-only-1", "秘密"])
def test_with_a_forged_secret_nothing_is_taken(shop: Shop, push: Push, message: Message, secret: str) -> None:
    answer = push(receipt(shop, message), reply("TD"), secret=secret)

    assert answer.status_code == 404
    assert state_of(shop, message) == (State.SENT, None)
    assert wants_texts(shop, message) is True


def test_no_other_address_does_without_a_form_token(nobody: Browser) -> None:
    rules = {name: access.rule_of(nobody.app, name) for name in nobody.app.view_functions}

    assert [name for name, rule in rules.items() if rule and rule.is_machine] == ["sms_pushes.create"]


def test_without_a_secret_of_our_own_there_is_no_address(
    shop: Shop, push: Push, message: Message, nobody: Browser, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_config = Config(config.database_url, config.redis_url, config.secret_key, config.home)
    monkeypatch.setitem(nobody.app.config, "HUITOU", open_config)

    assert push(receipt(shop, message)).status_code == 404


def test_what_is_unknown_or_damaged_is_taken_and_forgotten(shop: Shop, push: Push, message: Message) -> None:
    strange = [
        receipt(shop, message, out_id=aliyun_pushes.out_id(shop.id, uuid.uuid4())),
        receipt(shop, message, out_id=aliyun_pushes.out_id(10**17, message.id)),
        receipt(shop, message, out_id=str(message.id)),
        receipt(shop, message, out_id=None),
        receipt(shop, message, phone_number="13900000000"),
        receipt(shop, message, success="yes"),
        reply("TD", phone_number="13900000000"),
        reply("TD", phone_number=None),
        "nonsense",
        17,
        {},
    ]

    assert push(*strange).status_code == 200
    assert state_of(shop, message) == (State.SENT, None)
    assert wants_texts(shop, message) is True


def test_half_a_character_and_no_time_keep_nothing_else_from_being_taken(
    shop: Shop, push: Push, message: Message
) -> None:
    failed = receipt(shop, message, success=False, err_code="\ud83d")

    answers = [
        push(reply("TD", phone_number="\ud83d"), reply("TD", send_time="0001-01-01 00:00:00")),
        push(failed),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert state_of(shop, message) == (State.FAILED, "?")
    with tenant_scope(shop.id):
        heard = [row.at for row in wishes.history(message.customer_id, 9) if row.source == "reply"]
    assert [at.date() for at in heard] == [clock.now().date()]


@pytest.mark.parametrize("body", ["", "{}", "nonsense", json.dumps([{}] * 1_001), "[" * 100_000])
def test_what_is_no_list_is_refused(nobody: Browser, config: Config, body: str) -> None:
    answer = nobody.open("POST", f"/sms/{config.sms_push_secret}", data=body, content_type="application/json")

    assert answer.status_code == 400


def test_a_secret_that_can_be_guessed_keeps_the_program_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(f"HUITOU_{name}", "x")
    monkeypatch.setenv("HUITOU_SMS_PUSH_SECRET", "secret")

    with pytest.raises(DomainError, match="32|least"):
        from_environment()
