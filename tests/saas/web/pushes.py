"""Text messages that the provider took, and what it pushes of them."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from saas.accounts.models import Shop
from tenants import clock
from tenants.customers import wishes
from tenants.db import db
from tenants.follow_ups.models import Contact
from tenants.messages import answers, sending, writing
from tenants.messages.answers import Group, Line
from tenants.messages.handing import Handed
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.scope import tenant_scope
from tests import factories
from workers.senders import aliyun_pushes

NUMBER = ""  # of each test
Push = Callable[..., TestResponse]


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


def kept(shop: Shop) -> list[Line]:
    """The answers that a shop has, the newest first."""
    with tenant_scope(shop.id):
        return answers.page(Group.ALL, 1)[0]
