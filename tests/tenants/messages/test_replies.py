"""What customers answer to text messages: a stop word ends them, everything else is read by somebody who calls back."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from saas.accounts.models import Shop
from tenants.customers import merging, wishes
from tenants.customers.models import Customer
from tenants.customers.wishes import Status
from tenants.db import db
from tenants.follow_ups import contacts
from tenants.follow_ups.cards import card
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.imports.standing import IS_CUSTOMER_KEPT
from tenants.messages import answers, replies, sending, writing
from tenants.messages.answers import Fate, Group, Line
from tenants.messages.handing import Handed
from tenants.messages.models import LONGEST_REPLY, Message, Reply
from tenants.messages.replies import Taken
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.settings.models import ShopSetting
from tests import factories

TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
TWO = NOON + timedelta(hours=2)
ZONE = "Asia/Shanghai"
NUMBER = "13912345678"
WHO = uuid.uuid4()


@pytest.fixture
def customer(in_shop: Shop) -> Customer:
    db.session.add(ShopSetting(name="hold_out", value=False))
    agreed = factories.create_customer("王建国", phone=NUMBER)
    factories.consent(agreed)
    return agreed


def reply(said: str = "明天下午可以", number: str = NUMBER, **values: Any) -> Taken | None:
    told: dict[str, Any] = {"key": uuid.uuid4(), "now": TWO, "today": TODAY}
    return replies.receive(number, said, **told | values)


def taken(*args: Any, **values: Any) -> Taken:
    found = reply(*args, **values)
    assert found is not None
    return found


def sent(customer: Customer, now: datetime = NOON, **about: Any) -> Message:
    """A text message that the provider took."""
    draft = Draft(customer.id, Medium.SMS, about.pop("trigger", "LAPSE"), "好久不见。", "安顺汽修", **about)
    message = writing.write(draft, request_key=uuid.uuid4(), user_id=WHO, now=now)
    sending.start(message.id, now=now, timezone=ZONE)
    sending.finish(message.id, Handed(State.SENT, "9006"), provider="aliyun", now=now)
    return message


def left(customer: Customer, now: datetime, said: str) -> Message:
    """A text message that went to his number, whatever the governor would have said."""
    draft = Draft(customer.id, Medium.SMS, "LAPSE", said, "安顺汽修")
    message = writing.write(draft, request_key=uuid.uuid4(), user_id=WHO, now=now)
    message.state, message.recipient = State.DELIVERED.value, NUMBER
    db.session.flush()
    return message


def call_backs(customer: Customer) -> list[Reason]:
    his = select(Reason).where(Reason.customer_id == customer.id, Reason.trigger == "CALLBACK")
    return list(db.session.scalars(his.order_by(Reason.anchor_on).execution_options(populate_existing=True)))


def only(group: Group = Group.ALL) -> Line:
    (line,) = answers.page(group, 1)[0]
    return line


def on_card(customer: Customer) -> FollowUp:
    plan_queue(TODAY)
    wanted = select(FollowUp).where(FollowUp.customer_id == customer.id, FollowUp.state == "open")
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def call(row: FollowUp, outcome: str = "satisfied", now: datetime = TWO, **told: Any) -> Contact:
    answer = Answer(outcome, "call", reason="all_good" if outcome == "satisfied" else "", **told)
    when = Moment(TODAY, Half.PM)
    return contacts.record(row.id, answer, user_id=WHO, now=now, moment=when, request_key=uuid.uuid4())


def refuses(customer: Customer) -> bool:
    return wishes.wishes_of([customer.id])[customer.id].consents.get("sms") is False


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


def test_an_unknown_number_is_kept_without_a_customer(customer: Customer) -> None:
    assert taken(number="13900000001").changes_queue is False

    line = only(Group.OPEN)
    assert (line.number, line.people, line.answered) == ("13900000001", [], None)
    assert answers.of_customer(customer.id, 5) == []


@pytest.mark.parametrize("number", ["", "?", "1", "1" * 40, "<b>", "=1+1", "١٣٩١٢٣٤٥٦٧٨"])
def test_what_is_no_number_is_not_kept(in_shop: Shop, number: str) -> None:
    assert reply(number=number) is None
    assert answers.page(Group.ALL, 1)[1].total == 0


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
    row = factories.create_follow_up(wife, TODAY, reason_ids=[str(_a_reason(wife).id)])
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
    call(factories.create_follow_up(customer, TODAY, reason_ids=[str(_a_reason(customer).id)]), now=NOON)

    reply()

    assert answers.count_open() == 1


def _a_reason(customer: Customer) -> Reason:
    known = {"anchor_on": TODAY, "open_on": TODAY, "deadline_on": TODAY, "grace_days": 2}
    reason = Reason(customer_id=customer.id, trigger="D3", **known)
    db.session.add(reason)
    db.session.flush()
    return reason


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


def test_a_stop_word_is_not_taken_back(customer: Customer) -> None:
    stopped = taken("TD")

    replies.reopen(stopped.reply_id, today=TODAY)

    assert (only().fate, call_backs(customer)) == (Fate.STOPPED, [])


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
