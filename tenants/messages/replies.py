"""What customers answer to text messages. A stop word ends them at once; no confirmation is sent (domain.md 4.4). All
else is kept for a person to read, and has the customer called back."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, and_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tenants.customers.households import MOST_CUSTOMERS
from tenants.customers.models import Customer, CustomerPhone
from tenants.customers.queries import is_record_of
from tenants.customers.wishes import Proof, Status, answer
from tenants.db import current_shop_id, db
from tenants.follow_ups import call_backs
from tenants.follow_ups.call_backs import OPEN_REPLY
from tenants.messages.models import LONGEST_REPLY, Message, Reply, ReplyCustomer
from tenants.messages.states import AWAITS_RECEIPT, Medium, State
from tenants.messages.stop_words import is_stop
from tenants.messages.texts import visible

SOURCE = "reply"
ANSWERED_DAYS = 90
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)", re.ASCII)
_NUMBER = re.compile(r"\+?\d{5,20}", re.ASCII)
# rows of other replies that still want the same call
_STILL_ASKED = text(f"""
SELECT DISTINCT o.reason_id FROM replies r JOIN reply_customers o ON o.shop_id = :shop_id AND o.reply_id = r.id
 WHERE r.shop_id = :shop_id AND r.id <> :id AND o.reason_id = ANY(:reason_ids) AND {OPEN_REPLY}
""").bindparams(bindparam("reason_ids", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Taken:
    """A reply that was not there before. `ended`: for how many customers text messages ended; `changes_queue`: he is to
    be called back, or what waited for his answer waits no longer."""

    reply_id: uuid.UUID
    ended: int
    changes_queue: bool


def receive(
    number: str,
    said: str,
    *,
    key: uuid.UUID,
    now: datetime,
    today: date,
    by_id: uuid.UUID | None = None,
    provider_id: str = "",
) -> Taken | None:
    """Keep a reply that came from a number at `now`, `today` in the shop, and do what it asks for. `by_id` typed it.

    It belongs to everybody who has the number, or to nobody; the one written to last is called back. None for a number
    that is none, and for a `key` that is there already: then nothing is done again.
    """
    number = plain(number)
    if not _NUMBER.fullmatch(number):
        return None
    stops, message, records = is_stop(said), _last_to(number, now), _records(number)
    owners = set(records.values())
    reply_id = _store(
        number=number,
        body=readable(said),
        is_stop=stops,
        message_id=message.id if message else None,
        provider_id=provider_id[:128],
        request_key=key,
        typed_by_id=by_id,
        replied_at=now,
        handled_at=now if stops else None,
    )
    if reply_id is None:
        return None
    if stops:
        for customer_id in owners:
            answer(customer_id, {"sms": Status.REFUSED}, Proof(SOURCE, by_id, now))
    reason_ids = {} if stops else _asked(owners, message, today)
    db.session.add_all(
        ReplyCustomer(reply_id=reply_id, customer_id=record_id, reason_id=reason_ids.get(owner_id))
        for record_id, owner_id in records.items()
    )
    db.session.flush()
    return Taken(reply_id, len(owners) if stops else 0, bool(owners) and not stops)


def is_kept(number: str, said: str, *, key: uuid.UUID) -> bool:
    """Was this answer kept under its key? Another one may have used it."""
    same = (Reply.request_key == key, Reply.number == plain(number), Reply.body == readable(said))
    return db.session.scalar(select(Reply.id).where(*same)) is not None


def handle(reply_id: uuid.UUID, *, by_id: uuid.UUID, now: datetime, today: date) -> None:
    """Somebody has dealt with a reply: the call it asked for is off, unless another asks for it too. Twice is once."""
    said = update(Reply).where(Reply.id == reply_id, Reply.handled_at.is_(None))
    if db.session.execute(said.values(handled_at=now, handled_by_id=by_id).returning(Reply.id)).first() is None:
        return
    reason_ids = _reasons_of(reply_id)
    values = {"shop_id": current_shop_id(), "id": reply_id, "reason_ids": list(reason_ids)}
    call_backs.settle(reason_ids - set(db.session.scalars(_STILL_ASKED, values)), today)


def reopen(reply_id: uuid.UUID, *, today: date) -> None:
    """Take that back: it is open again, and its call is asked for anew. A stop word stays dealt with. Twice is once."""
    back = update(Reply).where(Reply.id == reply_id, Reply.handled_at.is_not(None), Reply.is_stop.is_(False))
    message_id = back.values(handled_at=None, handled_by_id=None).returning(Reply.message_id)
    row = db.session.execute(message_id).first()
    if row is None:
        return
    for customer_id, reason_id in _asked(_owners_then(reply_id), _message(row.message_id), today).items():
        his = is_record_of(ReplyCustomer.customer_id, customer_id)
        mine = update(ReplyCustomer).where(ReplyCustomer.reply_id == reply_id, his)
        db.session.execute(mine.values(reason_id=reason_id))


def last_written_to(number: str, *, before: datetime) -> datetime | None:
    """When the shop last sent a text message to this number, that an answer of `before` may be meant for; None when it
    did not within ANSWERED_DAYS."""
    lately = (Message.written_at >= before - timedelta(ANSWERED_DAYS), Message.written_at <= before)
    return db.session.scalar(select(func.max(Message.written_at)).where(_went_to(plain(number)), *lately))


def plain(number: str) -> str:
    """A mobile number as it is kept: digits, without the country."""
    return _ABROAD.sub("", re.sub(r"[\s-]", "", number))


def readable(said: str) -> str:
    """A text as it is kept and shown: cut to a length, without marks that nobody sees, but with its lines."""
    kept = visible(said)
    return kept if len(kept) <= LONGEST_REPLY else f"{kept[: LONGEST_REPLY - 1]}…"


def _store(**values: object) -> uuid.UUID | None:
    """The id of a new reply; None when its key is there."""
    new = insert(Reply).values(**values).on_conflict_do_nothing(index_elements=["shop_id", "request_key"])
    return db.session.scalar(new.returning(Reply.id))


def _asked(owners: Collection[uuid.UUID], message: Row[Any] | None, today: date) -> dict[uuid.UUID, uuid.UUID]:
    """Who is called back, with the reason; what waited for an answer of any of them waits no longer."""
    for each in owners:
        call_backs.wake(each)
    customer_id = _who(owners, message)
    if customer_id is None:
        return {}
    reason_id = call_backs.ask(customer_id, today=today, about=message.trigger if message else None)
    return {customer_id: reason_id} if reason_id else {}


def _who(owners: Collection[uuid.UUID], message: Row[Any] | None) -> uuid.UUID | None:
    """One number is called once: whom was written to, else the first of a household; of a dealer's many, nobody."""
    written_to: uuid.UUID | None = message.survivor_id if message else None
    if written_to in owners:
        return written_to
    return min(owners) if 0 < len(owners) <= MOST_CUSTOMERS else None


def _last_to(number: str, before: datetime) -> Row[Any] | None:
    """The last text message that went to a number, of those written before: id, trigger, survivor_id. A reply may come
    hours late, when another message has left since."""
    gone = _messages().where(_went_to(number), Message.written_at <= before)
    newest = gone.order_by(Message.written_at.desc(), Message.id.desc())
    return db.session.execute(newest.limit(1)).first()


def _message(message_id: uuid.UUID | None) -> Row[Any] | None:
    return db.session.execute(_messages().where(Message.id == message_id)).first() if message_id else None


def _messages() -> Select[*tuple[Any, ...]]:
    survivor = func.coalesce(Customer.merged_into_id, Customer.id).label("survivor_id")
    return select(Message.id, Message.trigger, survivor).join(Customer, Customer.id == Message.customer_id)


def _went_to(number: str) -> ColumnElement[bool]:
    gone = [state.value for state in (*AWAITS_RECEIPT, State.DELIVERED)]
    return and_(Message.recipient == number, Message.medium == Medium.SMS.value, Message.state.in_(gone))


def _records(number: str) -> dict[uuid.UUID, uuid.UUID]:
    """Who has a number: each record, with who it is today. A reply stays with the record when a merge is taken back."""
    owner = func.coalesce(Customer.merged_into_id, Customer.id).label("owner_id")
    records = select(Customer.id, owner).join(CustomerPhone, CustomerPhone.customer_id == Customer.id)
    return {row.id: row.owner_id for row in db.session.execute(records.where(CustomerPhone.number == number))}


def _owners_then(reply_id: uuid.UUID) -> list[uuid.UUID]:
    """Who had the number when the reply came, as they are today."""
    survivor = func.coalesce(Customer.merged_into_id, Customer.id)
    linked = select(survivor).join(ReplyCustomer, ReplyCustomer.customer_id == Customer.id)
    return list(db.session.scalars(linked.where(ReplyCustomer.reply_id == reply_id).distinct()))


def _reasons_of(reply_id: uuid.UUID) -> set[uuid.UUID]:
    of_reply = select(ReplyCustomer.reason_id).where(ReplyCustomer.reply_id == reply_id)
    return {each for each in db.session.scalars(of_reply) if each}
