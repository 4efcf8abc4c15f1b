"""What customers allowed and refused: the strictest word of all records of one person, so that a merge loses none.

The words stay with the record they came with; taking a merge back therefore gives each record its own again.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, Row, Uuid, bindparam, delete, or_, select, text, update

from tenants.customers.models import ChannelConsent, Customer
from tenants.customers.queries import is_record_of
from tenants.db import current_shop_id, db, insert_rows, new_id
from tenants.errors import N_, DomainError

FLAGS = ("do_not_call", "do_not_market", "no_profiling", "do_not_contact")
CHANNELS = ("call", "wechat", "sms", "email")
MOST_RECORDS = 4  # of one person, whose words are told in full
SOURCES = ("counter", "call", "message", "form", "reply")  # how the customer told us


class Status(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Wishes:
    """`consents`: channel -> granted or not, without a word not in it; `has_number`: a phone that works."""

    do_not_contact: bool = False
    do_not_market: bool = False
    do_not_call: bool = False
    no_profiling: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)
    has_number: bool = False
    preferred: tuple[time, time] | None = None


# Per record the newest word on a channel holds; of several records the strictest.
_WISHES = text("""
WITH records AS MATERIALIZED (
    SELECT coalesce(merged_into_id, id) AS customer_id, id, do_not_contact, do_not_market, do_not_call, no_profiling,
           CASE WHEN merged_into_id IS NULL THEN preferred_from END AS preferred_from,
           CASE WHEN merged_into_id IS NULL THEN preferred_until END AS preferred_until
      FROM customers
     WHERE shop_id = :shop_id AND (id = ANY(:customers) OR merged_into_id = ANY(:customers))
), words AS (
    SELECT DISTINCT ON (k.customer_id, k.channel) r.customer_id, k.channel, k.status = 'granted' AS is_granted
      FROM channel_consents k JOIN records r ON r.id = k.customer_id
     WHERE k.shop_id = :shop_id AND (:is_many OR k.customer_id IN (SELECT id FROM records))
     ORDER BY k.customer_id, k.channel, k.at DESC, k.id DESC
), channels AS (
    SELECT customer_id, channel, bool_and(is_granted) AS is_granted FROM words GROUP BY customer_id, channel
), consents AS (
    SELECT customer_id, jsonb_object_agg(channel, is_granted) AS consents FROM channels GROUP BY customer_id
), numbers AS (
    SELECT DISTINCT customer_id FROM customer_phones WHERE shop_id = :shop_id AND invalid_at IS NULL
       AND (:is_many OR customer_id IN (SELECT id FROM records))
), people AS (
    SELECT r.customer_id, bool_or(r.do_not_contact) AS do_not_contact, bool_or(r.do_not_market) AS do_not_market,
           bool_or(r.do_not_call) AS do_not_call, bool_or(r.no_profiling) AS no_profiling,
           bool_or(n.customer_id IS NOT NULL) AS has_number,
           max(r.preferred_from) AS begins, max(r.preferred_until) AS ends
      FROM records r LEFT JOIN numbers n ON n.customer_id = r.id
     GROUP BY r.customer_id
)
SELECT p.*, c.consents FROM people p LEFT JOIN consents c USING (customer_id)
""").bindparams(bindparam("customers", type_=ARRAY(Uuid)))

FEW = 100  # customers, whose phones are found one by one


def wishes_of(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Wishes]:
    """Of customers who are not merged into another, each with the records merged into him."""
    values = {
        "shop_id": current_shop_id(),
        "customers": list(customer_ids),
        "is_many": len(customer_ids) > FEW,
    }
    return {row.customer_id: _wishes(row) for row in db.session.execute(_WISHES, values)}


@dataclass(frozen=True, slots=True)
class Proof:
    """How, where and to whom a customer said something, and the version of the words he was asked with."""

    source: str
    by_id: uuid.UUID | None
    at: datetime
    text_version: str | None = None
    place: str | None = None


def answer(customer_id: uuid.UUID, answers: Mapping[str, Status], proof: Proof) -> None:
    """What he says to channels. A word that each of his records holds already is not written again; one of them alone
    would take it along when the merge is taken back."""
    records = records_of([customer_id])
    known = _newest_words(records)
    for channel, status in answers.items():
        if any(known.get((record_id, channel)) != status for record_id in records):
            _record(customer_id, channel, status, proof)


def refuse(customer_id: uuid.UUID, refused: Mapping[str, bool], proof: Proof) -> None:
    """What he does not want, by the names of FLAGS. Each change is kept with its proof, like a consent; a refusal also
    when it was known, for what is known from a call may be taken back with the call."""
    known = wishes_of([customer_id])[customer_id]
    said = {flag: is_refused for flag, is_refused in refused.items() if is_refused or getattr(known, flag)}
    for flag, is_refused in said.items():
        _record(customer_id, flag, Status.REFUSED if is_refused else Status.GRANTED, proof)
    if said:
        wish(customer_id, **said)


def _newest_words(record_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    """The word that holds of each record by itself: (record, channel) -> status."""
    said = select(ChannelConsent.customer_id, ChannelConsent.channel, ChannelConsent.status)
    oldest_first = said.where(ChannelConsent.customer_id.in_(record_ids)).order_by(ChannelConsent.at, ChannelConsent.id)
    return {(record_id, channel): status for record_id, channel, status in db.session.execute(oldest_first)}


def said_since(customer_id: uuid.UUID, moment: datetime) -> set[str]:
    """Of which channels and FLAGS a record has a word from `moment` or later."""
    since = (ChannelConsent.customer_id == customer_id, ChannelConsent.at >= moment)
    return set(db.session.scalars(select(ChannelConsent.channel).where(*since)))


def forget(consent_ids: Collection[uuid.UUID]) -> None:
    """Remove words that were written down by mistake."""
    if consent_ids:
        db.session.execute(delete(ChannelConsent).where(ChannelConsent.id.in_(consent_ids)))


def prefer(customer_id: uuid.UUID, begins: time | None, ends: time | None) -> None:
    """The hours he wants to be called in. Raises DomainError when only one is given, or they are in the wrong order."""
    if (begins is None) != (ends is None) or (begins and ends and begins >= ends):
        raise DomainError(N_("Give the hour from which on and a later one until which, or neither."))
    wish(customer_id, preferred_from=begins, preferred_until=ends)


def _record(customer_id: uuid.UUID, about: str, status: Status, proof: Proof) -> None:
    record_consent(
        [customer_id],
        about,
        status,
        source=proof.source,
        at=proof.at,
        text_version=proof.text_version,
        place=proof.place,
        by_id=proof.by_id,
    )


def record_consent(
    customer_ids: Iterable[uuid.UUID],
    channel: str,
    status: Status,
    *,
    source: str,
    at: datetime,
    text_version: str | None = None,
    place: str | None = None,
    by_id: uuid.UUID | None = None,
) -> list[uuid.UUID]:
    """Write down what a customer said, for all his records: it is the newest word of each. Answers the rows' ids."""
    ids = {record_id: new_id() for record_id in records_of(customer_ids)}
    insert_rows(
        ChannelConsent,
        [
            {
                "id": ids[record_id],
                "customer_id": record_id,
                "channel": channel,
                "status": status.value,
                "source": source,
                "text_version": text_version,
                "place": place,
                "by_id": by_id,
                "at": at,
            }
            for record_id in ids
        ],
    )
    return list(ids.values())


def wish(customer_id: uuid.UUID, **wishes: Any) -> None:
    """Set flags and hours of a customer, for all his records: what he said while they were one holds for each."""
    db.session.execute(update(Customer).where(Customer.id.in_(records_of([customer_id]))).values(**wishes))


def records_of(customer_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Customers and the records merged into them, in the order of their ids."""
    ids = list(customer_ids)
    mine = or_(Customer.id.in_(ids), Customer.merged_into_id.in_(ids))
    return list(db.session.scalars(select(Customer.id).where(mine).order_by(Customer.id)))


def history(customer_id: uuid.UUID, most: int) -> list[ChannelConsent]:
    """What he allowed and refused, newest first; a word that went to several records once."""
    rows = db.session.scalars(
        select(ChannelConsent)
        .where(is_record_of(ChannelConsent.customer_id, customer_id))
        .order_by(ChannelConsent.at.desc(), ChannelConsent.id.desc())
        .limit(most * MOST_RECORDS)
    )
    words: dict[tuple[object, ...], ChannelConsent] = {}
    for row in rows:
        words.setdefault((row.at, row.channel, row.status, row.source), row)
    return list(words.values())[:most]


def _wishes(row: Row[Any]) -> Wishes:
    return Wishes(
        do_not_contact=row.do_not_contact,
        do_not_market=row.do_not_market,
        do_not_call=row.do_not_call,
        no_profiling=row.no_profiling,
        consents=row.consents or {},
        has_number=row.has_number,
        preferred=(row.begins, row.ends) if row.begins and row.ends else None,
    )
