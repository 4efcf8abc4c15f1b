"""Reminders of appointments by text message, a working day ahead: at most one for each, whatever happens."""

import uuid
from datetime import date, datetime

from sqlalchemy import select

from tenants.db import db
from tenants.follow_ups.models import Reason
from tenants.messages import writing
from tenants.messages.from_queue import Voice
from tenants.messages.models import Message
from tenants.messages.states import Medium
from tenants.messages.writing import Draft, Flawed
from tenants.scoring.segments import RfmClass
from tenants.scripts import facts, speaking
from tenants.scripts.known import Talk
from tenants.scripts.occasions import Medium as Spoken

TRIGGER = "APPT_CONFIRM"


def write_reminders(today: date, voice: Voice, *, now: datetime) -> list[Message]:
    """One for every appointment that is to be confirmed today and has none; those written before come again, as they
    are. Whoever needs a call still stands in the queue.
    """
    asked = select(Reason).where(
        Reason.trigger == TRIGGER, Reason.closed_on.is_(None), Reason.open_on <= today, Reason.deadline_on >= today
    )
    return [message for reason in db.session.scalars(asked).all() if (message := _written(reason, today, voice, now))]


def _written(reason: Reason, today: date, voice: Voice, now: datetime) -> Message | None:
    known = facts.known(reason.customer_id, reason.vehicle_id, voice.locale, RfmClass.NEW.value, Spoken.SMS)
    if known is None:
        return None
    talk = Talk(reason.trigger, reason.facts, advisor=voice.advisor, shop=voice.shop)
    script = speaking.script_for(RfmClass.NEW, known, talk, voice.locale, today, Spoken.SMS)
    if script is None or not script.rendered.text:
        return None
    draft = Draft(reason.customer_id, Medium.SMS, TRIGGER, script.rendered.text, voice.shop, reason_id=reason.id)
    try:
        return writing.write(draft, request_key=uuid.uuid5(reason.id, "reminder"), user_id=None, now=now)
    except Flawed:
        return None
