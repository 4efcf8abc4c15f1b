"""Text messages for the follow-ups of a day, with the words of their scripts."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select

from tenants.db import db
from tenants.follow_ups import cards
from tenants.follow_ups.models import FollowUp
from tenants.follow_ups.triggers import Channel
from tenants.messages import writing
from tenants.messages.models import Message
from tenants.messages.states import Medium
from tenants.messages.writing import Draft, Flawed
from tenants.scripts import facts, speaking
from tenants.scripts.known import Talk
from tenants.scripts.occasions import Medium as Spoken

AT_ONCE = 100  # with one press


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the shop's name, the advisor's, and in which language."""

    shop: str
    advisor: str
    locale: str


def count_waiting(today: date) -> int:
    """How many open follow-ups of the day go by text message and have none yet."""
    return db.session.scalar(select(func.count()).select_from(_waiting(today).subquery())) or 0


def write_waiting(today: date, voice: Voice, *, user_id: uuid.UUID, now: datetime) -> list[Message]:
    """Write what the script of each says. Those whose words lack something, or that no provider takes, stay in the
    queue for people. Twice is once.
    """
    written = []
    for follow_up in db.session.scalars(_waiting(today).limit(AT_ONCE)).all():
        text = words(follow_up, voice, today)
        if not text:
            continue
        try:
            written.append(
                writing.write(_draft(follow_up, text, voice), request_key=_key(follow_up), user_id=user_id, now=now)
            )
        except Flawed:
            continue
    return written


def words(follow_up: FollowUp, voice: Voice, today: date) -> str:
    """What its script says in a text message, without the signature; nothing when something is missing for it."""
    known = facts.known(follow_up.customer_id, follow_up.vehicle_id, voice.locale, follow_up.rfm_class, Spoken.SMS)
    card = cards.card(follow_up)
    if known is None or not card.reasons:
        return ""
    why, last = card.reasons[0], next(iter(card.visits), None)
    talk = Talk(
        why.trigger,
        why.facts,
        advisor=voice.advisor,
        shop=voice.shop,
        last_visit_on=last.visit_on if last else None,
        last_items=last.items if last else (),
    )
    script = speaking.script_for(follow_up.rfm_class, known, talk, voice.locale, today, Spoken.SMS)
    return script.rendered.text if script else ""


def _waiting(today: date) -> Select[FollowUp]:
    has_message = exists().where(Message.follow_up_id == FollowUp.id, Message.shop_id == FollowUp.shop_id)
    return (
        select(FollowUp)
        .where(
            FollowUp.queue_on == today, FollowUp.state == "open", FollowUp.channel == Channel.SMS.value, ~has_message
        )
        .order_by(FollowUp.band, FollowUp.score.desc(), FollowUp.customer_id)
    )


def _draft(follow_up: FollowUp, text: str, voice: Voice) -> Draft:
    return Draft(
        follow_up.customer_id,
        Medium.SMS,
        follow_up.trigger,
        text=text,
        signature=voice.shop,
        follow_up_id=follow_up.id,
        reason_id=uuid.UUID(follow_up.reason_ids[0]),
    )


def _key(follow_up: FollowUp) -> uuid.UUID:
    return uuid.uuid5(follow_up.id, "text message")
