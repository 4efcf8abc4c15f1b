"""What customers answer to text messages is kept as one row of the shop, and goes where its customer goes."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups.cards import card
from tenants.imports.standing import IS_CUSTOMER_KEPT
from tenants.messages import answers, replies
from tenants.messages.answers import Fate, Group
from tenants.messages.models import LONGEST_REPLY, Reply
from tests import factories
from tests.tenants.messages.written import (
    NOON,
    TODAY,
    TWO,
    WHO,
    call,
    call_backs,
    left,
    on_card,
    only,
    refuses,
    reply,
    taken,
)


def test_another_answer_is_kept_with_the_message_before_it(customer: Customer) -> None:
    left(customer, NOON - timedelta(days=20), "好久不见。")
    message = left(customer, NOON, "明天有空吗?")
    left(customer, TWO + timedelta(days=15), "周末来坐坐。")

    reply("明天下午可以")

    line = only(Group.OPEN)
    assert (line.body, line.at, line.answered, line.fate) == ("明天下午可以", TWO, message.body, Fate.OPEN)
    assert [(each.id, each.name) for each in line.people] == [(customer.id, "王建国")]
    assert not refuses(customer)


def test_the_same_reply_twice_is_one_row_and_does_nothing_again(customer: Customer) -> None:
    key = uuid.uuid4()
    first = taken(key=key)
    replies.handle(first.reply_id, by_id=WHO, now=TWO, today=TODAY)

    assert reply(key=key) is None

    assert (answers.page(Group.ALL, 1)[1].total, answers.count_open()) == (1, 0)
    assert call_backs(customer)[0].closed_by == "handled"


def test_an_unknown_number_is_kept_without_a_customer(customer: Customer) -> None:
    assert taken(number="13900000001").changes_queue is False

    line = only(Group.OPEN)
    assert (line.number, line.people, line.answered) == ("13900000001", [], None)
    assert answers.of_customer(customer.id, 5) == []


@pytest.mark.parametrize("number", ["", "?", "1", "1" * 40, "<b>", "=1+1", "١٣٩١٢٣٤٥٦٧٨"])
def test_what_is_no_number_is_not_kept(in_shop: Shop, number: str) -> None:
    assert reply(number=number) is None
    assert answers.page(Group.ALL, 1)[1].total == 0


def test_a_merge_takes_the_replies_along(customer: Customer) -> None:
    reply()
    twin = factories.create_customer("王建国")
    merging.merge(customer.id, twin.id)

    assert [each.id for each in only().people] == [twin.id]
    assert [line.body for line in answers.of_customer(twin.id, 5)] == ["明天下午可以"]
    call(on_card(twin), now=TWO + timedelta(minutes=5))
    assert answers.count_open() == 0


def test_what_came_to_a_merged_record_goes_with_it_when_they_are_parted(customer: Customer) -> None:
    twin = factories.create_customer("张敏", phone="13955555555")
    merging.merge(twin.id, customer.id)
    answered = taken("请给我回电话", "13955555555")
    assert [each.id for each in only().people] == [customer.id]
    assert [each.body for each in card(on_card(customer)).replies] == ["请给我回电话"]

    merging.unmerge(twin.id)

    assert [each.id for each in only().people] == [twin.id]
    shown = [[line.body for line in answers.of_customer(each.id, 5)] for each in (twin, customer)]
    assert shown == [["请给我回电话"], []]
    replies.handle(answered.reply_id, by_id=WHO, now=TWO, today=TODAY)
    replies.reopen(answered.reply_id, today=TODAY)
    assert [each.closed_by for each in (*call_backs(customer), *call_backs(twin))] == ["handled", None]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("好" * 10_000, "好" * (LONGEST_REPLY - 1) + "…"),
        ("a\0b\x1b[31m\u202ec\u200bd", "a b [31mcd"),
        ("  第一行\r\n第二行\n", "第一行\n第二行"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("好的😀️", "好的😀️"),
        ("", ""),
    ],
)
def test_a_text_is_kept_cut_and_without_what_nobody_sees(in_shop: Shop, said: str, kept: str) -> None:
    reply(said, "13900000001")

    assert db.session.scalars(select(Reply.body)).one() == kept


def test_an_undone_import_leaves_who_has_answered() -> None:
    assert "reply_customers" in IS_CUSTOMER_KEPT
