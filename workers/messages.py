"""Sending messages: one job asks whether it may leave and marks it, a second one hands it over, once."""

import uuid
from datetime import date
from typing import Any

from flask import current_app

from saas.accounts.models import Shop
from tenants import clock, settings
from tenants.db import current_shop_id, db
from tenants.messages import reminders, sending
from tenants.messages.from_queue import Voice
from tenants.messages.models import Message
from tenants.messages.states import Medium, State
from tenants.messages.writing import find
from workers.actor import actor, minutes
from workers.senders.configured import sender_for
from workers.shop_day import shop_timezone

LOCALE = "zh"  # what customers read


@actor(queue="messages")
def send_message(message_id: str) -> None:
    """Mark a message and have it handed over; one that must wait is looked at again when its hour has come."""
    _follow(sending.start(uuid.UUID(message_id), now=clock.now(), timezone=shop_timezone()))


def _lose(error: dict[str, Any], message_id: str) -> None:
    sending.lose(uuid.UUID(message_id), now=clock.now())


# One attempt: the lease counts it before the provider is called, so a process that dies here has had it.
@actor(queue="messages", max_attempts=1, time_limit=minutes(2), on_failure=_lose)
def hand_over(message_id: str) -> None:
    """Give a marked message to its provider and write down what it said."""
    letter = sending.letter(uuid.UUID(message_id))
    row = find(uuid.UUID(message_id))
    if letter is None or row is None:
        return
    sender = sender_for(Medium(row.medium), current_app.config["HUITOU"])
    handed = sender.send(letter)
    _follow(sending.finish(letter.id, handed, provider=sender.name, now=clock.now()))


@actor(queue="messages")
def remind(day: str) -> None:
    """Write to whom an appointment is to be confirmed on a day (ISO), where the shop wants it."""
    if not settings.current().remind_by_sms:
        return
    shop = db.session.get_one(Shop, current_shop_id())
    voice = Voice(shop.name, advisor="", locale=LOCALE)
    for message in reminders.write_reminders(date.fromisoformat(day), voice, now=clock.now()):
        if message.state == State.QUEUED:
            send_soon(message.id)


def send_soon(message_id: uuid.UUID) -> None:
    """Ask for a message to be sent, in the open transaction of the shop in scope."""
    send_message.enqueue(message_id=message_id, unique_key=f"send_message:{message_id}")


def _follow(row: Message | None) -> None:
    if row is None:
        return
    if row.state == State.SENDING:
        hand_over.enqueue(message_id=row.id)
    elif row.state == State.QUEUED:
        send_message.enqueue(message_id=row.id, due_at=row.due_at, unique_key=f"send_message:{row.id}")
