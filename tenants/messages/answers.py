"""Replies as the pages show them: whose they are, what they answer, who has dealt with them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Uuid, bindparam, text

from tenants.db import current_shop_id, db
from tenants.follow_ups.call_backs import OPEN_REPLY, SPOKEN_SINCE
from tenants.paging import Page


class Group(StrEnum):
    """What the list is divided into."""

    OPEN = "open"
    DONE = "done"
    ALL = "all"


class Fate(StrEnum):
    """What became of a reply."""

    OPEN = "open"
    STOPPED = "stopped"  # text messages ended with it
    HANDLED = "handled"  # somebody said so
    SPOKEN = "spoken"  # somebody has spoken with him since


_WHERE = {Group.OPEN: OPEN_REPLY, Group.DONE: f"NOT ({OPEN_REPLY})", Group.ALL: "true"}
_OF_CUSTOMER = """EXISTS (
    SELECT FROM reply_customers l JOIN customers c ON c.shop_id = :shop_id AND c.id = l.customer_id
     WHERE l.shop_id = :shop_id AND l.reply_id = r.id AND :customer_id IN (c.id, c.merged_into_id))"""
_LINES = f"""
SELECT r.id, r.number, r.body, r.is_stop, r.replied_at, r.typed_by_id, r.handled_at, r.handled_by_id,
       m.body AS answered, since.contacted_at, since.user_id, (
           SELECT jsonb_agg(DISTINCT jsonb_build_object('id', s.id, 'name', s.name))
             FROM reply_customers l
             JOIN customers c ON c.shop_id = :shop_id AND c.id = l.customer_id
             JOIN customers s ON s.shop_id = :shop_id AND s.id = coalesce(c.merged_into_id, c.id)
            WHERE l.shop_id = :shop_id AND l.reply_id = r.id
       ) AS people
  FROM replies r
  LEFT JOIN messages m ON m.shop_id = :shop_id AND m.id = r.message_id
  LEFT JOIN LATERAL (
       SELECT k.contacted_at, k.user_id {SPOKEN_SINCE} AND r.handled_at IS NULL
        ORDER BY k.contacted_at, k.id LIMIT 1
  ) since ON true
 WHERE r.shop_id = :shop_id AND {{wanted}}
 ORDER BY r.replied_at DESC, r.id DESC OFFSET :offset LIMIT :size
"""
_COUNT = "SELECT count(*) FROM replies r WHERE r.shop_id = :shop_id AND {wanted}"


@dataclass(frozen=True, slots=True)
class Person:
    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A reply with whom it came from, nobody for an unknown number; `answered`: the message that went there before.

    `done_at`, `done_by_id`: when it was dealt with, and by whom; both None while it is open.
    """

    id: uuid.UUID
    number: str
    body: str
    at: datetime
    typed_by_id: uuid.UUID | None
    people: Sequence[Person]
    answered: str | None
    fate: Fate
    done_at: datetime | None
    done_by_id: uuid.UUID | None


def page(group: Group, asked: int) -> tuple[list[Line], Page]:
    """A page of the replies of a group, the newest first."""
    total = _count(group)
    paging = Page.of(asked, total)
    return listed(group, paging.offset, paging.size), paging


def listed(group: Group, offset: int = 0, most: int | None = None) -> list[Line]:
    """The replies of a group, the newest first; to the last one without `most`."""
    return _lines(_WHERE[group], {"offset": offset, "size": most})


def find(reply_id: uuid.UUID) -> Line | None:
    return next(iter(_lines("r.id = :id", {"id": reply_id, "offset": 0, "size": 1})), None)


def count_open() -> int:
    """How many replies nobody has dealt with."""
    return _count(Group.OPEN)


def of_customer(customer_id: uuid.UUID, most: int) -> list[Line]:
    """The newest replies from a number that was his, or of a record merged into him, when they came."""
    return _lines(_OF_CUSTOMER, {"customer_id": customer_id, "offset": 0, "size": most})


def _count(group: Group) -> int:
    counted = text(_COUNT.format(wanted=_WHERE[group]))
    return db.session.scalar(counted, {"shop_id": current_shop_id()}) or 0


def _lines(wanted: str, values: Mapping[str, Any]) -> list[Line]:
    statement = text(_LINES.format(wanted=wanted))
    if "customer_id" in values:
        statement = statement.bindparams(bindparam("customer_id", type_=Uuid))
    return [_line(row) for row in db.session.execute(statement, {"shop_id": current_shop_id(), **values})]


def _line(row: Row[Any]) -> Line:
    fate = (
        Fate.STOPPED if row.is_stop else Fate.HANDLED if row.handled_at else Fate.SPOKEN if row.contacted_at else None
    )
    people = sorted(
        (Person(uuid.UUID(each["id"]), each["name"]) for each in row.people or ()), key=lambda each: each.id
    )
    return Line(
        id=row.id,
        number=row.number,
        body=row.body,
        at=row.replied_at,
        typed_by_id=row.typed_by_id,
        people=people,
        answered=row.answered,
        fate=fate or Fate.OPEN,
        done_at=row.handled_at or row.contacted_at,
        done_by_id=row.handled_by_id or row.user_id,
    )
