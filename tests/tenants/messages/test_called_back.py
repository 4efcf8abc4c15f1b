"""Whoever writes back is called back today; whoever has spoken with him since has dealt with it."""

import uuid
from datetime import timedelta

import pytest

from tenants.customers import wishes
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import contacts
from tenants.follow_ups.cards import card
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Reason
from tenants.follow_ups.windows import Half
from tenants.messages import answers, replies
from tenants.messages.answers import Fate, Group
from tests import factories
from tests.tenants.messages.written import (
    NOON,
    NUMBER,
    TODAY,
    TWO,
    WHO,
    a_reason,
    call,
    call_backs,
    on_card,
    only,
    reply,
    sent,
    taken,
)


def test_who_answers_is_called_back_today(customer: Customer) -> None:
    sent(customer)

    assert taken().changes_queue

    row = on_card(customer)
    assert (row.trigger, row.band, row.channel) == ("CALLBACK", 0, "call")
    assert call_backs(customer)[0].facts == {"wording": "written", "about": "LAPSE"}
    assert [(each.at, each.body) for each in card(row).replies] == [(TWO, "明天下午可以")]


def test_a_call_that_was_promised_for_today_is_the_same_call(customer: Customer) -> None:
    promised = factories.create_follow_up(customer, TODAY)
    reason = Reason(
        customer_id=customer.id, trigger="D3", anchor_on=TODAY, open_on=TODAY, deadline_on=TODAY, grace_days=2
    )
    db.session.add(reason)
    db.session.flush()
    promised.reason_ids = [str(reason.id)]
    call(promised, "later", NOON, on=TODAY)

    first = taken()
    replies.handle(first.reply_id, by_id=WHO, now=TWO, today=TODAY)

    (one,) = call_backs(customer)
    assert (one.facts["outcome"], one.owner_id, one.closed_on) == ("later", WHO, None), "a promise stays one"


@pytest.mark.parametrize("flag", ["do_not_call", "do_not_contact"])
def test_who_wants_no_calls_is_only_shown(customer: Customer, flag: str) -> None:
    wishes.refuse(customer.id, {flag: True}, wishes.Proof("counter", WHO, NOON))

    reply()

    assert call_backs(customer) == []
    assert answers.count_open() == 1


def test_a_household_has_one_row_and_one_call_for_whom_was_written_to(customer: Customer) -> None:
    wife = factories.create_customer("张敏", phone=NUMBER)
    factories.consent(wife)
    sent(wife)

    reply()

    assert {each.name for each in only().people} == {"王建国", "张敏"}
    assert (len(call_backs(wife)), call_backs(customer)) == (1, [])
    for each in (wife, customer):
        assert [line.body for line in answers.of_customer(each.id, 5)] == ["明天下午可以"]


def test_a_number_of_many_customers_has_nobody_called(customer: Customer) -> None:
    drivers = [customer, *(factories.create_customer(phone=NUMBER) for _ in range(3))]

    reply()

    assert [call_backs(each) for each in drivers] == [[]] * 4
    assert len(only(Group.OPEN).people) == 4


def test_what_waited_for_his_answer_waits_no_longer(customer: Customer) -> None:
    known = {"open_on": TODAY, "deadline_on": TODAY + timedelta(9), "grace_days": 7}
    reason = Reason(customer_id=customer.id, trigger="LAPSE", anchor_on=TODAY, ends_on=TODAY + timedelta(5), **known)
    db.session.add(reason)
    db.session.flush()

    reply()

    db.session.refresh(reason)
    assert (reason.ends_on, reason.closed_on) == (None, None)


def test_whoever_speaks_with_him_has_dealt_with_it_and_an_undo_takes_that_back(customer: Customer) -> None:
    reply()
    later = TWO + timedelta(minutes=20)

    contact = call(on_card(customer), now=later)

    line = only(Group.DONE)
    assert (line.fate, line.done_at, line.done_by_id) == (Fate.SPOKEN, later, WHO)
    contacts.undo(contact.id, now=later)
    assert only(Group.OPEN).fate == Fate.OPEN
    assert call_backs(customer)[0].closed_on is None


def test_a_call_with_another_of_the_household_has_dealt_with_it(customer: Customer) -> None:
    wife = factories.create_customer("张敏", phone=NUMBER)
    sent(customer)
    reply()
    row = factories.create_follow_up(wife, TODAY, reason_ids=[str(a_reason(wife).id)])
    assert [each.body for each in card(row).replies] == ["明天下午可以"]

    call(row, now=TWO + timedelta(minutes=5))

    assert (answers.count_open(), card(row).replies) == (0, [])


def test_a_call_without_an_answer_leaves_it_open(customer: Customer) -> None:
    reply()

    call(on_card(customer), "no_answer")

    assert answers.count_open() == 1


def test_an_answer_in_writing_on_its_card_deals_with_it(customer: Customer) -> None:
    reply()
    row = on_card(customer)

    told = Answer("message_sent", "wechat")
    when = Moment(TODAY, Half.PM)
    contacts.record(row.id, told, user_id=WHO, now=TWO, moment=when, request_key=uuid.uuid4())

    assert only(Group.DONE).fate == Fate.SPOKEN


def test_a_call_before_it_came_has_not_dealt_with_it(customer: Customer) -> None:
    call(factories.create_follow_up(customer, TODAY, reason_ids=[str(a_reason(customer).id)]), now=NOON)

    reply()

    assert answers.count_open() == 1


def test_handled_and_taken_back_each_twice(customer: Customer) -> None:
    first = taken()
    for _ in range(2):
        replies.handle(first.reply_id, by_id=WHO, now=TWO, today=TODAY)

    assert (only().fate, only().done_by_id) == (Fate.HANDLED, WHO)
    assert call_backs(customer)[0].closed_by == "handled"

    for _ in range(2):
        replies.reopen(first.reply_id, today=TODAY)
    (reason,) = call_backs(customer)
    assert (only().fate, reason.closed_on, reason.closed_by) == (Fate.OPEN, None, None)


def test_a_call_that_another_reply_asks_for_stays(customer: Customer) -> None:
    first, second = taken("几点开门?"), taken("还有位置吗?")

    replies.handle(first.reply_id, by_id=WHO, now=TWO, today=TODAY)
    assert call_backs(customer)[0].closed_on is None

    replies.handle(second.reply_id, by_id=WHO, now=TWO, today=TODAY)
    assert call_backs(customer)[0].closed_on == TODAY


def test_who_writes_again_after_the_call_is_called_again(customer: Customer) -> None:
    reply("几点开门?")
    call(on_card(customer), now=TWO + timedelta(minutes=5))

    reply("那后天呢?", now=TWO + timedelta(minutes=30))

    assert [each.body for each in card(on_card(customer)).replies] == ["那后天呢?"]
    assert answers.count_open() == 1
