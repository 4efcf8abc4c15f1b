"""What customers answer, as Aliyun pushes it: kept once, by the shop that it is for."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from saas.accounts.models import Shop
from tenants.db import db
from tenants.messages.answers import Fate
from tenants.messages.models import LONGEST_REPLY, Message
from tenants.scope import tenant_scope
from tests import factories
from tests.saas.web import pushes
from tests.saas.web.enqueued import jobs_of
from tests.saas.web.pushes import Push, kept, recipient, reply, sent, wants_texts


def test_another_answer_ends_nothing_and_is_kept_however_often_it_comes(
    shop: Shop, push: Push, message: Message
) -> None:
    for _ in range(2):
        assert push(reply("好的,周六来"), reply("好的,周六来")).status_code == 200

    (line,) = kept(shop)
    assert (line.body, line.number, line.fate) == ("好的,周六来", pushes.NUMBER, Fate.OPEN)
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
        factories.create_customer(phone=pushes.NUMBER)
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
    assert pushes.NUMBER not in caplog.text


@pytest.mark.parametrize("content", [{"text": "TD"}, ["TD"], None, True])
def test_what_is_no_text_is_no_answer(shop: Shop, push: Push, message: Message, content: object) -> None:
    assert push(reply("", content=content), reply("", content=7)).status_code == 200

    assert [line.body for line in kept(shop)] == ["7"]
