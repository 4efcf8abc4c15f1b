"""Receipts that Aliyun pushes: whether a text message arrived."""

import pytest

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.messages import sending
from tenants.messages.handing import Handed
from tenants.messages.models import Message
from tenants.messages.states import State
from tenants.scope import tenant_scope
from tests.saas.web.pushes import Push, in_ledger, receipt, sent, state_of


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


def test_a_receipt_never_reaches_into_another_shop(shop: Shop, other_shop: Shop, push: Push, message: Message) -> None:
    push(receipt(other_shop, message))

    assert state_of(shop, message) == (State.SENT, None)
