"""What a shop and a customer write to each other, and the calls that come of it."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tenants.customers import wishes
from tenants.customers.models import Customer
from tenants.db import db
from tenants.follow_ups import contacts
from tenants.follow_ups.effects import Answer, Moment
from tenants.follow_ups.models import Contact, FollowUp, Reason
from tenants.follow_ups.plan import plan_queue
from tenants.follow_ups.windows import Half
from tenants.messages import answers, replies, sending, writing
from tenants.messages.answers import Group, Line
from tenants.messages.handing import Handed
from tenants.messages.models import Message
from tenants.messages.replies import Taken
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft

TODAY = date(2026, 7, 1)
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
TWO = NOON + timedelta(hours=2)
ZONE = "Asia/Shanghai"
NUMBER = "13912345678"
WHO = uuid.uuid4()


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


def a_reason(customer: Customer) -> Reason:
    known = {"anchor_on": TODAY, "open_on": TODAY, "deadline_on": TODAY, "grace_days": 2}
    reason = Reason(customer_id=customer.id, trigger="D3", **known)
    db.session.add(reason)
    db.session.flush()
    return reason
