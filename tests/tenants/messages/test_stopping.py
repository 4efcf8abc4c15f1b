"""A stop word ends text messages at once, for everybody with the number, until consent is given again."""

import uuid
from datetime import timedelta

from tenants.customers import merging, wishes
from tenants.customers.models import Customer
from tenants.customers.wishes import Status
from tenants.messages import answers, replies, sending, writing
from tenants.messages.answers import Fate
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tests import factories
from tests.tenants.messages.written import (
    NOON,
    NUMBER,
    TODAY,
    TWO,
    WHO,
    ZONE,
    call_backs,
    only,
    refuses,
    reply,
    sent,
    taken,
)


def test_a_stop_word_ends_text_messages_at_once_and_asks_for_no_call(customer: Customer) -> None:
    assert taken("TD", "+8613912345678").ended == 1

    assert refuses(customer)
    assert call_backs(customer) == []
    assert (only().fate, only().done_at, answers.count_open()) == (Fate.STOPPED, TWO, 0)


def test_a_message_that_waits_does_not_leave_after_a_stop_word(customer: Customer) -> None:
    draft = Draft(customer.id, Medium.SMS, "LAPSE", "好久不见。", "安顺汽修")
    waiting = writing.write(draft, request_key=uuid.uuid4(), user_id=WHO, now=NOON)
    reply("TD")

    sending.start(waiting.id, now=NOON, timezone=ZONE)

    assert (waiting.state, waiting.why) == (State.REFUSED, "channel_refused")


def test_a_stop_word_holds_for_everybody_with_the_number_and_for_merged_records(customer: Customer) -> None:
    wife, earlier = factories.create_customer(phone=NUMBER), factories.create_customer(phone="13955555555")
    merging.merge(earlier.id, customer.id)

    assert taken("退订", "139 1234 5678").ended == 2
    assert taken("R", "13955555555").ended == 1

    assert refuses(customer)
    assert refuses(wife)


def test_consent_given_again_opens_the_channel(customer: Customer) -> None:
    reply("N", now=NOON)
    later = NOON + timedelta(days=1)

    wishes.record_consent([customer.id], "sms", Status.GRANTED, source="counter", at=later)

    assert sent(customer, later).state == State.SENT


def test_a_stop_word_is_not_taken_back(customer: Customer) -> None:
    stopped = taken("TD")

    replies.reopen(stopped.reply_id, today=TODAY)

    assert (only().fate, call_backs(customer)) == (Fate.STOPPED, [])
