"""What Aliyun pushes: receipts and answers, at least once, with a secret in the address."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from saas.config import Config, from_environment
from saas.web import access
from tenants import clock
from tenants.customers import wishes
from tenants.db import db
from tenants.errors import DomainError
from tenants.follow_ups.models import Contact
from tenants.messages import answers, sending, writing
from tenants.messages.answers import Fate, Group, Line
from tenants.messages.handing import Handed
from tenants.messages.models import LONGEST_REPLY, Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.scope import tenant_scope
from tests import factories
from tests.browser import Browser
from tests.saas.web.enqueued import jobs_of
from workers.senders import aliyun_pushes

NUMBER = ""  # of each test
_NUMBERS = count(1)
Push = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def number_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shops of other tests have written to theirs, and hear what is answered."""
    monkeypatch.setitem(globals(), "NUMBER", f"139{next(_NUMBERS):08}")


@pytest.fixture
def push(nobody: Browser, config: Config) -> Push:
    """Like Aliyun: JSON, no session, no token."""

    def send(*items: Any, secret: str = config.sms_push_secret) -> TestResponse:
        return nobody.open("POST", f"/sms/{secret}", data=json.dumps(items), content_type="application/json")

    return send


@pytest.fixture
def message(shop: Shop) -> Message:
    return sent(shop)


def sent(shop: Shop, state: State = State.SENT, ago: timedelta = timedelta(hours=1)) -> Message:
    """A text message to the number that the provider took, by the shop's governor at noon."""
    with tenant_scope(shop.id):
        customer = factories.create_customer(phone=NUMBER)
        factories.consent(customer)
        now = clock.now() - ago
        draft = Draft(customer.id, Medium.SMS, "CAMPAIGN", "周末来坐坐。", "安顺汽修")
        row = writing.write(draft, request_key=uuid.uuid4(), user_id=None, now=now)
        noon = now.replace(hour=4)
        row.due_at = noon
        sending.start(row.id, now=noon, timezone="Asia/Shanghai")
        assert row.state == State.SENDING
        if state == State.UNKNOWN:
            sending.lose(row.id, now=noon)
        elif state != State.SENDING:
            sending.finish(row.id, Handed(state, "9006"), provider="aliyun", now=noon)
        db.session.commit()
        return row


def receipt(shop: Shop, message: Message, **values: Any) -> dict[str, Any]:
    return {
        "phone_number": NUMBER,
        "send_time": "2026-07-01 12:00:00",
        "report_time": "2026-07-01 12:00:05",
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "用户接收成功",
        "sms_size": "1",
        "biz_id": "9006",
        "out_id": aliyun_pushes.out_id(shop.id, message.id),
    } | values


def reply(text: str, ago: timedelta = timedelta(minutes=1), **values: Any) -> dict[str, Any]:
    at = clock.now().astimezone(aliyun_pushes.BEIJING) - ago
    return {
        "phone_number": NUMBER,
        "content": text,
        "send_time": f"{at:%Y-%m-%d %H:%M:%S}",
        "dest_code": "1234",
        "sequence_id": "1234567890",
    } | values


def state_of(shop: Shop, message: Message) -> tuple[str, str | None]:
    with tenant_scope(shop.id):
        state, why = db.session.execute(select(Message.state, Message.why).where(Message.id == message.id)).one()
        return state, why


def in_ledger(shop: Shop) -> int:
    with tenant_scope(shop.id):
        return len(db.session.scalars(select(Contact.id).where(Contact.undone_at.is_(None))).all())


def recipient(shop: Shop, message: Message) -> uuid.UUID:
    with tenant_scope(shop.id):
        return message.customer_id


def wants_texts(shop: Shop, message: Message) -> bool | None:
    with tenant_scope(shop.id):
        return wishes.wishes_of([message.customer_id])[message.customer_id].consents.get("sms")


@pytest.mark.parametrize("before", [State.SENDING, State.SENT, State.UNKNOWN])
def test_a_receipt_says_that_it_arrived_however_often_it_comes(shop: Shop, push: Push, before: State) -> None:
    message = sent(shop, before)

    for _ in range(2):
        answer = push(receipt(shop, message))
        assert (answer.status_code, answer.json) == (200, {"code": 0, "msg": "OK"})

    assert state_of(shop, message) == (State.DELIVERED, None)
    assert in_ledger(shop) == 1


@pytest.mark.parametrize("before", [State.SENT, State.UNKNOWN])
def test_what_did_not_arrive_is_failed_and_no_contact(shop: Shop, push: Push, before: State) -> None:
    message = sent(shop, before)
    failed = receipt(shop, message, success=False, err_code="MOBILE_NOT_ON_SERVICE")

    for _ in range(2):
        assert push(failed).status_code == 200

    assert state_of(shop, message) == (State.FAILED, "MOBILE_NOT_ON_SERVICE")
    assert in_ledger(shop) == 0


def test_the_answer_to_handing_over_does_not_take_a_receipt_back(shop: Shop, push: Push) -> None:
    message = sent(shop, State.SENDING)
    push(receipt(shop, message))

    with tenant_scope(shop.id):
        assert sending.finish(message.id, Handed(State.SENT), provider="aliyun", now=clock.now()) is None
        db.session.commit()

    assert state_of(shop, message) == (State.DELIVERED, None)


def test_an_end_that_is_known_stays(shop: Shop, push: Push, message: Message) -> None:
    push(receipt(shop, message))

    push(receipt(shop, message, success=False, err_code="LATE"))

    assert state_of(shop, message) == (State.DELIVERED, None)


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


@pytest.mark.parametrize("word", ["R", "td", " N ", "退订", "拒收。", "T\u200bD"])
@pytest.mark.parametrize("written", [str, "+86{}".format, int])
def test_a_stop_word_ends_text_messages_at_once(
    shop: Shop, push: Push, message: Message, word: str, written: Callable[[str], object]
) -> None:
    for _ in range(2):
        assert push(reply(word, phone_number=written(NUMBER))).status_code == 200

    assert wants_texts(shop, message) is False


def kept(shop: Shop) -> list[Line]:
    """The answers that a shop has, the newest first."""
    with tenant_scope(shop.id):
        return answers.page(Group.ALL, 1)[0]


def test_another_answer_ends_nothing_and_is_kept_however_often_it_comes(
    shop: Shop, push: Push, message: Message
) -> None:
    for _ in range(2):
        assert push(reply("好的,周六来"), reply("好的,周六来")).status_code == 200

    (line,) = kept(shop)
    assert (line.body, line.number, line.fate) == ("好的,周六来", NUMBER, Fate.OPEN)
    assert [each.id for each in line.people] == [recipient(shop, message)]
    assert wants_texts(shop, message) is True
    assert jobs_of(shop) == ["plan_queue"]


def test_two_answers_with_one_number_of_the_provider_are_two(shop: Shop, push: Push, message: Message) -> None:
    push(reply("几点开门?"), reply("周六开吗?"))
    push(reply("周六开吗?", sequence_id=1234567890))

    assert sorted(line.body for line in kept(shop)) == ["几点开门?", "周六开吗?"]


def test_of_two_shops_that_wrote_to_one_number_the_last_one_hears_what_he_says_and_both_his_stop_word(
    shop: Shop, other_shop: Shop, push: Push, message: Message
) -> None:
    theirs = sent(other_shop, ago=timedelta(minutes=30))

    push(reply("明天下午可以"))
    push(reply("TD"))

    heard = [[line.body for line in kept(each)] for each in (shop, other_shop)]
    assert [sorted(each) for each in heard] == [["TD"], ["TD", "明天下午可以"]]
    assert [each.id for each in kept(other_shop)[0].people] == [recipient(other_shop, theirs)]
    assert [wants_texts(shop, message), wants_texts(other_shop, theirs)] == [False, False]


def test_an_answer_stays_where_it_is_when_it_is_pushed_again_after_another_shop_has_written(
    shop: Shop, other_shop: Shop, push: Push, message: Message
) -> None:
    said = reply("明天下午可以", ago=timedelta(minutes=45))
    push(said)
    sent(other_shop, ago=timedelta(minutes=30))

    push(said)

    assert [len(kept(each)) for each in (shop, other_shop)] == [1, 0]


def test_a_shop_that_did_not_write_to_the_number_keeps_nothing(
    shop: Shop, other_shop: Shop, push: Push, message: Message
) -> None:
    with tenant_scope(other_shop.id):
        factories.create_customer(phone=NUMBER)
        db.session.commit()

    push(reply("明天下午可以"))

    assert (len(kept(shop)), kept(other_shop)) == (1, [])


def test_an_unknown_number_is_kept_by_the_shop_whose_signature_it_is(app: Flask, push: Push) -> None:
    ours, theirs = factories.create_shop(f"店{uuid.uuid4().hex}"), factories.create_shop(f"店{uuid.uuid4().hex}")

    push(reply("你们在哪里?", phone_number="13900000000", sign_name=ours.name))

    (line,) = kept(ours)
    assert (line.number, line.people, line.answered) == ("13900000000", [], None)
    assert (kept(theirs), jobs_of(ours)) == ([], [])


def test_a_shop_that_took_the_name_of_another_hears_nothing_of_its_customers(push: Push) -> None:
    ours, name = factories.create_shop(f"店{uuid.uuid4().hex}"), f"店{uuid.uuid4().hex}"
    sent(ours)
    namesake = factories.create_shop(name)

    push(reply("你们在哪里?", sign_name=name))

    assert (len(kept(ours)), kept(namesake)) == (1, [])


@pytest.mark.parametrize("text", ["好" * 10_000, "<script>alert(1)</script>", "=1+1", "a\0\x1b[31m\u202eb", "\ud83d"])
def test_a_hostile_text_is_taken_and_stands_in_no_log(
    shop: Shop, push: Push, message: Message, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    assert push(reply(text, send_time="nonsense")).status_code == 200

    (line,) = kept(shop)
    assert len(line.body) <= LONGEST_REPLY
    assert all(mark.isprintable() for mark in line.body)
    assert line.body[:8] == "?" or line.body[:8] not in caplog.text
    assert NUMBER not in caplog.text


@pytest.mark.parametrize("content", [{"text": "TD"}, ["TD"], None, True])
def test_what_is_no_text_is_no_answer(shop: Shop, push: Push, message: Message, content: object) -> None:
    assert push(reply("", content=content), reply("", content=7)).status_code == 200

    assert [line.body for line in kept(shop)] == ["7"]


def test_a_push_that_comes_again_does_not_undo_a_later_consent(shop: Shop, push: Push, message: Message) -> None:
    push(reply("TD"))
    with tenant_scope(shop.id):
        granted = wishes.Status.GRANTED
        later = clock.now() + timedelta(minutes=1)
        wishes.record_consent([message.customer_id], "sms", granted, source="counter", at=later)
        db.session.commit()

    push(reply("TD"))

    assert wants_texts(shop, message) is True


def test_only_shops_that_wrote_to_the_number_hear_the_answer(
    shop: Shop, other_shop: Shop, push: Push, message: Message
) -> None:
    with tenant_scope(other_shop.id):
        theirs = factories.create_customer(phone=NUMBER)
        factories.consent(theirs)
        db.session.commit()

    push(reply("TD"))

    assert wants_texts(shop, message) is False
    with tenant_scope(other_shop.id):
        assert wishes.wishes_of([theirs.id])[theirs.id].consents["sms"] is True


def test_an_answer_with_a_signature_is_for_the_shop_of_that_name(
    shop: Shop, other_shop: Shop, push: Push, message: Message
) -> None:
    theirs = sent(other_shop)

    push(reply("TD", sign_name=other_shop.name))

    assert wants_texts(shop, message) is (shop.name != other_shop.name)
    assert wants_texts(other_shop, theirs) is False


def test_a_receipt_never_reaches_into_another_shop(shop: Shop, other_shop: Shop, push: Push, message: Message) -> None:
    push(receipt(other_shop, message))

    assert state_of(shop, message) == (State.SENT, None)


def test_a_secret_that_can_be_guessed_keeps_the_program_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(f"HUITOU_{name}", "x")
    monkeypatch.setenv("HUITOU_SMS_PUSH_SECRET", "secret")

    with pytest.raises(DomainError, match="32|least"):
        from_environment()
