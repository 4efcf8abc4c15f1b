"""Messages as a form sends them and as the shop keeps them."""

import uuid

from sqlalchemy import select

from saas.accounts.models import Shop
from tenants import clock
from tenants.db import db
from tenants.messages import writing
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import Draft
from tenants.scope import tenant_scope


def sms(**values: str) -> dict[str, str]:
    return {
        "request_key": str(uuid.uuid4()),
        "medium": "sms",
        "trigger": "APPT_CONFIRM",
        "text": "明天上午见。",
    } | values


def stored(shop: Shop) -> list[Message]:
    with tenant_scope(shop.id):
        found = list(
            db.session.scalars(
                select(Message).order_by(Message.written_at, Message.id).execution_options(populate_existing=True)
            )
        )
        for each in found:
            db.session.expunge(each)
        db.session.rollback()
        return found


def a_message(shop: Shop, customer_id: uuid.UUID, state: State, why: str | None = None) -> Message:
    with tenant_scope(shop.id):
        draft = Draft(customer_id, Medium.SMS, "APPT_CONFIRM", "明天见。", "安顺汽修")
        message = writing.write(draft, request_key=uuid.uuid4(), user_id=None, now=clock.now())
        message.state, message.why = state.value, why
        db.session.commit()
        return message
