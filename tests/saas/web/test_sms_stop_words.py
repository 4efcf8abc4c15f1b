"""Stop words that Aliyun pushes: heard by every shop that wrote to the number, and by no other."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import wishes
from tenants.db import db
from tenants.messages.models import Message
from tenants.scope import tenant_scope
from tests import factories
from tests.saas.web import pushes
from tests.saas.web.pushes import Push, reply, sent, wants_texts


@pytest.mark.parametrize("word", ["R", "td", " N ", "退订", "拒收。", "T\u200bD"])
@pytest.mark.parametrize("written", [str, "+86{}".format, int])
def test_a_stop_word_ends_text_messages_at_once(
    shop: Shop, push: Push, message: Message, word: str, written: Callable[[str], object]
) -> None:
    for _ in range(2):
        assert push(reply(word, phone_number=written(pushes.NUMBER))).status_code == 200

    assert wants_texts(shop, message) is False


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
        theirs = factories.create_customer(phone=pushes.NUMBER)
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
