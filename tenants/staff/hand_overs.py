"""What was handed over, newest first, as the page reads it."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from tenants.db import db
from tenants.paging import Page
from tenants.staff.models import Handed, HandOver


@dataclass(frozen=True, slots=True)
class Told:
    """`counts` by kind of what was given; `from_ids`: whose it was, None the pool."""

    act: HandOver
    counts: Mapping[str, int]
    from_ids: tuple[uuid.UUID | None, ...]


def page(asked: int) -> tuple[list[Told], Page]:
    total = db.session.scalar(select(func.count()).select_from(HandOver)) or 0
    found = Page.of(asked, total)
    acts = db.session.scalars(
        select(HandOver).order_by(HandOver.handed_at.desc(), HandOver.id.desc()).offset(found.offset).limit(found.size)
    ).all()
    counts: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    givers: dict[uuid.UUID, dict[uuid.UUID | None, None]] = defaultdict(dict)
    for act_id, kind, from_id, count in db.session.execute(
        select(Handed.hand_over_id, Handed.kind, Handed.from_id, func.count())
        .where(Handed.hand_over_id.in_([act.id for act in acts]))
        .group_by(Handed.hand_over_id, Handed.kind, Handed.from_id)
        .order_by(Handed.hand_over_id, Handed.kind, Handed.from_id)
    ):
        counts[act_id][kind] = counts[act_id].get(kind, 0) + count
        if kind != "reason":  # a reason follows the rules until somebody is named, which is no giver
            givers[act_id][from_id] = None
    return [Told(act, counts[act.id], tuple(givers[act.id])) for act in acts], found


def find(hand_over_id: uuid.UUID) -> HandOver | None:
    return db.session.scalar(select(HandOver).where(HandOver.id == hand_over_id))


def givers(hand_over_id: uuid.UUID) -> set[uuid.UUID]:
    """Whose it was, without the pool: to whom it would go back."""
    rows = db.session.scalars(select(Handed.from_id).where(Handed.hand_over_id == hand_over_id).distinct())
    return {each for each in rows if each}
